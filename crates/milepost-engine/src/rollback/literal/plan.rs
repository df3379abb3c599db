//! The plan of a run, frozen before its first command: the document may go back with the files.

use serde::{Deserialize, Serialize};

use crate::{procedure, trust::TrustedCommand};

/// The version of the plan's file.
pub(super) const FORMAT: u32 = 1;

/// A run with its folder and its journal.
pub(super) type Run<'s> = procedure::Run<'s, Plan>;

impl procedure::Frozen for Plan {
    const FOLDER: &'static str = "literal";
    const NOUN: &'static str = "rollback by the document's own commands";

    fn run(&self) -> &str {
        &self.run
    }
}

/// Everything that a run does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Plan {
    /// [`FORMAT`]
    pub(super) format: u32,
    /// The run.
    pub(super) run: String,
    /// The milestone's id.
    pub(super) milestone: String,
    /// Its document.
    pub(super) path: String,
    /// What somebody agreed to.
    pub(super) token: String,
    /// The branch with the work.
    pub(super) branch: String,
    /// The commit before the work.
    pub(super) base: String,
    /// Where the branch was.
    pub(super) old: String,
    /// The digest of the schema before the work, where a rehearsal has seen it.
    pub(super) schema: Option<String>,
    /// The commands.
    pub(super) commands: Vec<PlannedCommand>,
    /// What they lose, as it was said.
    pub(super) loses: Vec<String>,
}

/// One fence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlannedCommand {
    /// As it was granted.
    pub(super) command: TrustedCommand,
    /// What runs, with values in place of placeholders.
    pub(super) script: String,
    /// Seconds after which it is ended.
    pub(super) timeout: u64,
}

impl Plan {
    /// The reference that keeps what the branch held.
    pub(super) fn reference(&self) -> String {
        format!("refs/milepost/literal/{}", self.run)
    }
}
