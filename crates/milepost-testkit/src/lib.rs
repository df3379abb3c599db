//! For tests only: documents, projects, redaction.

mod milestone;
mod project;
mod redact;
mod run;

pub use milestone::{Milestone, fenced};
pub use project::Project;
pub use redact::redact;
pub use run::Run;
