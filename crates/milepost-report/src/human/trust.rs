//! What somebody is asked to trust, and what was granted.

use milepost_engine::trust::{
    Class, Grant, GrantStanding, GrantedBy, ListedGrant, Reference, TrustRequest, TrustedCommand,
};

use crate::{
    Page, Role,
    diff::unified,
    layout::{beyond_ascii, printable},
    put::put,
    words::plural,
};

/// Every command of a document, whole, the code behind them by name, and what changed since the last grant.
pub fn trust_request(request: &TrustRequest) -> String {
    let mut out = String::new();
    let count = plural(request.commands.len(), request.class.noun());
    put!(out, "{} would run {count}:\n", Role::Strong.paint(printable(&request.document)));
    for (at, command) in request.commands.iter().enumerate() {
        out.push_str(&one(at + 1, command));
    }
    if !request.references.is_empty() {
        put!(out, "\n{}\n", Role::Strong.paint("with this code of the project:"));
        for reference in &request.references {
            let state = match (&reference.digest, &reference.text) {
                (None, _) => "there is no such file now".to_owned(),
                (Some(_), Some(text)) => plural(text.lines().count(), "line"),
                (Some(digest), None) => digest.to_string(),
            };
            put!(out, "  {} {}\n", printable(&reference.name()), Role::Faint.paint(state));
        }
    }
    for left in &request.not_covered {
        put!(
            out,
            "  {} {}: {}\n",
            Role::Attention.paint("not covered:"),
            printable(&left.what),
            printable(&left.why)
        );
    }
    let others = request
        .other_classes
        .iter()
        .map(|(class, count)| format!("  {} `--class {}`", plural(*count, class.noun()), class.word()));
    let others: Vec<String> = others.collect();
    if !others.is_empty() {
        put!(
            out,
            "\n{}\n{}\n",
            Role::Strong.paint("not part of this, and granted apart:"),
            others.join("\n")
        );
    }
    out.push_str(&changes(request));
    let deeper = "What this code calls in turn is not looked into.";
    put!(out, "\n{}\ndigest: {}\n", Role::Faint.paint(deeper), request.digest);
    out
}

/// What changed since the last grant; of what was never granted, the whole text of the code behind the commands.
pub fn trust_details(request: &TrustRequest) -> String {
    if request.before.is_some() {
        return changes(request);
    }
    let mut out = String::new();
    for reference in &request.references {
        put!(out, "\n{}\n", Role::Strong.paint(printable(&reference.name())));
        match &reference.text {
            Some(text) => text.lines().for_each(|line| out.push_str(&quoted(line))),
            None => out.push_str("  it is absent, no text, or too long to be shown\n"),
        }
    }
    if out.is_empty() { "the commands name no code of the project\n".to_owned() } else { out }
}

/// Whether commands are trusted, and why.
pub fn trust_standing(request: &TrustRequest) -> String {
    let document = printable(&request.document);
    let noun = plural(request.commands.len(), request.class.noun());
    let why = match &request.granted {
        None => return format!("{noun} of `{document}`: {}\n", Role::Attention.paint("not trusted")),
        Some(GrantedBy::NothingToRun) => {
            let what = match request.class {
                Class::Verify => "runs no command",
                Class::Run => "holds no implementation step",
                Class::Rollback | Class::Literal => "holds no rollback step",
            };
            return format!("`{document}` {what}\n");
        }
        Some(GrantedBy::Grant { granted }) => format!("granted {granted:.0}, until they change"),
        Some(GrantedBy::Digest) => "by the digest that was named".to_owned(),
        Some(GrantedBy::PolicyDigest { policy }) => format!("by `{}`", printable(policy)),
        Some(GrantedBy::Signer { policy, signer, commit }) => {
            format!("{} signed them in {commit:.12}, by `{}`", printable(signer), printable(policy))
        }
    };
    format!("{noun} of `{document}`: {} ({why}) {}\n", Role::Good.paint("trusted"), request.digest)
}

/// What was granted, one grant a line.
pub fn grants(grants: &[ListedGrant], _: Page) -> String {
    if grants.is_empty() {
        return "nothing is granted\n".to_owned();
    }
    let mut out = String::new();
    for ListedGrant { grant, standing } in grants {
        let (role, word) = match standing {
            GrantStanding::Holds => (Role::Good, "holds"),
            GrantStanding::Changed => (Role::Attention, "changed"),
            GrantStanding::Gone => (Role::Faint, "document gone"),
            GrantStanding::Elsewhere => (Role::Faint, "other project"),
        };
        let place = match standing {
            GrantStanding::Elsewhere => grant.root.join(&grant.document).display().to_string(),
            _ => grant.document.clone(),
        };
        put!(
            out,
            "{} {} {} {}\n",
            role.paint(word),
            Role::Strong.paint(printable(&place)),
            plural(grant.commands.len(), grant.class.noun()),
            Role::Faint.paint(format!("granted {:.0}", grant.granted)),
        );
    }
    out
}

/// What was taken back.
pub fn revoked(grants: &[Grant]) -> String {
    let mut out = format!("took back {}\n", plural(grants.len(), "grant"));
    for grant in grants {
        put!(out, "  {} {}\n", grant.class.word(), printable(&grant.document));
    }
    out
}

