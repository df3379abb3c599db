//! A lock on the machine in memory.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use super::state::State;
use crate::{FileLock, system::RELEASED};

/// Held until it is dropped.
#[derive(Debug)]
pub(super) struct MemoryLock {
    /// The machine.
    pub(super) state: Arc<Mutex<State>>,
    /// The lock file.
    pub(super) path: PathBuf,
    /// What it held before.
    pub(super) previous: Vec<u8>,
}

impl FileLock for MemoryLock {
    fn previous(&self) -> &[u8] {
        &self.previous
    }
}

impl Drop for MemoryLock {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.locks.remove(&self.path);
        // A file that is gone stays so, as on the real machine.
        let Ok(held) = state.bytes(&self.path).map(<[u8]>::to_vec) else { return };
        let _ = state.write(&self.path, &[&held, RELEASED].concat());
    }
}
