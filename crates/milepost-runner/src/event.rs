//! What a run tells while it goes on.

use std::time::Duration;

use crate::{outcome::Outcome, process::Source};

/// One thing that happened. `check` is the place of the check in the list that was given.
#[derive(Debug)]
pub enum Event<'a> {
    /// These checks are run together now.
    WaveStarted {
        /// Their places.
        checks: &'a [usize],
    },
    /// A check starts; a retry starts again.
    Started {
        /// Its place.
        check: usize,
        /// From 1.
        attempt: u32,
    },
    /// Output of a check, redacted.
    Output {
        /// Its place.
        check: usize,
        /// Which output.
        source: Source,
        /// The bytes: whole lines, but for the last ones.
        bytes: &'a [u8],
        /// Since the start of the attempt.
        at: Duration,
    },
    /// Some time has passed.
    Progress {
        /// The checks that run now.
        running: &'a [usize],
        /// How many are finished.
        finished: usize,
        /// Since the start of the whole run.
        elapsed: Duration,
    },
    /// The files changed during a wave of several: its checks are run again, one by one, to find out by which.
    Separating {
        /// Their places.
        checks: &'a [usize],
        /// What changed, or what was left running.
        why: &'a [String],
    },
    /// A check has its verdict.
    Finished {
        /// Its place.
        check: usize,
        /// How it came out.
        outcome: &'a Outcome,
    },
}
