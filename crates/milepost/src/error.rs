//! What went wrong, in the one form in which people see it.

use std::{fmt::Write as _, io::Write as _};

use milepost_engine::{EngineError, ErrorKind, exit::Exit, with_causes};
use milepost_report::{Role, json, printable};

/// Why a command failed: what happened, the reasons, the next steps. Its exit code says what kind it is.
#[derive(Debug)]
pub(crate) struct CommandError {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    /// Lines of a file, as they stand there.
    pub(crate) excerpt: Option<String>,
    pub(crate) reasons: Vec<String>,
    pub(crate) hints: Vec<String>,
}

/// The result of a command.
pub(crate) type Result<T = Exit, E = CommandError> = std::result::Result<T, E>;

impl CommandError {
    /// An error with its exit code.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), excerpt: None, reasons: Vec::new(), hints: Vec::new() }
    }

    /// The request cannot be understood.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Adds a next step.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds what stands in the way.
    #[must_use]
    pub(crate) fn because(mut self, reason: impl std::fmt::Display) -> Self {
        self.reasons.push(reason.to_string());
        self
    }

    /// The next steps: its own, else what helps with errors of its kind.
    fn steps(&self) -> Vec<String> {
        if self.hints.is_empty() { vec![usual_step(self.exit).to_owned()] } else { self.hints.clone() }
    }

    /// Tells people on standard error, and programs on standard output.
    pub(crate) fn report(&self, as_json: bool) -> Exit {
        let hints = self.steps();
        let mut text = format!("{} {}\n", Role::Bad.paint("error:"), printable(&self.message));
        for line in self.excerpt.iter().flat_map(|excerpt| excerpt.lines()) {
            let _ = writeln!(text, "  {}", printable(line));
        }
        for reason in &self.reasons {
            let _ = writeln!(text, "  - {}", printable(reason));
        }
        for hint in &hints {
            let _ = writeln!(text, "{} {}", Role::Command.paint("hint:"), printable(hint));
        }
        // Where nobody listens any more, the exit code still tells.
        let _ = anstream::stderr().write_all(text.as_bytes());
        if as_json {
            let document = json::v1::error(&self.message, &self.reasons, &hints, self.exit);
            let _ = anstream::stdout().write_all(document.as_bytes());
        }
        self.exit
    }
}

/// The next step where an error knows none of its own.
const fn usual_step(exit: Exit) -> &'static str {
    match exit {
        Exit::Ok | Exit::Outstanding => "`milepost show ID` lists what is outstanding",
        Exit::Failed => "`milepost why ID#ITEM` says what decides an item, `milepost lint` what is wrong",
        Exit::Usage => "`milepost --help` lists the commands, `milepost COMMAND --help` says what one takes",
        Exit::Refused => "`milepost show ID` lists what is missing",
        Exit::NothingRan => "`milepost explain ID` shows which commands decide its items",
        Exit::Untrusted => "`milepost trust ID` shows the commands, and asks",
        Exit::NoSandbox => "`milepost doctor` says what this machine lacks, and how to get it",
        Exit::Tampered => {
            "`milepost ledger verify` names the records; take them back from Git or from a backup"
        }
        Exit::Inconclusive => "`milepost why ID#ITEM` says what could not be told",
        Exit::Bug => "please report it with the command line and what `milepost --version --verbose` prints",
        Exit::Locked => "wait for the other command to end, or look for it with `ps`",
        Exit::Interrupted => "give the same command again: what was proven stays proven",
    }
}

const fn exit_of(kind: ErrorKind) -> Exit {
    match kind {
        ErrorKind::Usage => Exit::Usage,
        ErrorKind::Refused => Exit::Refused,
        ErrorKind::Untrusted => Exit::Untrusted,
        ErrorKind::NoSandbox => Exit::NoSandbox,
        ErrorKind::Tampered => Exit::Tampered,
        ErrorKind::Locked => Exit::Locked,
        ErrorKind::Interrupted => Exit::Interrupted,
        ErrorKind::Bug => Exit::Bug,
    }
}

impl From<EngineError> for CommandError {
    fn from(error: EngineError) -> Self {
        let exit = exit_of(error.kind);
        let message = with_causes(&error);
        Self { exit, message, excerpt: error.excerpt, reasons: error.reasons, hints: error.hints }
    }
}

impl From<milepost_engine::ledger::LedgerError> for CommandError {
    fn from(error: milepost_engine::ledger::LedgerError) -> Self {
        EngineError::from(error).into()
    }
}

impl From<serde_json::Error> for CommandError {
    fn from(error: serde_json::Error) -> Self {
        EngineError::from(error).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_error_names_a_next_step() {
        for exit in Exit::BY_PRECEDENCE {
            let error = CommandError::new(exit, "something is wrong");
            assert!(error.steps().iter().all(|step| step.contains(' ') && !step.ends_with('.')), "{exit:?}");
            assert_eq!(error.steps().len(), 1);
        }
        for kind in ErrorKind::ALL {
            let error = CommandError::from(EngineError::new(kind, "something is wrong"));
            assert!(!error.steps().is_empty(), "{kind:?}");
            let own = CommandError::from(EngineError::new(kind, "something is wrong").hint("do this"));
            assert_eq!(own.steps(), ["do this"], "its own step is enough");
        }
    }

    #[test]
    fn causes_follow_and_nothing_is_said_twice() {
        let cause = std::io::Error::other("no space left");
        let error: CommandError = EngineError::io("write", "a.md", cause).into();
        assert_eq!(error.message, "cannot write `a.md`: no space left");
        assert_eq!(error.exit, Exit::Usage);
    }
}
