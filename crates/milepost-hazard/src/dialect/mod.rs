//! SQLite and MariaDB: what statements do, read by `sqlparser` one by one.

mod alter_table;
mod body;
mod executable;
mod names;
mod read;
mod split;
mod statement;

pub(crate) use read::read;
pub(crate) use split::{comment, is_word, quoted};
