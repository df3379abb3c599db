//! What decides each item: the check that its annotation, its code span, its words or its place bind it to.
//!
//! The first rule that matches wins: annotation, command, path, phrase, place, sign-off. Nothing is run here.

mod annotation;
mod bind;
mod budget;
mod check;
mod command;
mod component;
mod coverage;
mod deciding;
mod fence;
mod metric;
mod must_fail;
mod phrase;
mod rehearsal;
mod related;
mod role;
mod run;
mod sandbox;
mod selected;
mod steady;
mod step;
mod trigger;

pub use bind::{Bound, Surroundings, bind};
pub use check::{
    BaselineFact, Binding, Check, Class, ComponentAsked, ComponentsAsked, Gate, PolicyGate, RecordKind, Rule,
    RunId, ScopeAsked, SignOffKind, Subject,
};
pub use coverage::CoverageAsked;
pub(crate) use coverage::exclusions;
pub use deciding::deciding_items;
pub(crate) use fence::fence_script;
pub use metric::Metric;
pub use must_fail::MustFail;
pub(crate) use rehearsal::SQL;
pub use rehearsal::{Rehearsal, Step, WrittenChange};
pub use run::{Run, RunSource, default_cwd};
pub use sandbox::RunSandbox;
pub(crate) use step::work_steps;
pub use step::{StepOf, WorkStep};
pub use trigger::Trigger;
