//! What is left and when it ends, of milestones as they stand: open tasks out of documents, finished ones out of the
//! ledger and of tables, the pace out of what was booked. The model itself is in `milepost-forecast`.

mod answer;
mod capacity;
mod change;
mod check;
mod dropped;
mod fact;
mod left;
mod named_task;
mod order;
mod outline;
mod outlook;
mod sentences;
mod tasks;
mod team;
mod unit;
mod work;

pub use answer::{Answer, Request, Row, WhatIf, forecast};
pub use change::CHANGES;
pub(crate) use left::hours_left;
pub use milepost_forecast::{
    BurnUpDay, Comparison, DEFAULT_TRIALS, Dates, Distribution, Quantiles, SelfCheck, TaskRisk,
};
pub use outlook::{Outlook, Scope};
