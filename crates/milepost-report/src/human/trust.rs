//! What somebody is asked to trust.

use milepost_engine::trust::{TrustRequest, TrustedCommand};

use crate::{Role, diff::unified, layout::printable, put::put, words::plural};

/// Every command of a document, whole, and what changed since the last grant.
pub fn trust_request(request: &TrustRequest) -> String {
    let mut out = String::new();
    let count = plural(request.commands.len(), "command");
    put!(out, "{} would run {count}:\n", Role::Strong.paint(printable(&request.document)));
    for (at, command) in request.commands.iter().enumerate() {
        out.push_str(&one(at + 1, command));
    }
    if let Some(before) = &request.before {
        let (old, new) = (script(before), script(&request.commands));
        put!(out, "\n{}\n", Role::Strong.paint("since they were trusted, this changed:"));
        out.push_str(&unified(&printable(&request.document), &old, &new));
    }
    put!(out, "\ndigest: {}\n", request.digest);
    out
}

fn one(number: usize, command: &TrustedCommand) -> String {
    let folder =
        if command.cwd.is_empty() || command.cwd == "." { "the project's root" } else { &command.cwd };
    let facts = Role::Faint.paint(printable(&format!("{} in {folder}", command.interpreter)));
    let mut out = format!("\n  {}. {facts}\n", Role::Strong.paint(number));
    for (name, value) in &command.env {
        put!(out, "     {}={}\n", printable(name), printable(value));
    }
    // Wrapping would hide where lines end: they are shown as they are.
    for line in command.script.lines() {
        put!(out, "     {} {}\n", Role::Faint.paint("│"), Role::Command.paint(printable(line)));
    }
    out
}

/// The commands as one text to compare, with nothing in it that steers a terminal.
fn script(commands: &[TrustedCommand]) -> String {
    let mut text = String::new();
    for command in commands {
        put!(text, "# {} in {}\n", command.interpreter, command.cwd);
        for (name, value) in &command.env {
            put!(text, "{name}={value}\n");
        }
        text.push_str(command.script.trim_end());
        text.push_str("\n\n");
    }
    text.lines().map(|line| printable(line) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use milepost_engine::ledger::Digest;

    use super::*;

    fn command(script: &str) -> TrustedCommand {
        TrustedCommand {
            label: "test".into(),
            interpreter: "bash".into(),
            script: script.into(),
            cwd: String::new(),
            env: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn every_line_is_shown_and_none_can_hide_another() {
        let request = TrustRequest {
            document: "plan.md".into(),
            digest: Digest::of("x"),
            commands: vec![command("rm -rf build\r\u{1b}[2K\u{1b}[1Aecho harmless\nsecond")],
            granted: false,
            before: Some(vec![command("echo before")]),
        };
        let text = trust_request(&request);
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert!(plain.contains("rm -rf build\u{240d}\u{241b}[2K"), "{plain}");
        assert!(plain.contains("│ second") && plain.contains("-echo before"), "{plain}");
        assert!(!plain.contains('\r') && !plain.contains('\u{1b}'), "{plain}");
    }
}
