//! Documents that get another name, and what refers to them.

mod check;
mod numbers;
mod paths;
mod plan;
mod renames;

pub use plan::{Lost, Renamed, rename};
pub use renames::Renames;
