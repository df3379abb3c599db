//! `verify`: runs what is missing or stale, keeps the evidence, and says what is known now.

mod dependents;
mod guard;
mod known;
mod metric;
mod must_fail;
mod options;
pub(crate) mod record;
mod report;
mod run;
pub(crate) mod sandbox;
mod spec;
mod told;

pub(crate) use guard::watched;
pub use options::{Only, VerifyOptions};
pub use report::{RanMeasurement, RanRun, RanSandbox, VerifiedDocument, VerifyReport};
pub use run::{VerifyEvent, verify};
pub(crate) use run::{secrets, tail};
pub(crate) use spec::{check_spec, spec_in};
pub(crate) use told::as_one_of;
