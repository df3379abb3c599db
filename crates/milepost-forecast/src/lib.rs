//! How much work is left and when it ends, with a probability.
//!
//! Nothing here reads a file or a clock: finished and open tasks go in, distributions come out. The model draws each open
//! task from finished ones that are like it, weighted by how near their estimates are, how recent they are and whether
//! the same person did them, together with a prior for what is not known yet; all tasks of a trial share a shock whose
//! size is learned from how much earlier groups of tasks ran over together. Trials are scheduled over the graph of tasks
//! and the people who do them. [`forecast`] sums that up.

mod bag;
mod forecast;
mod graph;
mod history;
mod plan;
mod prior;
mod quantile;
mod risk;
mod schedule;
mod seed;
mod shock;
mod simulation;
mod student;

pub use forecast::{Basis, Forecast, forecast};
pub use graph::PlanError;
pub use history::{Finished, HISTORY_LIMIT, History, PRIOR_DRIVEN_BELOW};
pub use plan::{OpenTask, Person, Plan};
pub use quantile::{Quantiles, quantile};
pub use risk::TaskRisk;
pub use seed::Seed;
pub use simulation::{DEFAULT_TRIALS, Settings, Simulation, simulate};
