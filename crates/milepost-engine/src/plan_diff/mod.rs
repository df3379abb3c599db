//! What changed in plans between two revisions, by meaning.

mod compare;
mod documents;
mod facts;
mod items;
mod report;
mod revision;
mod sections;

pub use documents::plan_diff;
pub use report::{ChangedPlan, PlanChange, PlanDiff, PlanState, What};
