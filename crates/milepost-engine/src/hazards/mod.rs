//! What is dangerous in migrations: finding them, reading both their ways, and asking the rules.

mod fences;
#[expect(clippy::module_inception, reason = "the file is named after its verb")]
mod hazards;
mod layout;
mod locks;
mod report;

pub use hazards::{HazardRequest, hazards};
pub(crate) use locks::{LockClaim, lock_claims, ways_there};
pub use milepost_database::Engine;
pub use milepost_hazard::{Class, RULES, Rule, Side, rule};
pub use report::{HazardFinding, HazardReport, HazardScript};
