//! The commands of ours that run now.

use std::{
    collections::BTreeMap,
    io,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{
    Program,
    descendants::born,
    spawn::{Started, prepare},
};

/// The leaders, each also the id of its session and group, with their marks.
static LEADERS: Mutex<BTreeMap<u32, String>> = Mutex::new(BTreeMap::new());

/// A running command, known to all searches for stray processes until it is dropped.
pub(super) struct Registered {
    pub(super) started: Started,
    pub(super) pid: u32,
    /// When it started, in ticks since the machine did.
    pub(super) born: u64,
}

impl Registered {
    /// Starts a program. No search happens between its start and its entry into the register.
    pub(super) fn start(program: &Program) -> io::Result<Self> {
        adopt_orphans();
        let start = prepare(program)?;
        let mut leaders = leaders();
        let started = start()?;
        let pid = started.pid;
        leaders.insert(pid, program.mark.clone());
        Ok(Self { started, pid, born: born(pid) })
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        leaders().remove(&self.pid);
    }
}

/// The register, locked.
pub(super) fn leaders() -> MutexGuard<'static, BTreeMap<u32, String>> {
    LEADERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes us the parent of every descendant whose own parent dies, so that none can leave unseen.
fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    {
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| {
            // Cannot fail on any kernel since 3.4.
            rustix::process::set_child_subreaper(Some(rustix::process::getpid())).ok();
        });
    }
}
