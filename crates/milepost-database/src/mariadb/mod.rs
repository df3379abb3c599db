//! MariaDB: one statement for each kind of object.

mod counters;
mod database;
mod faults;
mod objects;
mod read_data;

pub use database::MariaDbDatabase;
pub(crate) use faults::is_of_surroundings;
