//! The model: typed byte spans over a document's source. It owns no text but the source itself.

mod block;
mod document;
mod ids;
mod item;
mod section;

pub use block::{AnnotationComment, Attached, Cell, Fence, Field, FieldStyle, Link, LinkKind, Row, Table};
pub use document::{Document, Parsed, Title};
pub use ids::{AnnotationId, FenceId, FieldId, ItemId, LinkId, SectionId, TableId};
pub use item::{BoxState, Checkbox, Item, ListMarker};
pub use section::Section;
