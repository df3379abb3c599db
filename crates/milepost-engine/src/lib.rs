//! A workspace to ask and a change to apply: binding, planning, verifying, lifecycle.
//!
//! Fronts see only this crate and plain data. Reading never runs a command of a document and never writes;
//! [`verify`](crate::verify::verify) runs what is trusted; a transition changes documents and records as one.

pub mod address;
pub mod baseline;
pub mod binding;
pub mod config;
pub mod coverage;
pub mod doctor;
pub mod drift;
mod error;
pub mod exit;
pub mod explain;
mod facts;
pub mod fix;
pub mod forecast;
pub mod graph;
pub mod hazards;
pub mod history;
pub mod import;
pub mod init;
mod inside;
pub mod journal;
pub mod known;
pub mod lifecycle;
mod look;
pub mod machine;
pub mod merge;
pub mod metric;
pub mod names;
pub mod new;
pub mod next;
pub mod notes;
mod output;
pub mod overview;
pub mod plan;
pub mod plan_diff;
pub mod policy;
mod procedure;
pub mod regressions;
pub mod rehearsal;
pub mod rename;
pub mod rollback;
pub mod search;
pub mod session;
mod settings;
pub mod signers;
pub mod since;
pub mod standing;
pub mod steps;
pub mod sync;
mod task_numbers;
pub mod tracking;
pub mod triggers;
pub mod trust;
mod unfinished;
pub mod verify;
mod way_back;
pub mod why;
mod workspace;
mod worth;

pub use error::{EngineError, ErrorKind, Result, with_causes};
pub use facts::Facts;
pub use look::Look;
pub use workspace::{Held, Workspace};
pub use {
    milepost_document as document, milepost_gate as gate, milepost_ledger as ledger, milepost_lint as lint,
    milepost_portfolio as portfolio, milepost_runner as runner, milepost_time as time,
};
