//! The tables and labels that repeat what milestones say: in the README of an initiative and in the hubs above. They are
//! found by what they mean (header words, links, labels), not by marks, and only what is wrong is changed.
//!
//! What is right is what anybody can read in the repository: statuses, boxes, and records that are committed with them.

mod bar;
mod block;
mod boxes;
mod cell;
mod columns;
mod edits;
mod effort;
mod found;
mod generated;
mod lists;
mod own;
mod owned;
mod progress;
mod scope;
mod sections;
mod spelling;
mod state;
mod subject;
mod tables;
mod values;

pub use cell::{CellChange, FileEdits, Rollup, Skipped};
pub use edits::rollup_edits;
pub use owned::{is_written, owned_spans};
pub use scope::Scope;
