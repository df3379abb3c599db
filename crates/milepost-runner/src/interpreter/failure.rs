//! Which line of a script failed.

use std::{path::Path, sync::LazyLock};

use regex::bytes::Regex;
use serde::{Deserialize, Serialize};

use super::Interpreter;

/// The place at which a script failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedAt {
    /// The line of the script, from 1.
    pub line: u32,
    /// The command, or the line's text where the shell does not say.
    pub command: String,
}

/// What Bash reads before a script: a trap that writes down which command of which line failed. Its file is not
/// handed on to scripts that the script calls.
pub(super) fn prelude(failed: &Path) -> String {
    let quote = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    // Only the shell itself ends the script: what fails in a subshell fails again where it was called.
    let trap = r#"if [[ $BASHPID == "$$" ]]; then printf "%s\0%s\0" "$LINENO" "$BASH_COMMAND" >>"#;
    let trap = format!("{trap}{}; fi", quote(&failed.to_string_lossy()));
    format!("unset BASH_ENV\ntrap {} ERR\n", quote(&trap))
}

/// The last place that the trap wrote down.
pub(super) fn from_trap(bytes: &[u8]) -> Option<FailedAt> {
    let parts: Vec<&[u8]> = bytes.split(|b| *b == 0).collect();
    let [.., line, command, _end] = parts[..] else { return None };
    let line = str::from_utf8(line).ok()?.parse().ok()?;
    Some(FailedAt { line, command: String::from_utf8_lossy(command).into_owned() })
}

/// The place that the interpreter's own messages name. Of an unset variable or a syntax error no trap hears.
pub(super) fn from_messages(interpreter: Interpreter, script: &str, stderr: &[u8]) -> Option<FailedAt> {
    static SHELL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^(?:/\S*/)?(?:bash|sh): (?:-c: )?(?:line )?([0-9]+): ").expect("a valid pattern")
    });
    static PYTHON: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"(?m)^  File "<string>", line ([0-9]+)"#).expect("a valid pattern"));
    static NODE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)(?:\[eval1?\]|file://\S*\[eval1?\]):([0-9]+)").expect("a valid pattern")
    });
    let (pattern, last) = match interpreter {
        Interpreter::Bash | Interpreter::Sh => (&SHELL, true),
        Interpreter::Python => (&PYTHON, true),
        Interpreter::Node => (&NODE, false),
    };
    let mut all = pattern
        .captures_iter(stderr)
        .filter_map(|groups| str::from_utf8(groups.get(1)?.as_bytes()).ok()?.parse::<u32>().ok());
    let line = if last { all.last() } else { all.next() };
    let lines: Vec<&str> = script.lines().collect();
    let at = |line: usize| {
        let text = lines.get(line.checked_sub(1)?)?;
        Some(FailedAt { line: u32::try_from(line).ok()?, command: text.trim().to_owned() })
    };
    match line {
        // What is missing at the end is missed behind it.
        Some(line) => at((line as usize).min(lines.len())),
        // A script of one line fails there.
        None if lines.len() == 1 => at(1),
        None => None,
    }
}
