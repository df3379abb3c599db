//! Findings as workflow commands of GitHub Actions, which become annotations of a change.

use milepost_engine::{Workspace, document::Severity, hazards::HazardReport, lint::Finding};

use crate::{layout::printable, put::put};

/// One command a finding. Paths are relative to the root of the repository, as the annotations need them.
pub fn findings(workspace: &Workspace, findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let command = match finding.severity {
            Severity::Info => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let mut place = format!("file={}", property(&in_repository(workspace, &finding.path)));
        if let Some(index) = workspace.portfolio.find(&finding.path) {
            let document = workspace.document(index).document();
            let (start, end) = (document.position(finding.span.start), document.position(finding.span.end));
            put!(place, ",line={},endLine={}", start.line, end.line);
            // Columns are read only where both ends lie on one line.
            if start.line == end.line {
                put!(place, ",col={},endColumn={}", start.column, end.column);
            }
        }
        let words = match &finding.hint {
            Some(hint) => format!("{}\n{}", printable(&finding.message), printable(hint)),
            None => printable(&finding.message),
        };
        put!(out, "::{command} {place},title={}::{}\n", property(finding.rule), data(&words));
    }
    out
}

/// What is dangerous in migrations.
pub fn hazards(workspace: &Workspace, report: &HazardReport) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let command = match finding.severity {
            Severity::Info => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let path = property(&in_repository(workspace, &finding.path));
        let mut place = format!("file={path},line={},endLine={}", finding.start.line, finding.end.line);
        if finding.start.line == finding.end.line {
            put!(place, ",col={},endColumn={}", finding.start.column, finding.end.column);
        }
        let words = format!("{}\ninstead: {}", printable(&finding.message), printable(&finding.instead));
        put!(out, "::{command} {place},title={}::{}\n", property(finding.rule), data(&words));
    }
    out
}

fn in_repository(workspace: &Workspace, path: &str) -> String {
    let inside = workspace
        .repository
        .as_ref()
        .and_then(|repository| workspace.root.strip_prefix(&repository.root).ok())
        .map(|folder| folder.to_string_lossy().into_owned())
        .filter(|folder| !folder.is_empty());
    inside.map_or_else(|| path.to_owned(), |folder| format!("{folder}/{path}"))
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_value_is_escaped() {
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
        assert_eq!(data("100% a: b,\nc"), "100%25 a: b,%0Ac");
    }
}
