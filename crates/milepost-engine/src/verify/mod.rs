//! `verify`: runs what is missing or stale, keeps the evidence, and says what is known now.

mod guard;
mod record;
mod report;
mod run;
mod spec;

pub use report::{RanRun, VerifiedDocument, VerifyReport};
pub use run::{Only, VerifyEvent, VerifyOptions, verify};
