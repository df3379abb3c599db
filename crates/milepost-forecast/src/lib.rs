//! How much work is left and when it ends, with a probability.
//!
//! Nothing here reads a file or a clock: finished and open tasks go in, distributions come out. The model draws each open
//! task from finished ones that are like it, weighted by how near their estimates are, how recent they are and whether
//! the same person did them, together with a prior for what is not known yet; all tasks of a trial share a shock whose
//! size is learned from how much earlier groups of tasks ran over together. Trials are scheduled over the graph of tasks
//! and the people who do them. [`forecast`] sums that up; [`dates`] turns hours into days, where it was measured how many
//! hours a day gives.

mod bag;
mod calendar;
mod capacity;
mod chart;
mod date;
mod explain;
mod forecast;
mod graph;
mod history;
mod plan;
mod prior;
mod quantile;
mod risk;
mod scenario;
mod schedule;
mod seed;
mod self_check;
mod shock;
mod simulation;
mod student;

pub use calendar::{Calendar, CalendarError};
pub use capacity::{Capacity, CapacityBasis, CapacityError};
pub use chart::{BurnUpDay, Distribution, burn_up, distribution};
pub use date::{Course, Dates, Elapsed, dates};
pub use explain::{Explanation, Path, Scope, Shared, When, explain};
pub use forecast::{Basis, Forecast, forecast};
pub use graph::PlanError;
pub use history::{Finished, HISTORY_LIMIT, History, PRIOR_DRIVEN_BELOW};
pub use plan::{OpenTask, Person, Plan};
pub use quantile::{Quantiles, quantile};
pub use risk::TaskRisk;
pub use scenario::{Change, Comparison, ScenarioError, compare, what_if};
pub use seed::Seed;
pub use self_check::{SelfCheck, rank, self_check};
pub use simulation::{DEFAULT_TRIALS, Settings, Simulation, simulate};
