//! What a command of a rehearsal said when it failed, in one line.

use milepost_runner::Outcome;

use super::procedure;

/// Where a script failed, and what was said.
pub(super) fn failure(outcome: &Outcome, script: &str, reason: &str) -> String {
    let said = said(outcome).map_or_else(String::new, |line| format!(": {line}"));
    let Some(at) = &outcome.failed_at else { return format!("{reason}{said}") };
    let command = at.command.lines().next().unwrap_or_default();
    match procedure::step_at(script, at.line) {
        Some(step) => format!("“{step}” fails at `{command}`{said}"),
        None => format!("`{command}` fails{said}"),
    }
}

/// The line of the output that says most: the first that speaks of an error, else the last.
fn said(outcome: &Outcome) -> Option<String> {
    const LONGEST: usize = 200;
    let (stderr, stdout) = (outcome.stderr.text(), outcome.stdout.text());
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let (stderr, stdout) = (lines(&stderr), lines(&stdout));
    let speaks = |line: &&String| {
        let line = line.to_lowercase();
        line.contains("error") || line.contains("fatal") || line.contains("not found")
    };
    let found = stderr.iter().chain(&stdout).find(speaks).or(stderr.last()).or(stdout.last())?;
    Some(found.chars().take(LONGEST).collect())
}
