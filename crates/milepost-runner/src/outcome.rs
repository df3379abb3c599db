//! How a check came out.

use std::time::Duration;

use jiff::Timestamp;
use milepost_gate::{Exit, Observed};
use serde::{Deserialize, Serialize};

use crate::{
    capture::{Captured, Piece},
    guard::Token,
    interpreter::FailedAt,
    process::{Usage, sandbox::Enforced},
};

/// The verdict of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything that was asked for was seen.
    Pass,
    /// Something that was asked for was seen not to hold.
    Fail {
        /// What was found and what would be right.
        reason: String,
    },
    /// It failed, then passed on the same tree.
    Flaky {
        /// Why it failed.
        reason: String,
    },
    /// The run proves nothing.
    Inconclusive(Inconclusive),
    /// It did not end within its time.
    TimedOut {
        /// That time.
        after: Duration,
    },
    /// Somebody stopped it.
    Cancelled,
}

/// Why a run proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "inconclusive", rename_all = "kebab-case")]
pub enum Inconclusive {
    /// Files changed during the run that it had not declared to write.
    InputsChanged {
        /// Relative to the root.
        paths: Vec<String>,
    },
    /// Processes outlived the command.
    LeakedProcess {
        /// Their command lines.
        commands: Vec<String>,
    },
    /// The script holds statements whose failure no shell notices.
    UnsafeStatement {
        /// The statements.
        statements: Vec<String>,
    },
    /// The sandbox denied something.
    SandboxDenied {
        /// What.
        what: String,
    },
    /// It took more of the machine than it may, and was stopped.
    LimitExceeded {
        /// What it did.
        what: String,
    },
    /// Something that the verdict needs was not seen.
    Undecided {
        /// What.
        reason: String,
    },
    /// The command could not be started.
    NotStarted {
        /// Why.
        reason: String,
    },
}

impl Verdict {
    /// Whether a gate may rest on it.
    pub fn is_pass(&self) -> bool {
        matches!(self, Self::Pass)
    }

    /// Its name in records and reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail { .. } => "fail",
            Self::Flaky { .. } => "flaky",
            Self::Inconclusive(_) => "inconclusive",
            Self::TimedOut { .. } => "timeout",
            Self::Cancelled => "cancelled",
        }
    }

    /// Why it is not a pass; `None` for a pass.
    pub fn reason(&self) -> Option<String> {
        match self {
            Self::Pass => None,
            Self::Fail { reason } => Some(reason.clone()),
            Self::Flaky { reason } => Some(format!("it failed ({reason}), then passed on the same tree")),
            Self::Inconclusive(why) => Some(why.reason()),
            Self::TimedOut { after } => Some(format!("it did not end within {}", seconds(*after))),
            Self::Cancelled => Some("it was cancelled".to_owned()),
        }
    }
}

impl Inconclusive {
    /// Its name in records and reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::InputsChanged { .. } => "inputs-changed",
            Self::LeakedProcess { .. } => "leaked-process",
            Self::UnsafeStatement { .. } => "unsafe-statement",
            Self::SandboxDenied { .. } => "sandbox-denied",
            Self::LimitExceeded { .. } => "limit-exceeded",
            Self::Undecided { .. } => "undecided",
            Self::NotStarted { .. } => "not-started",
        }
    }

    /// What was found.
    pub fn reason(&self) -> String {
        match self {
            Self::InputsChanged { paths } => format!("files changed while it ran: {}", list(paths)),
            Self::LeakedProcess { commands } => format!("it left processes behind: {}", list(commands)),
            Self::UnsafeStatement { statements } => {
                format!("statements whose failure goes unnoticed: {}", list(statements))
            }
            Self::SandboxDenied { what } => format!("the sandbox denied {what}"),
            Self::LimitExceeded { what } => what.clone(),
            Self::Undecided { reason } | Self::NotStarted { reason } => reason.clone(),
        }
    }
}

/// One run of a check; a retry is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// How it ended.
    pub exit: Option<Exit>,
    /// What it alone would have come to.
    pub verdict: Verdict,
    /// How long it took.
    pub duration: Duration,
}

/// Everything that is known of a check that ran. What is not in `attempts` is of the last one.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// [`crate::CheckSpec::key`].
    pub key: String,
    /// The verdict.
    pub verdict: Verdict,
    /// How the command ended; `None`: it could not be started.
    pub exit: Option<Exit>,
    /// When it started, by the wall clock, which is not to be trusted for order.
    pub started: Timestamp,
    /// How long the first process ran, by the monotonic clock.
    pub duration: Duration,
    /// What it used.
    pub usage: Usage,
    /// Standard output.
    pub stdout: Captured,
    /// Standard error.
    pub stderr: Captured,
    /// In which order both came.
    pub order: Vec<Piece>,
    /// Where the script failed, by lines of the document.
    pub failed_at: Option<FailedAt>,
    /// Tests, coverage and matches: what expectations are judged by.
    pub observed: Observed,
    /// Every run, the last one last.
    pub attempts: Vec<Attempt>,
    /// Processes that had to be killed.
    pub leaked: Vec<String>,
    /// Whether it is known that no test ran.
    pub nothing_ran: bool,
    /// The tree before the run.
    pub guard: Option<Token>,
    /// What of its sandbox was in force.
    pub sandbox: Enforced,
}

impl Outcome {
    /// What something came to that is more than one run, as of a command that ended so: nothing printed, nothing used.
    pub fn of(
        key: String,
        verdict: Verdict,
        exit: Option<Exit>,
        started: Timestamp,
        duration: Duration,
    ) -> Self {
        Self {
            attempts: vec![Attempt { exit, verdict: verdict.clone(), duration }],
            observed: Observed::exit(exit.unwrap_or(Exit::Cancelled)),
            key,
            verdict,
            exit,
            started,
            duration,
            usage: Usage::default(),
            stdout: Captured::default(),
            stderr: Captured::default(),
            order: Vec::new(),
            failed_at: None,
            leaked: Vec::new(),
            nothing_ran: false,
            guard: None,
            sandbox: Enforced::default(),
        }
    }
}

pub(crate) fn seconds(duration: Duration) -> String {
    if duration.subsec_millis() == 0 {
        format!("{} s", duration.as_secs())
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}

fn list(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut text: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    if names.len() > SHOWN {
        text.push(format!("{} more", names.len() - SHOWN));
    }
    text.join(", ")
}
