//! The folders of runs: outside of the work tree, beside the other state of the repository.

use std::{
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use milepost_system::FileKind;

use super::{journal::Journal, plan::Plan};
use crate::{EngineError, Result, Workspace};

const PLAN: &str = "plan.json";

/// A run, its folder and its journal.
#[derive(Debug)]
pub(super) struct Run<'w> {
    pub(super) folder: PathBuf,
    pub(super) plan: Plan,
    pub(super) journal: Journal<'w>,
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.local.join("rollback")
}

impl<'w> Run<'w> {
    /// A name for a run that no other has, in the order of time: two of one second are told apart.
    pub(super) fn name(workspace: &Workspace) -> String {
        let mut chance = [0_u8; 3];
        workspace.system.random(&mut chance);
        name(workspace.system.now(), chance)
    }

    /// The folder of a run, which does not exist yet.
    pub(super) fn folder_of(workspace: &Workspace, run: &str) -> PathBuf {
        folder(workspace).join(run)
    }

    /// Freezes a plan. Nothing has begun with that.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn freeze(workspace: &'w Workspace, plan: Plan) -> Result<Self> {
        let folder = Self::folder_of(workspace, &plan.run);
        let failed = |error| EngineError::io("write the plan into", &folder, error);
        workspace.system.create_dir_all(&folder).map_err(failed)?;
        let bytes = serde_json::to_vec(&plan).map_err(|error| failed(error.into()))?;
        workspace.system.write_atomic(&folder.join(PLAN), &bytes).map_err(failed)?;
        let journal = Journal::open(workspace.system.as_ref(), &folder, &plan.run).map_err(failed)?;
        Ok(Self { folder, plan, journal })
    }

    /// The file of its plan.
    pub(super) fn plan_file(&self) -> PathBuf {
        self.folder.join(PLAN)
    }

    /// The run in a folder, where its journal is `wanted`: the plan of no other one is read.
    fn read(
        workspace: &'w Workspace,
        folder: &Path,
        wanted: impl Fn(&Journal<'w>) -> bool,
    ) -> Result<Option<Self>> {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let failed = |error| EngineError::io("read the journal of the rollback in", folder, error);
        let journal = Journal::open(workspace.system.as_ref(), folder, &name).map_err(failed)?;
        if journal.lines().is_empty() || !wanted(&journal) {
            return Ok(None);
        }
        let bytes = workspace.system.read(&folder.join(PLAN)).map_err(failed)?;
        let plan: Plan = serde_json::from_slice(&bytes).map_err(|error| failed(error.into()))?;
        Ok(Some(Self { folder: folder.to_owned(), plan, journal }))
    }

    /// Every run that began, oldest first.
    ///
    /// # Errors
    /// When a journal or a plan cannot be read.
    pub(super) fn all(workspace: &'w Workspace) -> Result<Vec<Self>> {
        let folders = folders(workspace)?;
        folders.iter().filter_map(|folder| Self::read(workspace, folder, |_| true).transpose()).collect()
    }

    /// The run that is not over.
    ///
    /// # Errors
    /// When a journal cannot be read, or the plan of that run.
    pub(super) fn open(workspace: &'w Workspace) -> Result<Option<Self>> {
        let folders = folders(workspace)?;
        let mut open = folders
            .iter()
            .rev()
            .filter_map(|folder| Self::read(workspace, folder, Journal::is_open).transpose());
        open.next().transpose()
    }
}

fn name(now: Timestamp, chance: [u8; 3]) -> String {
    let now = now.strftime("%Y%m%dT%H%M%S.%6f");
    format!("{now}-{:02x}{:02x}{:02x}", chance[0], chance[1], chance[2])
}

/// The folders of all runs, oldest first. What is no folder is not ours.
fn folders(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let folder = folder(workspace);
    match workspace.system.list(&folder) {
        Ok(entries) => {
            let folders = entries.into_iter().filter(|entry| entry.kind == FileKind::Directory);
            Ok(folders.map(|entry| entry.path).collect())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        // Not to know whether one is under way is no reason to begin another one.
        Err(error) => Err(EngineError::io("list the rollbacks in", &folder, error)),
    }
}

/// The milestone whose rollback is not over, with the run.
///
/// # Errors
/// When a journal or a plan cannot be read.
pub fn pending(workspace: &Workspace) -> Result<Option<(String, String)>> {
    Ok(Run::open(workspace)?.map(|run| (run.plan.milestone, run.plan.run)))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn runs_of_one_second_are_in_the_order_of_time() {
        let first: Timestamp = "2026-11-23T13:26:22.9Z".parse().unwrap();
        let later = first + SignedDuration::from_millis(1);
        assert!(name(first, [0xff; 3]) < name(later, [0; 3]));
        assert_eq!(name(first, [0xe0, 0x55, 0xa0]), "20261123T132622.900000-e055a0");
    }
}
