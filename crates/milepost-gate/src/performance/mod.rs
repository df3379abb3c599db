//! Is a candidate within its performance budget? Sequential statistics over pairs of runs, and what stands in where
//! pairs cannot be had.

mod absolute_gate;
mod decision;
mod exact;
mod hodges_lehmann;
mod interval;
mod order;
mod pair_error;
mod paired_gate;
mod paired_set;
mod planning;
mod preflight;
mod report;
mod rule;
mod scale;
mod session;
mod stored_gate;
mod stored_refusal;
mod wealth;

pub use absolute_gate::{AbsoluteGate, AbsoluteReport};
pub use decision::Decision;
pub(crate) use exact::is_kept;
pub use exact::{Repeats, compare_repeats};
pub use interval::Interval;
pub use order::{First, PairOrder};
pub use pair_error::{Measured, PairError};
pub use paired_gate::PairedGate;
pub use paired_set::PairedSet;
pub use planning::{least_pairs, planned_pairs};
pub use preflight::{Machine, Preflight, Readiness, Trial, preflight};
pub use report::{PairedReport, Side};
pub use rule::{Better, Margin, PairedRule, RuleError};
pub use session::{Clock, Session};
pub use stored_gate::{StoredGate, StoredReport};
pub use stored_refusal::StoredRefusal;
