//! One line a fact, `path:line: what: words`, for logs and editors.

use milepost_engine::{
    Workspace, binding::Gate, hazards::HazardReport, lint::Finding, overview::Overview, standing::Standing,
    verify::VerifyReport,
};

use crate::{Place, layout::printable, put::put, style::severity_word};

/// What `verify` found: everything but what is proven.
pub fn verify(report: &VerifyReport) -> String {
    let mut out = String::new();
    for document in &report.documents {
        for run in document.runs.iter().filter(|run| run.verdict != "pass") {
            let reason = run.reason.as_deref().unwrap_or("not run");
            put!(out, "{}: {}: {}: {reason}\n", document.path, run.verdict, printable(&run.label));
        }
        for item in &document.explanation.items {
            let Some(standing) = item.standing else { continue };
            if let Some(weak) = &item.weak {
                put!(out, "{}:{}: weak: {}: {weak}\n", document.path, item.line, printable(&item.text));
            }
            let shown = matches!(standing, Standing::Refuted | Standing::Waived)
                || item.gate == Gate::Complete && standing != Standing::Proven;
            if shown {
                let reason =
                    item.reason.as_deref().map(|why| format!(": {}", printable(why))).unwrap_or_default();
                let words = printable(&item.text);
                put!(out, "{}:{}: {}: {words}{reason}\n", document.path, item.line, standing.word());
            }
        }
        for one in &document.triggers.triggers {
            let (state, words, why) = (one.state.words(), printable(&one.text), printable(&one.reason));
            put!(out, "{}:{}: roll back: {state}: {words}: {why}\n", document.path, one.line);
        }
    }
    for warning in &report.warnings {
        put!(out, "warning: {warning}\n");
    }
    out
}

/// Findings.
pub fn findings(workspace: &Workspace, findings: &[Finding], place: Place<'_>) -> String {
    let mut out = String::new();
    for finding in findings {
        let position = workspace.portfolio.find(&finding.path).map_or_else(String::new, |index| {
            let position = workspace.document(index).document().position(finding.span.start);
            format!(":{}:{}", position.line, position.column)
        });
        let severity = severity_word(finding.severity);
        let words = printable(&finding.message);
        put!(out, "{}{position}: {severity}: {words} [{}]\n", place.shown(&finding.path), finding.rule);
    }
    out
}

/// What is dangerous in migrations.
pub fn hazards(report: &HazardReport, place: Place<'_>) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let (path, start) = (place.shown(&finding.path), finding.start);
        let (severity, words) = (severity_word(finding.severity), printable(&finding.message));
        put!(out, "{path}:{}:{}: {severity}: {words} [{}]\n", start.line, start.column, finding.rule);
    }
    out
}

/// The state of a repository.
pub fn status(overview: &Overview) -> String {
    let mut out = String::new();
    for one in &overview.milestones {
        let next = one.next.as_ref().map(|next| format!(": {}", next.command)).unwrap_or_default();
        let status = one.status.unwrap_or("unknown");
        put!(out, "{}: {status}: {}/{}{next}\n", one.path, one.gate.1, one.gate.0);
    }
    for (path, reason) in &overview.unreadable {
        put!(out, "{path}: unreadable: {reason}\n");
    }
    out
}
