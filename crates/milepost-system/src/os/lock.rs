//! Advisory locks between processes.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::Path,
    time::{Duration, Instant},
};

use crate::{FileLock, LockOutcome, system::RELEASED};

/// How long to sleep between two attempts.
const PAUSE: Duration = Duration::from_millis(20);

/// Takes an exclusive lock on `path`, made when absent. The holder's process id is written into the file, for
/// the message of whoever waits, and the time, so that no two holders write the same.
pub(super) fn lock(path: &Path, wait: Duration) -> io::Result<LockOutcome> {
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    let deadline = Instant::now() + wait;
    loop {
        match file.try_lock() {
            Ok(()) => {
                let mut previous = Vec::new();
                file.rewind()?;
                file.read_to_end(&mut previous)?;
                file.set_len(0)?;
                file.rewind()?;
                let now = jiff::Timestamp::now().as_nanosecond();
                write!(file, "{} {now}", std::process::id())?;
                return Ok(LockOutcome::Acquired(Box::new(OsLock { file, previous })));
            }
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                std::thread::sleep(PAUSE.min(deadline.saturating_duration_since(Instant::now())));
            }
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                file.rewind()?;
                file.read_to_string(&mut text)?;
                let holder = text.split_whitespace().next();
                return Ok(LockOutcome::HeldBy(holder.and_then(|id| id.parse().ok())));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// The open file keeps the lock; the kernel lets it go when the file is closed, also by a crash.
#[derive(Debug)]
struct OsLock {
    file: File,
    previous: Vec<u8>,
}

impl Drop for OsLock {
    fn drop(&mut self) {
        // Without it the next one reads once more what it has read.
        let _ = self.file.write_all(RELEASED);
    }
}

impl FileLock for OsLock {
    fn previous(&self) -> &[u8] {
        &self.previous
    }
}

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

    #[test]
    fn whoever_holds_it_knows_whether_somebody_did_since() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let taken = || match lock(&path, Duration::ZERO).unwrap() {
            LockOutcome::Acquired(lock) => lock,
            LockOutcome::HeldBy(_) => panic!("nobody holds it"),
        };
        let first = taken();
        assert!(first.nobody_since(b""));
        // It may write after that.
        let held = std::fs::read(&path).unwrap();
        drop(first);
        let seen = std::fs::read(&path).unwrap();
        let second = taken();
        assert!(second.nobody_since(&seen) && !second.nobody_since(&held));
        drop(second);
        assert!(!taken().nobody_since(&seen));
        // Whoever died did not let it go.
        std::fs::write(&path, &held).unwrap();
        assert!(!taken().nobody_since(&held));
    }
}
