//! Advisory locks between processes.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::Path,
    time::{Duration, Instant},
};

use crate::{FileLock, LockOutcome};

/// How long to sleep between two attempts.
const PAUSE: Duration = Duration::from_millis(20);

/// Takes an exclusive lock on `path`, made when absent. The holder's process id is written into the file, for
/// the message of whoever waits.
pub(super) fn lock(path: &Path, wait: Duration) -> io::Result<LockOutcome> {
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    let deadline = Instant::now() + wait;
    loop {
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0)?;
                file.rewind()?;
                writeln!(file, "{}", std::process::id())?;
                return Ok(LockOutcome::Acquired(Box::new(OsLock { _file: file })));
            }
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                std::thread::sleep(PAUSE.min(deadline.saturating_duration_since(Instant::now())));
            }
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                file.rewind()?;
                file.read_to_string(&mut text)?;
                return Ok(LockOutcome::HeldBy(text.trim().parse().ok()));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// The open file keeps the lock; the kernel lets it go when the file is closed, also by a crash.
#[derive(Debug)]
struct OsLock {
    _file: File,
}

impl FileLock for OsLock {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_waits_and_learns_who_holds_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let first = lock(&path, Duration::ZERO).unwrap();
        assert!(matches!(first, LockOutcome::Acquired(_)));
        let began = Instant::now();
        let second = lock(&path, Duration::from_millis(60)).unwrap();
        assert!(matches!(second, LockOutcome::HeldBy(Some(pid)) if pid == std::process::id()));
        assert!(began.elapsed() >= Duration::from_millis(60));
        drop(first);
        assert!(matches!(lock(&path, Duration::ZERO).unwrap(), LockOutcome::Acquired(_)));
    }
}
