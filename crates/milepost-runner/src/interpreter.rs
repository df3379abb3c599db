//! Who runs a script, and how strictly.

mod failure;

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
};

use milepost_system::System;
use serde::{Deserialize, Serialize};

pub use failure::FailedAt;

/// The file with what failed in subshells.
const INSIDE: &str = "failed-inside";

/// The kernel takes no single argument above 128 KiB; longer scripts are run from a file.
const LONGEST_ARGUMENT: usize = 96 * 1024;

/// The program that runs a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interpreter {
    /// Bash with `errexit`, `errtrace`, `nounset`, `pipefail` and `inherit_errexit`: a block fails when any of its
    /// commands does.
    Bash,
    /// The system's `sh` with `errexit` and `nounset`.
    Sh,
    /// Python 3 in UTF-8 mode; an exception that nobody catches fails.
    Python,
    /// Node; an exception or a rejected promise that nobody catches fails.
    Node,
}

impl Interpreter {
    /// The interpreter that the first word behind a fence means; `None` for a language that does not run.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "bash" | "shell" | "console" | "shell-session" => Self::Bash,
            "sh" => Self::Sh,
            "python" | "python3" | "py" => Self::Python,
            "node" | "javascript" | "js" | "mjs" => Self::Node,
            _ => return None,
        })
    }

    /// The program and the flags before the script: what a check key names, and whose version it holds.
    pub fn command(self) -> &'static [&'static str] {
        match self {
            Self::Bash => &["bash", "--noprofile", "--norc", "-Eeuo", "pipefail", "-O", "inherit_errexit"],
            Self::Sh => &["sh", "-eu"],
            Self::Python => &["python3", "-X", "utf8"],
            Self::Node => &["node", "--unhandled-rejections=strict", "--input-type=module"],
        }
    }

    /// The way a script given as an argument is named in messages, before its line number.
    const fn inline_flag(self) -> &'static str {
        match self {
            Self::Node => "--eval",
            Self::Bash | Self::Sh | Self::Python => "-c",
        }
    }
}

/// Program, arguments and variables that run one script.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) program: OsString,
    pub(crate) args: Vec<OsString>,
    pub(crate) env: Vec<(OsString, OsString)>,
    /// Where the shell writes down what failed.
    failures: Option<PathBuf>,
    interpreter: Interpreter,
}

impl Invocation {
    /// Prepares a script to be run verbatim, so that its line numbers are those of the text. `dir` is a private
    /// folder for what has to be a file.
    pub(crate) fn prepare(
        system: &dyn System,
        interpreter: Interpreter,
        script: &str,
        dir: &Path,
    ) -> io::Result<Self> {
        let command = interpreter.command();
        let mut args: Vec<OsString> = command[1..].iter().map(Into::into).collect();
        if script.len() <= LONGEST_ARGUMENT {
            args.extend([interpreter.inline_flag().into(), script.into()]);
        } else {
            let path = dir.join("script.mjs");
            system.append(&path, script.as_bytes(), false)?;
            args.retain(|arg| arg != "--input-type=module");
            args.push(path.into());
        }
        let mut env = Vec::new();
        let mut failures = None;
        if interpreter == Interpreter::Bash {
            // Bash reads this file before the script. So the script itself stays as it is, and the trap is set on none
            // of its lines.
            let (prelude, failed, inside) = (dir.join("prelude"), dir.join("failed"), dir.join(INSIDE));
            // The folder is ours alone: nobody can see half of the file.
            system.append(&prelude, failure::prelude(&failed, &inside).as_bytes(), false)?;
            env.push(("BASH_ENV".into(), prelude.into()));
            failures = Some(failed);
        }
        Ok(Self { program: command[0].into(), args, env, failures, interpreter })
    }

    /// The commands that failed in a subshell of which nobody asked the status, such as that of a substitution in an
    /// argument, in a here-document or in a loop's list.
    pub(crate) fn swallowed(&self, system: &dyn System, script: &str) -> Vec<FailedAt> {
        let written = self.failures.as_ref().and_then(|path| system.read(&path.with_file_name(INSIDE)).ok());
        failure::not_allowed(&written.unwrap_or_default(), script)
    }

    /// Where a run that failed did so, as far as the shell or its messages tell.
    pub(crate) fn failed_at(&self, system: &dyn System, script: &str, stderr: &[u8]) -> Option<FailedAt> {
        let trapped = self.failures.as_ref().and_then(|path| system.read(path).ok());
        trapped
            .and_then(|bytes| failure::from_trap(&bytes))
            .or_else(|| failure::from_messages(self.interpreter, script, stderr))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_fences() {
        assert_eq!(Interpreter::from_word("Bash"), Some(Interpreter::Bash));
        assert_eq!(Interpreter::from_word("sql"), None);
        assert_eq!(Interpreter::from_word(""), None);
    }
}
