//! The folders of runs: outside of the work tree, beside the other state of the repository.

use std::{
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use milepost_system::{FileKind, System};
use serde::{Serialize, de::DeserializeOwned};

use super::Journal;
use crate::{EngineError, Result};

const PLAN: &str = "plan.json";

/// What a run does, as it was before its first step.
pub(crate) trait Frozen: Serialize + DeserializeOwned {
    /// The folder of these runs, in that of what is local.
    const FOLDER: &'static str;
    /// What one is called.
    const NOUN: &'static str;

    /// The run.
    fn run(&self) -> &str;
}

/// A run, its folder and its journal.
#[derive(Debug)]
pub(crate) struct Run<'s, P> {
    pub(crate) folder: PathBuf,
    pub(crate) plan: P,
    pub(crate) journal: Journal<'s>,
}

/// A name for a run that no other has, in the order of time: two of one second are told apart.
pub(crate) fn new_name(system: &dyn System) -> String {
    let mut chance = [0_u8; 3];
    system.random(&mut chance);
    name(system.now(), chance)
}

impl<'s, P: Frozen> Run<'s, P> {
    /// The folder of a run, which does not exist yet.
    pub(crate) fn folder_of(local: &Path, run: &str) -> PathBuf {
        local.join(P::FOLDER).join(run)
    }

    /// Freezes a plan. Nothing has begun with that.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn freeze(system: &'s dyn System, local: &Path, plan: P) -> Result<Self> {
        let folder = Self::folder_of(local, plan.run());
        let failed = |error| EngineError::io("write the plan into", &folder, error);
        system.create_dir_all(&folder).map_err(failed)?;
        let bytes = serde_json::to_vec(&plan).map_err(|error| failed(error.into()))?;
        system.write_atomic(&folder.join(PLAN), &bytes).map_err(failed)?;
        let journal = Journal::open(system, &folder, plan.run()).map_err(failed)?;
        Ok(Self { folder, plan, journal })
    }

    /// The file of its plan.
    pub(crate) fn plan_file(&self) -> PathBuf {
        self.folder.join(PLAN)
    }

    /// The run in a folder, where its journal is `wanted`: the plan of no other one is read.
    fn read(
        system: &'s dyn System,
        folder: &Path,
        wanted: impl Fn(&Journal<'s>) -> bool,
    ) -> Result<Option<Self>> {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let what = format!("read the journal of the {} in", P::NOUN);
        let failed = |error| EngineError::io(&what, folder, error);
        let journal = Journal::open(system, folder, &name).map_err(failed)?;
        if journal.lines().is_empty() || !wanted(&journal) {
            return Ok(None);
        }
        let file = folder.join(PLAN);
        let failed = |error| {
            EngineError::io(&format!("read the plan of the {}", P::NOUN), &file, error)
                .hint("nothing goes on by a plan that cannot be read: look at it, and remove its folder to give the run up")
        };
        let bytes = system.read(&file).map_err(failed)?;
        let plan: P = serde_json::from_slice(&bytes).map_err(|error| failed(error.into()))?;
        Ok(Some(Self { folder: folder.to_owned(), plan, journal }))
    }

    /// Every run that began, oldest first.
    ///
    /// # Errors
    /// When a journal or a plan cannot be read.
    pub(crate) fn all(system: &'s dyn System, local: &Path) -> Result<Vec<Self>> {
        let folders = folders::<P>(system, local)?;
        folders.iter().filter_map(|folder| Self::read(system, folder, |_| true).transpose()).collect()
    }

    /// The runs that are not over, newest first.
    ///
    /// # Errors
    /// When a journal cannot be read, or the plan of such a run.
    pub(crate) fn open(system: &'s dyn System, local: &Path) -> Result<impl Iterator<Item = Result<Self>>> {
        let folders = folders::<P>(system, local)?;
        let read = move |folder: PathBuf| Self::read(system, &folder, Journal::is_open).transpose();
        Ok(folders.into_iter().rev().filter_map(read))
    }
}

fn name(now: Timestamp, chance: [u8; 3]) -> String {
    let now = now.strftime("%Y%m%dT%H%M%S.%6f");
    format!("{now}-{:02x}{:02x}{:02x}", chance[0], chance[1], chance[2])
}

/// The folders of all runs, oldest first. What is no folder is not ours.
fn folders<P: Frozen>(system: &dyn System, local: &Path) -> Result<Vec<PathBuf>> {
    let folder = local.join(P::FOLDER);
    match system.list(&folder) {
        Ok(entries) => {
            let folders = entries.into_iter().filter(|entry| entry.kind == FileKind::Directory);
            Ok(folders.map(|entry| entry.path).collect())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        // Not to know whether one is under way is no reason to begin another one.
        Err(error) => Err(EngineError::io("list the runs in", &folder, error)),
    }
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
