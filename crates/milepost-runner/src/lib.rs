//! Running a check: strict shell, process control, capture, redaction, test reports.
//!
//! [`run_checks`] runs what [`CheckSpec`]s say and answers with [`Outcome`]s. It prints nothing: whoever wants to show
//! something listens to the [`Event`]s.

mod attempt;
mod bench;
pub mod capture;
mod check;
mod covered_files;
mod denial;
mod environment;
mod event;
mod glob;
mod guard;
mod imports;
mod interpreter;
mod outcome;
pub mod process;
mod redact;
pub mod reports;
mod run;
mod run_dir;
mod spec;
mod tree_guard;
mod watched;

pub use bench::{Bench, Execution};
pub use capture::{Captured, Piece};
pub use environment::{ALLOWED, changes_the_shell, environment};
pub use event::Event;
pub use guard::{Guard, Token, is_written};
pub use interpreter::{FailedAt, Interpreter};
pub use outcome::{Attempt, Inconclusive, Outcome, Verdict};
pub use process::{
    Limits, Source, Usage,
    sandbox::{Capabilities, Enforced, Network, Places, SandboxSpec, Sandboxes, Tier, TierWish, Unavailable},
};
pub use redact::{Redactor, Secrets};
pub use run::{RunContext, run_checks};
pub use spec::{Baseline, CheckSpec, CommandSpec, ReportSource};
pub use tree_guard::TreeGuard;
pub use watched::Watched;
