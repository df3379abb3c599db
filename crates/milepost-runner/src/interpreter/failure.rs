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
pub(super) fn prelude(failed: &Path, inside: &Path) -> String {
    let quote = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    // Only the shell itself ends the script. What fails in a subshell fails again where it was called, or nobody asks.
    let write = |to: &Path| {
        let to = quote(&to.to_string_lossy());
        format!(r#"printf "%s\0%s\0" "$LINENO" "$BASH_COMMAND" >>{to}"#)
    };
    // A writer whose reader has heard enough ends by SIGPIPE, and that is no failure, unless another one of its pipe failed.
    let trap = format!(
        r#"if [[ "$? ${{PIPESTATUS[*]}}" =~ ^141(\ (0|141))+$ && $BASHPID != "$$" ]]; then :; elif [[ $BASHPID == "$$" ]]; then {}; else {}; fi"#,
        write(failed),
        write(inside)
    );
    format!("unset BASH_ENV\ntrap {} ERR\n", quote(&trap))
}

/// How a comment begins in which the author allows something.
const ALLOWANCE: &str = "# milepost: allow ";

/// The rules about failures in subshells.
const RULES: [&str; 3] = ["background", "masked-substitution", "unasked-substitution"];

/// The places that the trap wrote down, without those on a line, or below a comment, where the author allows it and says
/// why.
pub(super) fn not_allowed(bytes: &[u8], script: &str) -> Vec<FailedAt> {
    let lines: Vec<&str> = script.lines().collect();
    let allows = |line: u32, comment: bool| {
        let text = (line as usize).checked_sub(1).and_then(|at| lines.get(at));
        text.and_then(|text| text.split_once(ALLOWANCE)).is_some_and(|(before, allowance)| {
            let reason = RULES.iter().find_map(|rule| allowance.trim_start().strip_prefix(rule));
            let reason = reason.and_then(|rest| rest.trim_start().strip_prefix("because"));
            let reason = reason.and_then(|rest| rest.trim_start().strip_prefix('"')).unwrap_or_default();
            let is_reasoned = reason.split('"').next().is_some_and(|words| !words.trim().is_empty());
            is_reasoned && (before.trim().is_empty() || !comment)
        })
    };
    let parts: Vec<&[u8]> = bytes.split(|byte| *byte == 0).collect();
    let places = parts.chunks_exact(2).filter_map(|place| {
        let line = str::from_utf8(place[0]).ok()?.parse().ok()?;
        Some(FailedAt { line, command: String::from_utf8_lossy(place[1]).into_owned() })
    });
    let mut found: Vec<FailedAt> = Vec::new();
    for place in
        places.filter(|place| !allows(place.line, false) && !allows(place.line.saturating_sub(1), true))
    {
        if !found.contains(&place) {
            found.push(place);
        }
    }
    found
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_has_its_rule_and_a_reason() {
        let left = |script: &str, line: u32| not_allowed(format!("{line}\0false\0").as_bytes(), script).len();
        let comment = "# milepost: allow unasked-substitution because \"there may be none\"";
        assert_eq!(left(&format!("echo $(a) {comment}"), 1), 0);
        assert_eq!(left(&format!("{comment}\necho $(a)"), 2), 0);
        let masked = "# milepost:  allow masked-substitution because \"it may fail\"".replace(":  ", ": ");
        assert_eq!(left(&format!("local v=$(a) {masked}"), 1), 0);
        assert_eq!(left(&format!("b {comment}\necho $(a)"), 2), 1);
        assert_eq!(left("# milepost: allow or-true because \"x\"\necho $(a)", 2), 1);
        assert_eq!(left("# milepost: allow unasked-substitution because \"\"\necho $(a)", 2), 1);
    }
}