fn one(number: usize, command: &TrustedCommand) -> String {
    let folder =
        if command.cwd.is_empty() || command.cwd == "." { "the project's root" } else { &command.cwd };
    let place = command.line.map_or_else(|| "milepost.toml".to_owned(), |line| format!("line {line}"));
    let facts = format!("{place}, {} in {folder}, {}", command.interpreter, command.sandbox.words());
    let facts = Role::Faint.paint(printable(&facts));
    let mut out = format!("\n  {}. {facts}\n", Role::Strong.paint(number));
    for (name, value) in &command.env {
        put!(out, "     {}={}\n", printable(name), printable(value));
    }
    if !command.passed.is_empty() {
        let names = command.passed.iter().map(|name| printable(name)).collect::<Vec<_>>().join(", ");
        put!(out, "     {} {names}\n", Role::Attention.paint("it gets of your variables:"));
    }
    if let Some(patch) = &command.patch {
        let lead = Role::Attention.paint("in a copy of the project, after the patch");
        put!(out, "     {lead} {}\n", printable(patch));
    }
    command.script.lines().for_each(|line| out.push_str(&quoted(line)));
    let values = command.env.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    let all: String = values.chain([command.script.as_str(), command.cwd.as_str()]).collect();
    let odd = beyond_ascii(&all);
    if !odd.is_empty() {
        let warning = Role::Attention.paint("look closely, it holds characters that may look like others:");
        put!(out, "     {warning} {}\n", odd.join(", "));
    }
    out
}

/// A line of code. Wrapping would hide where lines end: they are shown as they are.
fn quoted(line: &str) -> String {
    format!("     {} {}\n", Role::Faint.paint("│"), Role::Command.paint(printable(line)))
}

fn changes(request: &TrustRequest) -> String {
    let Some(before) = &request.before else { return String::new() };
    let since = format!("since they were trusted ({:.0}), this changed:", before.granted);
    let mut out = format!("\n{}\n", Role::Strong.paint(since));
    out.push_str(&unified(
        &printable(&request.document),
        &script(&before.commands),
        &script(&request.commands),
    ));
    let find = |references: &[Reference], name: &str| {
        references.iter().find(|reference| reference.name() == name).cloned()
    };
    let all = before.references.iter().chain(&request.references);
    let mut names: Vec<String> = all.map(Reference::name).collect();
    names.sort();
    names.dedup();
    for name in names {
        let (old, new) = (find(&before.references, &name), find(&request.references, &name));
        if old.as_ref().map(|old| &old.digest) == new.as_ref().map(|new| &new.digest) {
            continue;
        }
        let shown = printable(&name);
        let difference = unified(&shown, &text(old.as_ref()), &text(new.as_ref()));
        if difference.is_empty() {
            put!(out, "{shown} changed\n");
        } else {
            out.push_str(&difference);
        }
    }
    out
}

/// The text of a piece of code to compare, with nothing in it that steers a terminal.
fn text(reference: Option<&Reference>) -> String {
    let Some(reference) = reference else { return String::new() };
    match (&reference.text, &reference.digest) {
        (Some(text), _) => text.lines().map(|line| printable(line) + "\n").collect(),
        (None, Some(digest)) => format!("{digest}\n"),
        (None, None) => String::new(),
    }
}

/// The commands as one text to compare, with nothing in it that steers a terminal.
fn script(commands: &[TrustedCommand]) -> String {
    let mut text = String::new();
    for command in commands {
        put!(text, "# {} in {}, {}\n", command.interpreter, command.cwd, command.sandbox.words());
        for (name, value) in &command.env {
            put!(text, "{name}={value}\n");
        }
        if !command.passed.is_empty() {
            put!(text, "# gets of your variables: {}\n", command.passed.join(", "));
        }
        text.push_str(command.script.trim_end());
        text.push_str("\n\n");
    }
    text.lines().map(|line| printable(line) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use milepost_engine::{ledger::Digest, trust::Before};

    use super::*;

    fn command(script: &str) -> TrustedCommand {
        TrustedCommand {
            label: "test".into(),
            line: Some(7),
            interpreter: "bash".into(),
            script: script.into(),
            cwd: String::new(),
            env: std::collections::BTreeMap::new(),
            passed: Vec::new(),
            sandbox: milepost_engine::binding::RunSandbox::default(),
            patch: None,
        }
    }

    fn reference(text: &str) -> Reference {
        let digest = Some(Digest::of(text));
        Reference { path: "tools/x.sh".into(), script: None, digest, text: Some(text.into()) }
    }

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn every_line_is_shown_and_none_can_hide_another() {
        let request = TrustRequest {
            document: "plan.md".into(),
            class: Class::Verify,
            digest: Digest::of("x"),
            commands: vec![command("rm -rf build\r\u{1b}[2K\u{1b}[1Aecho harmless\nsecond")],
            references: vec![reference("echo new\u{1b}[2K\n")],
            not_covered: Vec::new(),
            granted: None,
            before: Some(Before {
                granted: "2026-01-02T03:04:05Z".parse().unwrap(),
                commands: vec![command("echo before")],
                references: vec![reference("echo old\n")],
            }),
            other_classes: vec![(Class::Rollback, 2)],
        };
        let text = plain(&trust_request(&request));
        assert!(text.contains("rm -rf build\u{240d}\u{241b}[2K"), "{text}");
        assert!(text.contains("│ second") && text.contains("-echo before"), "{text}");
        assert!(text.contains("line 7, bash in the project's root"), "{text}");
        assert!(text.contains("-echo old\n+echo new\u{241b}[2K\n"), "{text}");
        assert!(text.contains("2 rollback steps `--class rollback`"), "{text}");
        assert!(!text.contains('\r') && !text.contains('\u{1b}'), "{text}");
    }
}
