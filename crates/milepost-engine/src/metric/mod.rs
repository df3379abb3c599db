//! Measuring: baseline and candidate beside each other, in copies of their own.

mod copies;
mod folder;
mod history;
mod judging;
mod machine;
mod measure;
mod preflight;
mod progress;
mod reading;
mod ready;
mod seed;
mod side;
mod size;
mod stored;

pub(crate) use copies::{Copies, Copy, CopyOf};
pub use history::{MetricHistory, MetricMoment, metric_history};
pub(crate) use measure::{Measured, Request, measure, why};
pub use preflight::{MetricPreflight, preflight};
pub use progress::Progress;
pub(crate) use ready::Ready;
pub(crate) use side::Unguarded;
