//! What runs step by step and survives being killed: a plan that is frozen, and a journal that says what was begun.

mod journal;
mod runs;

pub(crate) use journal::{Happened, Journal};
pub(crate) use runs::{Frozen, Run, new_name};
