//! The tables and labels that repeat what milestones say: in the README of an initiative and in the hubs above. They are
//! found by what they mean (header words, links, labels), not by marks, and only what is wrong is changed.

mod block;
mod change;
mod owned;
mod progress;
mod sections;
mod state;
mod subject;
mod tables;

pub use change::{CellChange, Change, FileEdits, Rollup, Skipped, rollup_edits};
pub use owned::owned_spans;
