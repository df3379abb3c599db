//! Milestone documents: text to model by spans, edits, vocabulary.
//!
//! Parsing never fails: text in, [`Parsed`] (a [`Document`] and its [`Problem`]s) out. The source string is the
//! tree: the model is byte spans over it, and a change is an [`EditSet`] of sorted, disjoint splices, so all other
//! bytes stay as they were.

pub mod annotation;
mod edit;
pub mod fence;
pub mod front_matter;
mod model;
pub mod mojibake;
mod parse;
pub mod placeholder;
mod problem;
mod span;
pub mod view;
pub mod vocabulary;

pub use edit::{Edit, EditError, EditSet};
pub use model::{
    AnnotationComment, AnnotationId, Attached, BoxState, Cell, Checkbox, Document, Fence, FenceId, Field,
    FieldId, FieldStyle, Item, ItemId, Link, LinkId, LinkKind, ListMarker, Parsed, Row, Section, SectionId,
    Table, TableId, Title,
};
pub use parse::{parse, parse_shared};
pub use problem::{Problem, Severity};
pub use span::{LineIndex, Position, Span};
