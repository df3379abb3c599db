//! Rolling a milestone back for real: a plan that is frozen, steps that are known by looking, and a journal that says which
//! run is under way. Everything up to the pivot can be given up; everything after it can be done again.

mod closing;
mod code_only;
mod commit;
mod course;
mod database;
mod database_part;
mod files;
mod guards;
pub mod literal;
mod live_database;
mod message;
mod plan;
mod proposal;
mod ready;
mod record;
mod references;
mod report;
#[expect(clippy::module_inception, reason = "a file is named after its one public verb")]
mod rollback;
mod saved_schemas;
mod standing;
mod tip;
mod under_way;

pub use proposal::{Proposal, ProposedDatabase};
pub use report::{RollbackReport, StepReport};
pub use rollback::{RollbackOptions, propose, rollback};
pub(crate) use saved_schemas::save_schema;
pub use standing::{abort, pending, resume, standing};
