//! `verify`: runs what is missing or stale, keeps the evidence, and says what is known now.

mod guard;
mod metric;
mod record;
mod report;
mod run;
mod sandbox;
mod spec;

pub use report::{RanMeasurement, RanRun, RanSandbox, VerifiedDocument, VerifyReport};
pub use run::{Only, VerifyEvent, VerifyOptions, verify};
