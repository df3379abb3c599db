//! `verify`: runs what is missing or stale, keeps the evidence, and says what is known now.

mod guard;
mod metric;
pub(crate) mod record;
mod report;
mod run;
pub(crate) mod sandbox;
mod spec;

pub use report::{RanMeasurement, RanRun, RanSandbox, VerifiedDocument, VerifyReport};
pub use run::{Only, VerifyEvent, VerifyOptions, verify};
pub(crate) use run::{secrets, tail};
