//! The document's own Rollback Procedure, run as it is written. Nothing is compared before it and nothing is taken back after it: what
//! it loses is said before, and what is not as it was before the work is said afterwards.

mod act;
mod course;
mod loses;
mod outcome;
mod plan;
mod report;

pub(super) use act::refuse_open;
pub use act::{LiteralOptions, abort, propose, resume, rollback, standing};
pub use report::{LiteralCommandReport, LiteralReport};
