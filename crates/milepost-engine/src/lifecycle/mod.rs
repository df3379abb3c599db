//! The life of a milestone: its states, the guards between them, and the one atomic change of each move.

mod attest;
mod baseline;
mod branch;
pub(crate) mod change;
pub mod gates;
pub mod guards;
pub(crate) mod plan_policy;
pub(crate) mod policy;
mod report;
pub(crate) mod sign;
mod state;
mod tick;
mod transition;
pub(crate) mod waits;

pub use branch::BranchChoice;
pub(crate) use branch::{branch_template, slug};
pub use change::DocumentChange;
pub use report::{BaselineSummary, TransitionOptions, TransitionReport};
pub use sign::{SignOffRequest, Signature, WaiveRequest, sign_off, waive};
pub use state::Transition;
pub(crate) use state::words;
pub(crate) use tick::step_ticks;
pub use tick::write_ticks;
pub use transition::transition;
pub(crate) use transition::usable_key;
