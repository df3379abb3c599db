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
mod seed;
mod side;
mod size;

pub(crate) use copies::{Copies, CopyOf};
pub use history::{MetricHistory, MetricMoment, metric_history};
pub(crate) use measure::{Measured, Request, measure};
pub use preflight::{MetricPreflight, preflight};
pub use progress::Progress;
