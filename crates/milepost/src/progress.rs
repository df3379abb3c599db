//! A line that says what goes on, where it takes longer than a second.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

use milepost_report::{Role, duration};

use crate::ui::Area;

/// What is quicker than this says nothing.
const PATIENCE: Duration = Duration::from_secs(1);
const STEP: Duration = Duration::from_millis(200);

/// Says what goes on until it is dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    ended: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// For work that begins now; `area` is where it is told, if anywhere.
    pub(crate) fn new(what: &str, area: Option<Arc<Mutex<Area>>>) -> Self {
        let ended = Arc::new((Mutex::new(false), Condvar::new()));
        let thread = area.map(|area| {
            let (ended, what) = (Arc::clone(&ended), what.to_owned());
            std::thread::spawn(move || tell(&ended, &what, &area))
        });
        Self { ended, thread }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        *self.ended.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.ended.1.notify_all();
        if let Some(thread) = self.thread.take() {
            // It clears its line before it ends.
            let _ = thread.join();
        }
    }
}

fn tell(ended: &(Mutex<bool>, Condvar), what: &str, area: &Mutex<Area>) {
    let (mut waited, mut next) = (Duration::ZERO, PATIENCE);
    let mut is_over = ended.0.lock().unwrap_or_else(PoisonError::into_inner);
    while !*is_over {
        let (guard, timeout) = ended.1.wait_timeout(is_over, next).unwrap_or_else(PoisonError::into_inner);
        is_over = guard;
        if timeout.timed_out() && !*is_over {
            waited += next;
            next = STEP;
            let line = Role::Faint.paint(format!("{what}: {}", duration(waited)));
            area.lock().unwrap_or_else(PoisonError::into_inner).show(None, &[line]);
        }
    }
    area.lock().unwrap_or_else(PoisonError::into_inner).clear();
}
