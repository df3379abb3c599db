//! PostgreSQL: one statement for each kind of object.

mod counters;
mod database;
mod faults;
mod locks;
mod objects;
mod read_data;
mod text_rows;
mod undo;

pub use database::PostgresDatabase;
pub(crate) use faults::is_of_surroundings;
pub use locks::{LockMode, LockWatch, Measured, TableLock, measure_locks};
