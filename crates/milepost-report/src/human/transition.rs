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
    for weak in &report.weak {
        out.push_str(&page.hanging(&format!("  {} ", Role::Attention.paint("~ weak:")), 10, weak));
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
        "in-progress" if report.commit.is_none() && report.in_git => {
            Some(format!("git add {} && git commit && milepost verify {id}", report.files.join(" ")))
        }
        "in-progress" => Some(format!("milepost verify {id}")),
        "blocked" => Some(format!("milepost unblock {id}")),
        "completed" if report.commit.is_none() && report.in_git => {
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

/// The items of a milestone that wait for a signature, each with its address and its words.
pub fn waiting_for_signatures(id: &str, waits: &[(String, &str)], page: Page) -> String {
    if waits.is_empty() {
        return format!("nothing of {id} waits for a signature\n");
    }
    let mut out = String::new();
    for (item, text) in waits {
        put!(out, "{}\n{}", Role::Strong.paint(item), page.wrapped(text, 2));
    }
    let next = format!("milepost signoff {id}#ITEM --note \"what you saw\"");
    put!(out, "→ {}\n", Role::Command.paint(next));
    out
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use milepost_engine::lifecycle::BaselineSummary;

    use super::*;

    fn report() -> TransitionReport {
        TransitionReport {
            id: "checkout/2".into(),
            path: "plan/milestone-2.md".into(),
            command: "complete",
            from: "in-progress",
            to: "completed",
            dry_run: false,
            changes: Vec::new(),
            files: vec!["plan/milestone-2.md".into(), "plan/README.md".into()],
            branch: None,
            in_git: true,
            commit: None,
            attestation: Some(("0123456789ab".into(), ".milepost/attestations/a.json".into())),
            baseline: None,
            waivers: vec![
                "“Review approved” waived by ada@example.org until 2031-01-01: nobody is there".into(),
            ],
            weak: Vec::new(),
            warnings: Vec::new(),
            verified: None,
        }
    }

    fn plain(report: &TransitionReport) -> String {
        anstream::adapter::strip_str(&transition(report, Page { width: 80 })).to_string()
    }

    #[test]
    fn a_completion_shows_its_waivers_and_what_to_commit() {
        assert_snapshot!(plain(&report()), @r"
        ✔ checkout/2 in progress → completed
          wrote        plan/milestone-2.md
                       plan/README.md
          attestation  0123456789ab in .milepost/attestations/a.json
          ! waived: “Review approved” waived by ada@example.org until 2031-01-01: nobody
                    is there
        → git add plan/milestone-2.md plan/README.md && git commit
        ");
    }

    #[test]
    fn a_start_shows_what_was_measured() {
        let baseline =
            BaselineSummary { commit: "0".repeat(40), tests: 1, measured: 2, coverage: true, adopted: false };
        let report = TransitionReport {
            command: "start",
            from: "ready",
            to: "in-progress",
            attestation: None,
            waivers: Vec::new(),
            branch: Some("milestone/2-vouchers".into()),
            baseline: Some(baseline),
            warnings: vec!["no SSH key was found".into()],
            ..report()
        };
        assert_snapshot!(plain(&report), @r"
        ✔ checkout/2 ready → in progress
          branch       milestone/2-vouchers
          baseline     000000000000, 1 test, 2 commands measured, coverage
          wrote        plan/milestone-2.md
                       plan/README.md
          warning: no SSH key was found
        → git add plan/milestone-2.md plan/README.md && git commit && milepost verify checkout/2
        ");
    }
}
