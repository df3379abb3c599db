//! A temporary folder that is cleaned up, also after a kill.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use milepost_system::{FileLock, LockOutcome, System};

use super::{ScratchError, sweep};

/// What the names of these folders begin with.
pub(super) const PREFIX: &str = "milepost-scratch";

/// The file whose lock says that the folder is in use. The kernel lets it go when its holder dies, however it dies.
pub(super) const LEASE: &str = "lease";

/// A private folder with whatever a scratch database needs. Dropping it stops the server that runs in it and removes it.
/// After a `kill -9`, [`sweep`](super::sweep()) does both.
#[derive(Debug)]
pub struct Place<'a> {
    pub(super) system: &'a dyn System,
    root: PathBuf,
    lease: Option<Box<dyn FileLock>>,
}

impl<'a> Place<'a> {
    /// Makes a new one, in the folder for temporary files.
    pub fn new(system: &'a dyn System) -> Result<Self, ScratchError> {
        loop {
            let failed = |path: &Path| {
                let path = path.to_owned();
                move |source| ScratchError::File { path, source }
            };
            let root = system.temp_dir(PREFIX).map_err(failed(Path::new(PREFIX)))?;
            let lease = root.join(LEASE);
            let outcome = system.lock(&lease, Duration::ZERO).map_err(failed(&lease))?;
            if let LockOutcome::Acquired(held) = outcome
                && system.is_file(&lease)
            {
                return Ok(Self { system, root, lease: Some(held) });
            }
            // Somebody who sweeps was quicker, and removes it, or has done so.
        }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        sweep::end(self.system, &self.root);
        self.lease.take();
    }
}
