//! One file for each tool.

pub(super) mod add;
pub(super) mod backlog_md;
pub(super) mod beans;
pub(super) mod exec_plan;
pub(super) mod github_issues;
pub(super) mod github_milestones;
pub(super) mod gsd;
pub(super) mod open_spec;
pub(super) mod simone;
pub(super) mod spec_kit;
