//! What a move did, and signatures that were given.

use milepost_engine::lifecycle::{Signature, TransitionReport};

use crate::{
    Page, Role,
    diff::unified,
    put::put,
    words::{plural, spaced},
};

/// A move, the files that it changed, and what to do next. Waivers are always printed.
pub fn transition(report: &TransitionReport, page: Page) -> String {
    let mut out = String::new();
    let would = if report.dry_run { "would go " } else { "" };
    put!(
        out,
        "{} {} {would}{} → {}\n",
        Role::Good.paint("✔"),
        Role::Strong.paint(&report.id),
        spaced(report.from),
        Role::Strong.paint(spaced(report.to))
    );
    if let Some(branch) = &report.branch {
        put!(out, "  branch       {branch}\n");
    }
    if let Some(baseline) = &report.baseline {
        let commit = baseline.commit.get(..12).unwrap_or(&baseline.commit);
        let mut facts = vec![if commit.is_empty() { "no commit".to_owned() } else { commit.to_owned() }];
        facts.push(plural(baseline.tests, "test"));
        facts.push(format!("{} measured", plural(baseline.measured, "command")));
        if baseline.coverage {
            facts.push("coverage".to_owned());
        }
        if baseline.adopted {
            facts.push("adopted".to_owned());
        }
        put!(out, "  baseline     {}\n", facts.join(", "));
    }
    for (at, file) in report.files.iter().enumerate() {
        let name = if at == 0 { if report.dry_run { "would write" } else { "wrote" } } else { "" };
        put!(out, "  {name:<12} {file}\n");
    }
    if let Some((digest, path)) = &report.attestation {
        put!(out, "  attestation  {digest} in {path}\n");
    }
    if let Some(commit) = &report.commit {
        put!(out, "  commit       {}\n", commit.get(..12).unwrap_or(commit));
    }
    if report.dry_run {
        for change in &report.changes {
            out.push_str(&unified(&change.path, &change.before, &change.after));
        }
    }
    for waiver in &report.waivers {
        out.push_str(&page.hanging(&format!("  {} ", Role::Attention.paint("! waived:")), 12, waiver));
    }
    for warning in &report.warnings {
        out.push_str(&page.hanging(&format!("  {} ", Role::Attention.paint("warning:")), 11, warning));
    }
    if let Some(next) = next(report) {
        put!(out, "→ {}\n", Role::Command.paint(next));
    }
    out
}

fn next(report: &TransitionReport) -> Option<String> {
    if report.dry_run {
        return Some(format!("milepost {} {}", report.command, report.id));
    }
    let id = &report.id;
    match report.to {
        "ready" => Some(format!("milepost start {id}")),
        "in-progress" => Some(format!("milepost verify {id}")),
        "blocked" => Some(format!("milepost unblock {id}")),
        "completed" if report.commit.is_none() => {
            Some(format!("git add {} && git commit", report.files.join(" ")))
        }
        "completed" => report
            .attestation
            .as_ref()
            .map(|(digest, _)| format!("milepost ledger export --attestation {digest}")),
        _ => None,
    }
}

/// Signatures that were given.
pub fn signatures(verb: &str, signatures: &[Signature]) -> String {
    let mut out = String::new();
    for signature in signatures {
        put!(
            out,
            "{} {verb} {} by {}\n  {}\n  {}\n",
            Role::Good.paint("✔"),
            Role::Strong.paint(&signature.item),
            signature.who,
            signature.text,
            Role::Faint.paint(format!(
                "record {} in {}; commit it with the document",
                signature.record, signature.path
            ))
        );
    }
    out
}
