//! PostgreSQL: what statements do, from the tree of `squawk-syntax`.

mod alter_table;
mod constraint;
mod read;
pub(crate) mod squawk;
mod statement;
mod words;

pub(crate) use read::read;
