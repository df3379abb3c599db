//! When to roll back: what the document says of it, held against what is known.

mod decision;
mod dependents;
mod evaluate;
mod report;

pub use decision::Decision;
pub(crate) use dependents::{dependents_of, is_promised};
pub use evaluate::triggers;
pub use report::{TriggerReport, TriggerState, Triggers};
