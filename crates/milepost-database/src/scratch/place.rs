//! A temporary folder that is cleaned up, also after a kill.

use std::path::Path;

use milepost_system::{System, TempDir};

use super::{ScratchError, sweep};

/// What the names of these folders begin with.
pub(super) const PREFIX: &str = "milepost-scratch";

/// The variable of programs that have to end with a place.
pub(super) const MARK: &str = "MILEPOST_SCRATCH";

/// A private folder with whatever a scratch database needs. Dropping it stops the server that runs in it and removes it.
/// After a `kill -9`, [`sweep`](super::sweep()) does both.
#[derive(Debug)]
pub struct Place<'a> {
    pub(super) system: &'a dyn System,
    folder: TempDir<'a>,
}

impl<'a> Place<'a> {
    /// Makes a new one, in the folder for temporary files.
    pub fn new(system: &'a dyn System) -> Result<Self, ScratchError> {
        let folder = TempDir::new(system, PREFIX)
            .map_err(|source| ScratchError::File { path: Path::new(PREFIX).to_owned(), source })?;
        Ok(Self { system, folder })
    }

    /// A variable for the environment of programs that have to end with this place: [`sweep`](super::sweep()) knows those by it that
    /// a killed process left running.
    pub fn mark(&self) -> (&'static str, String) {
        (MARK, self.root().display().to_string())
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        sweep::stop_all(self.system, self.root());
    }
}
