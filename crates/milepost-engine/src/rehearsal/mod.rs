//! Rehearsing a rollback: the change and the document's own way back, in a disposable clone with a scratch database, held
//! against what was there before.

mod baseline;
mod both_ways;
mod course;
mod database;
mod deployed;
mod dump;
mod faults;
mod files;
mod forward;
mod found;
mod full_disk;
mod left_behind;
mod level;
mod life;
mod locks;
mod made;
mod placeholders;
mod prepared;
mod procedure;
mod put;
mod rehearse;
mod report;
mod said;
mod stage;
mod statements;
mod steps;
mod taking_back;
mod vacuous;
mod verdict;
mod watched;

pub(crate) use baseline::unreachable;
pub(crate) use files::{is_ours, prefixed};
pub(crate) use left_behind::left_behind;
pub use milepost_ledger::{FaultOutcome, Level};
pub(crate) use placeholders::{Values, fill, is_filled};
pub(crate) use rehearse::follows;
pub use rehearse::{RehearseOptions, rehearse};
pub use report::{RehearsalReport, Rehearsed};
