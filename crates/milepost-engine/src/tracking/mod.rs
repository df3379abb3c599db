//! Time as it is worked: entries in the ledger, with the document's table as their rendering.
//!
//! An entry is a record that is never changed, so two branches that log time merge without loss. The Actual column of
//! Time Tracking and Total Actual are written from all entries; what somebody wrote there by hand is left until it is
//! booked too.

mod booked;
mod done;
mod earlier;
mod entry_of;
mod log;
mod missing_row;
mod names;
mod refuse_absurd;
mod rendering;
mod report;
mod suggest;
mod sync;
mod task;
mod timer;

pub(crate) use booked::of_all;
pub use booked::{AllBooked, Booked, all_booked, booked};
pub use done::{Done, done};
pub use entry_of::milestone_of_entry;
pub use log::{LogRequest, Logged, LoggedEntry, Wanted, log};
pub use rendering::{Left, spelled};
pub(crate) use rendering::{stated_minutes, written_in};
pub use report::{By, Filter, Report, ReportEntry, ReportRow, report, shown};
pub use suggest::{KnownBy, SuggestedCommit, Suggestion, Suggestions, suggest};
pub(crate) use sync::rendered;
pub(crate) use task::{Task, Tasks, find, tasks};
pub use timer::{Running, Stopped, can_start, drop_timer, named, running, start, stop};
