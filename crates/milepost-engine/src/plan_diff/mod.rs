//! What changed in plans between two revisions, by meaning.

mod compare;
mod documents;
mod facts;
mod items;
mod movement;
mod report;
mod revision;
mod sections;

pub use documents::plan_diff;
pub use movement::{Boxes, Moved, Movement, PointInTime, movement};
pub use report::{ChangedPlan, PlanChange, PlanDiff, PlanState, What};
