//! What a metric may be, read from what people write.

#[expect(clippy::module_inception, reason = "a file is named after its type, and the folder too")]
mod budget;
mod cursor;
mod parse;
mod phrase;
mod quantity;
mod unit;

pub use budget::{Budget, Comparison, Limit, Percentile};
pub use parse::{BudgetError, BudgetProblem, parse_budget};
pub use phrase::{Purpose, Wish, Worded, budget_in};
pub use quantity::Quantity;
pub use unit::{Dimension, Unit};
