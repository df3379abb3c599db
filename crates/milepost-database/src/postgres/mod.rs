//! PostgreSQL: one statement for each kind of object.

mod counters;
mod database;
mod objects;
mod read_data;
mod text_rows;
mod undo;

pub use database::PostgresDatabase;
