//! Schemas as data: objects with facts, and what differs between two of them.

mod change;
mod diff;
mod kind;
mod object;
#[expect(clippy::module_inception, reason = "the module is named after its one type")]
mod snapshot;

pub use change::{Change, FactChange, What};
pub use diff::{CompareError, SchemaDiff, compare};
pub use kind::{Kind, Weight};
pub use object::{Object, ObjectId};
pub use snapshot::{SNAPSHOT_FORMAT, Snapshot};
