//! MariaDB: one statement for each kind of object.

mod counters;
mod database;
mod objects;
mod read_data;

pub use database::MariaDbDatabase;
