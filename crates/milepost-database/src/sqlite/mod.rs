//! SQLite: one file for each kind of object.

mod counters;
mod database;
mod objects;
mod read_data;
mod source;
mod text;
mod undo;

pub use database::SqliteDatabase;
