//! Where the statements come from.

use milepost_database::{Script, Snapshot};
use milepost_system::git::Git;

use super::{Statements, document::way_back, sources};
use crate::{Result, Workspace, binding::Rehearsal, rehearsal::prefixed};

/// What takes the database back from the work between two commits: the migrations that the first one lacks, the newest first, or the
/// statements of the document where `[database]` names no folder of migrations. Nothing where the work brought none. `made` is what the
/// migration tool made for migrations that have no way back.
///
/// # Errors
/// When Git cannot be read; inside in words, when a migration has no way back.
pub(crate) fn resolve(
    workspace: &Workspace,
    git: &Git<'_>,
    range: (&str, &str),
    rehearsal: &Rehearsal,
    (changed, made): (&Snapshot, Option<&str>),
) -> Result<std::result::Result<Statements, String>> {
    let Some(config) = &rehearsal.database else { return Ok(Ok(Statements::default())) };
    let Some(folder) = &config.migrations else { return Ok(Ok(way_back(rehearsal))) };
    let folder = prefixed(workspace, folder);
    sources::statements(git, range, (config, &folder), (changed, made))
}

/// What makes the migration tool forget the work, on a database that is made to be tried on; nothing where the tool itself can take a
/// migration out of its books.
///
/// # Errors
/// When Git cannot be read.
pub(crate) fn forgets(
    workspace: &Workspace,
    git: &Git<'_>,
    range: (&str, &str),
    rehearsal: &Rehearsal,
    changed: &Snapshot,
) -> Result<Option<Script>> {
    let Some(config) = &rehearsal.database else { return Ok(None) };
    let Some(folder) = &config.migrations else { return Ok(None) };
    sources::forgets(git, range, (config, &prefixed(workspace, folder)), changed)
}

/// Whether a migration of the work has no way back.
///
/// # Errors
/// When Git cannot be read.
pub(crate) fn is_to_be_made(
    workspace: &Workspace,
    git: &Git<'_>,
    range: (&str, &str),
    rehearsal: &Rehearsal,
    changed: &Snapshot,
) -> Result<bool> {
    let Some(config) = &rehearsal.database else { return Ok(false) };
    let Some(folder) = &config.migrations else { return Ok(false) };
    sources::is_to_be_made(git, range, &prefixed(workspace, folder), changed)
}
