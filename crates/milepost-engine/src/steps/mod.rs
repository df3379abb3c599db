//! Carrying a milestone out: the commands under Implementation Steps, one step after another, in a run that can be stopped and
//! taken up again. What was done is known from evidence; the journal says what was begun.

mod act;
mod command;
mod course;
mod plan;
mod redo;
mod report;
mod scene;
mod standing;

pub use act::{Decision, StepsOptions, run};
pub use report::{CommandReport, StepReport, StepsReport, Stopped};
pub use standing::{abort, pending, planned, standing};
