use super::session::Session;

/// Why kept values cannot be compared with new ones.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StoredRefusal {
    /// One side has no session.
    #[error("there are {base} sessions of the baseline and {new} new ones, at least one of each is needed")]
    NoSession {
        /// Of the baseline.
        base: usize,
        /// New ones.
        new: usize,
    },
    /// A session is too short.
    #[error("a session has {runs} runs, at least {} are needed", Session::LEAST_RUNS)]
    TooFewRuns {
        /// Its runs.
        runs: usize,
    },
    /// Wall time depends on the machine's load of the hour.
    #[error(
        "wall time of an earlier hour says nothing without a calibrator beside each run: measure CPU time, or run the \
         baseline again"
    )]
    NoCalibrator,
    /// A value without a logarithm.
    #[error("a run gave `{0}`, a finite number above zero was expected")]
    Value(f64),
    /// Sessions that are one.
    #[error("two sessions began {seconds} s apart, at least {least} s are needed for them to count as two")]
    TooClose {
        /// The distance.
        seconds: i64,
        /// The least one.
        least: i64,
    },
    /// Another machine, or another setting of it.
    #[error("the environment changed: {}", .0.join(", "))]
    Environment(Vec<String>),
    /// Nobody wrote down where it ran.
    #[error("the environment of a session is not known, so it may have been another machine")]
    NoEnvironment,
    /// Only ratios can be compared.
    #[error("a stored baseline is compared by a ratio: allow a change in percent")]
    NotARatio,
}
