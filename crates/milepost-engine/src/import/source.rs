//! The tools whose work can be imported.

use serde_json::Value;

use super::{sources, tree::Tree, unit::Unit};

/// A tool whose work can be imported.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// Its name: `Backlog.md`.
    pub name: &'static str,
    /// What is read of it: `backlog/tasks/`.
    pub what: &'static str,
    pub(super) read: Read,
}

/// How the work of a tool is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Read {
    /// From its documents: what those of a tree come to, in their order.
    Documents(fn(&Tree) -> Vec<Unit>),
    /// From objects of JSON, one piece of work each.
    Json {
        /// Whether an object is of this kind.
        fits: fn(&Value) -> bool,
        /// What it comes to, or the fields that it lacks.
        unit: fn(&Value) -> Result<Unit, Vec<&'static str>>,
    },
}

/// Every tool, by name.
pub const SOURCES: &[Source] = &[
    sources::add::SOURCE,
    sources::backlog_md::SOURCE,
    sources::beans::SOURCE,
    sources::exec_plan::SOURCE,
    sources::github_issues::SOURCE,
    sources::github_milestones::SOURCE,
    sources::gsd::SOURCE,
    sources::open_spec::SOURCE,
    sources::simone::SOURCE,
    sources::spec_kit::SOURCE,
];
