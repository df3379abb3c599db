//! What a rollback would do, for somebody to agree to.

use milepost_database::Script;
use milepost_ledger::Level;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::plan::PlannedDatabase;
use crate::{trust::Granted, way_back::NewMigration};

/// What a rollback would do.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    /// The milestone's id.
    pub id: String,
    /// Its document.
    pub path: String,
    /// The state before.
    pub from: String,
    /// The branch that gets one commit more.
    pub branch: String,
    /// The commit before the work.
    pub base: String,
    /// Where the branch is.
    pub old: String,
    /// The commits that are taken back, newest first.
    pub commits: Vec<String>,
    /// The files that are as before the work afterwards.
    pub files: Vec<String>,
    /// The migration that is added and takes the others back, which stay.
    pub migration: Option<String>,
    /// How much goes back: `code` alone, `database` too, or that by one more migration: `forward`.
    pub level: Level,
    /// The database, where it takes part.
    pub database: Option<ProposedDatabase>,
    /// What somebody should know.
    pub notes: Vec<String>,
    /// What somebody agrees to: another one when anything of it changes.
    pub token: String,
    #[serde(skip)]
    pub(super) rehearsal: milepost_ledger::Digest,
    /// What was run for it.
    #[serde(skip)]
    pub(super) check: milepost_ledger::Digest,
    /// The folder of migrations that stay with the code.
    #[serde(skip)]
    pub(super) keeps: Option<String>,
    /// The file of that migration.
    #[serde(skip)]
    pub(super) adds: Option<NewMigration>,
    #[serde(skip)]
    pub(super) planned: Option<PlannedDatabase>,
    #[serde(skip)]
    pub(super) _granted: Option<Granted>,
}

/// What would be done to the database.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProposedDatabase {
    /// Its engine, in words.
    pub engine: String,
    /// The variable that says where it is.
    pub variable: String,
    /// Where that is, without a password.
    pub place: String,
    /// The statements, in order.
    pub scripts: Vec<Script>,
    /// What would be taken out, in words.
    pub taken_out: Vec<String>,
    /// How many values that is.
    pub values: u64,
}

/// The name of everything that somebody agrees to.
pub(super) fn token(
    milestone: &str,
    (branch, base, old): (&str, &str, &str),
    commits: &[String],
    (level, looked, database): (Level, Option<&str>, Option<&ProposedDatabase>),
) -> String {
    use std::fmt::Write as _;
    let database = database.map(|it| (&it.variable, &it.place, &it.scripts, &it.taken_out));
    let text = serde_json::to_string(&(milestone, branch, base, old, commits, level, looked, database))
        .unwrap_or_default();
    Sha256::digest(text.as_bytes()).iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // into a string: cannot fail
        text
    })
}
