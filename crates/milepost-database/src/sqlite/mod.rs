//! SQLite: one file for each kind of object.

mod counters;
mod database;
mod faults;
mod objects;
mod read_data;
mod source;
mod text;
mod undo;

pub use database::SqliteDatabase;
pub(crate) use faults::is_of_surroundings;
