//! Statements that are ended when their time is over or somebody stops the rehearsal.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use milepost_database::Interrupter;

/// How often to look whether to stop.
const TICK: Duration = Duration::from_millis(40);

/// Why statements were ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stopped {
    /// Their time was over.
    TimeOver,
    /// Somebody stopped the rehearsal.
    Cancelled,
}

/// The connection whose statements run now.
#[derive(Debug, Default)]
pub(super) struct Watch(Mutex<Option<Interrupter>>);

impl Watch {
    /// From now on it is this one.
    pub(super) fn over(&self, interrupter: Interrupter) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(interrupter);
    }

    fn interrupt(&self) {
        if let Some(interrupter) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            interrupter.interrupt();
        }
    }
}

/// Does something with a database, for so long at most. Afterwards it is known whether it was ended before its end.
pub(super) fn watched<T>(
    limit: Duration,
    cancel: &AtomicBool,
    work: impl FnOnce(&Watch) -> T,
) -> (T, Option<Stopped>) {
    let watch = Watch::default();
    let (done, is_done) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let watching = &watch;
        let watcher = scope.spawn(move || {
            let mut left = limit;
            let mut stopped = None;
            while is_done.recv_timeout(TICK.min(left)) == Err(RecvTimeoutError::Timeout) {
                left = left.saturating_sub(TICK);
                if cancel.load(Ordering::Relaxed) {
                    stopped = Some(Stopped::Cancelled);
                } else if left.is_zero() {
                    stopped.get_or_insert(Stopped::TimeOver);
                }
                if stopped.is_some() {
                    // Once more with each look: between two statements there is nothing to end.
                    left = TICK;
                    watching.interrupt();
                }
            }
            stopped
        });
        let result = work(&watch);
        drop(done);
        (result, watcher.join().ok().flatten())
    })
}

#[cfg(test)]
mod tests {
    use milepost_database::{Database, SqliteDatabase};

    use super::*;

    const FOREVER: &str = "with recursive n(i) as (select 1 union all select i + 1 from n) insert into t select i from n where i < 0";

    #[expect(clippy::disallowed_methods, reason = "an empty file is an empty database")]
    fn run(limit: Duration, cancel: bool, sql: &str) -> (bool, Option<Stopped>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("watched.db");
        std::fs::write(&path, "").unwrap();
        let (ran, stopped) = watched(limit, &AtomicBool::new(cancel), |watch| {
            let mut database = SqliteDatabase::open(&path).unwrap();
            watch.over(database.interrupter());
            database.run("create table t (i)").and_then(|()| database.run(sql))
        });
        (ran.is_ok(), stopped)
    }

    #[test]
    fn statements_end_with_their_time_and_with_ctrl_c() {
        let minute = Duration::from_mins(1);
        assert_eq!(run(minute, false, "insert into t values (1)"), (true, None));
        assert_eq!(run(Duration::from_millis(60), false, FOREVER), (false, Some(Stopped::TimeOver)));
        assert_eq!(run(minute, true, FOREVER), (false, Some(Stopped::Cancelled)));
    }
}
