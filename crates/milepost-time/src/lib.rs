//! Logged time: durations as people write them, intervals over clock changes, and totals in whole minutes.
//!
//! Nothing here reads a clock or a file. The law of this crate: whatever is written, divided into days or added up, no
//! minute is lost and none is invented.

mod entry;
mod interval;
mod minutes;
mod written;

pub use entry::{Entry, EntryProblem, check, totals};
pub use interval::{Interval, IntervalError, Overlap, moment, overlaps};
pub use minutes::Minutes;
pub use written::{ParseTimeError, Written};
