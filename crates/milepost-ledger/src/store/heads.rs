//! The heads: local records that no other follows, and the highest height that was given out.

use std::{io, time::Duration};

use milepost_system::LockOutcome;
use serde::{Deserialize, Serialize};

use super::files::Files;
use crate::{Digest, LedgerError, canonical::to_canonical};

/// How long a writer waits for another one. The lock is held for the rewriting of one small file.
const WAIT: Duration = Duration::from_secs(20);

/// Heads and clock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Heads {
    /// The highest height that was given out.
    pub(crate) clock: u64,
    /// The heads, sorted.
    pub(crate) heads: Vec<Digest>,
}

impl Files {
    /// The heads; `None` when the file is absent or broken, so that they have to be found from the records.
    pub(crate) fn read_heads(&self) -> Result<Option<Heads>, LedgerError> {
        let path = self.paths.heads();
        match self.system.read(&path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(LedgerError::io("read", path)(error)),
        }
    }

    /// Changes the heads under their lock.
    pub(crate) fn update_heads(&self, change: impl FnOnce(&mut Heads)) -> Result<(), LedgerError> {
        let (path, lock) = (self.paths.heads(), self.paths.lock());
        self.system
            .create_dir_all(&self.paths.local)
            .map_err(LedgerError::io("create", &self.paths.local))?;
        let _held = match self.system.lock(&lock, WAIT).map_err(LedgerError::io("lock", lock))? {
            LockOutcome::Acquired(held) => held,
            LockOutcome::HeldBy(holder) => return Err(LedgerError::Locked { holder }),
        };
        let mut heads = self.read_heads()?.unwrap_or_default();
        change(&mut heads);
        heads.heads.sort_unstable();
        heads.heads.dedup();
        let bytes = to_canonical(&heads)?;
        self.system.write_atomic(&path, &bytes).map_err(LedgerError::io("write", path))
    }
}
