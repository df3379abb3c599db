//! The plan of a run, frozen before its first step.

use std::path::PathBuf;

use milepost_database::{Script, Snapshot};
use milepost_ledger::Level;
use serde::{Deserialize, Serialize};

use crate::{config::DatabaseEngine, procedure};

/// The version of the plan's file.
pub(super) const FORMAT: u32 = 1;

/// A rollback with its folder and its journal.
pub(super) type Run<'s> = procedure::Run<'s, Plan>;

impl procedure::Frozen for Plan {
    const FOLDER: &'static str = "rollback";
    const NOUN: &'static str = "rollback";

    fn run(&self) -> &str {
        &self.run
    }
}

/// Everything that a run does, so that whoever goes on with it needs nothing else.
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
    /// Its title.
    pub(super) title: String,
    /// Why.
    pub(super) reason: String,
    /// What somebody agreed to.
    pub(super) token: String,
    /// How much goes back. Plans of before there were levels have none: `database` says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) level: Option<Level>,
    /// The branch that moves.
    pub(super) branch: String,
    /// The commit before the work.
    pub(super) base: String,
    /// Where the branch is.
    pub(super) old: String,
    /// Where it goes: one commit after `old`.
    pub(super) new: String,
    /// The commits that it takes back, in words.
    pub(super) commits: Vec<String>,
    /// The database, where it takes part.
    pub(super) database: Option<PlannedDatabase>,
    /// Records that no commit holds.
    pub(super) records: Vec<PlannedRecord>,
    /// The attestation: digest and path.
    pub(super) attestation: Option<(String, String)>,
    /// Dead links in the chain of what is signed, and the like.
    pub(super) warnings: Vec<String>,
}

/// The part of the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlannedDatabase {
    /// Its engine.
    pub(super) engine: DatabaseEngine,
    /// The variable that says where it is. Never its value.
    pub(super) variable: String,
    /// Where that was, without a password.
    pub(super) place: String,
    /// What takes the change back, in order.
    pub(super) scripts: Vec<Script>,
    /// The schema that it has to have.
    pub(super) changed: Snapshot,
    /// The schema of before.
    pub(super) base: Snapshot,
    /// Tables of the migration tool.
    pub(super) bookkeeping: Vec<String>,
    /// Whether somebody agreed that values are taken out.
    pub(super) accept_loss: bool,
}

/// A record that is written when everything else is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PlannedRecord {
    /// The file.
    pub(super) path: PathBuf,
    /// Its text.
    pub(super) text: String,
}
