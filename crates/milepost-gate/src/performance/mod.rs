//! Is a candidate within its performance budget? Sequential statistics over pairs of runs, and what stands in where
//! pairs cannot be had.

mod decision;
mod hodges_lehmann;
mod interval;
mod order;
mod pair_error;
mod paired_gate;
mod paired_set;
mod planning;
mod report;
mod rule;
mod scale;
mod wealth;

pub use decision::Decision;
pub use interval::Interval;
pub use order::{First, PairOrder};
pub use pair_error::{Measured, PairError};
pub use paired_gate::PairedGate;
pub use paired_set::PairedSet;
pub use planning::{least_pairs, planned_pairs};
pub use report::{PairedReport, Side};
pub use rule::{Better, Margin, PairedRule, RuleError};
