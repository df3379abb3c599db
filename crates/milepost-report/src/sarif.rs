//! Findings in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS, 2020).

use milepost_engine::{
    Workspace,
    document::{Document, LineIndex, Severity, Span},
    hazards::{self, HazardFinding, HazardReport},
    known::{fingerprint, fingerprint_of},
    lint::{Finding, Fix, Grade, RULES},
};
use serde_json::{Value, json};

/// Where paths of results are relative to; the reader of the log knows where that is.
const BASE: &str = "%SRCROOT%";

/// One run of a log: the findings of one project. `command` says what looked.
pub fn run(workspace: &Workspace, findings: &[Finding], command: &str) -> Value {
    json!({
        "tool": { "driver": {
            "name": "milepost",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": RULES.iter().map(|own| rule(own.id, own.severity, own.page)).collect::<Vec<_>>(),
        }},
        "automationDetails": { "id": format!("milepost/{command}/") },
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": { BASE: { "description": { "text": "The root of the project." } } },
        "results": findings.iter().map(|finding| result(workspace, finding)).collect::<Vec<_>>(),
    })
}

/// One run of a log: what is dangerous in migrations.
pub fn hazards(report: &HazardReport) -> Value {
    let result = |finding: &HazardFinding| {
        let mut place = json!({ "artifactLocation": artifact(&finding.path) });
        let mut words = "";
        if let Some(script) = report.script(&finding.path) {
            let lines = LineIndex::new(&script.text);
            place["region"] = region(&script.text, &lines, finding.span);
            words = script.text.get(finding.span.range()).unwrap_or_default();
        }
        json!({
            "ruleId": finding.rule,
            "ruleIndex": hazards::RULES.iter().position(|rule| rule.id == finding.rule),
            "level": level(finding.severity),
            "message": { "text": plain(&format!("{} (instead: {})", finding.message, finding.instead)) },
            "locations": [{ "physicalLocation": place }],
            "partialFingerprints": { "milepostStatement/v1": fingerprint_of(&[finding.rule, &finding.path, words]) },
        })
    };
    json!({
        "tool": { "driver": {
            "name": "milepost",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": hazards::RULES.iter().map(|own| rule(own.id, own.severity, own.page)).collect::<Vec<_>>(),
        }},
        "automationDetails": { "id": "milepost/hazards/" },
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": { BASE: { "description": { "text": "The root of the project." } } },
        "results": report.findings.iter().map(result).collect::<Vec<_>>(),
    })
}

/// A log of runs.
pub fn log(runs: &[Value]) -> String {
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": runs,
    });
    format!("{log:#}\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn rule(id: &str, severity: Severity, page: &str) -> Value {
    let section = |title: &str| {
        let (_, rest) = page.split_once(&format!("\n## {title}\n\n"))?;
        rest.split("\n\n").next().map(str::trim)
    };
    let found = section("What it finds").unwrap_or(id);
    let short = found.split(". ").next().unwrap_or(found).trim_end_matches('.');
    json!({
        "id": id,
        "shortDescription": { "text": format!("{short}.") },
        "fullDescription": { "text": found },
        "help": { "text": section("Fix").unwrap_or(found), "markdown": page },
        "defaultConfiguration": { "level": level(severity) },
    })
}

fn result(workspace: &Workspace, finding: &Finding) -> Value {
    let words = match &finding.hint {
        Some(hint) => format!("{} ({hint})", finding.message),
        None => finding.message.clone(),
    };
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": RULES.iter().position(|rule| rule.id == finding.rule),
        "level": level(finding.severity),
        "message": { "text": plain(&words) },
        "locations": [{ "physicalLocation": place(workspace, &finding.path, finding.span) }],
        "partialFingerprints": { "milepostLine/v1": fingerprint(workspace, finding) },
    });
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(at, other)| {
            json!({
                "id": at,
                "message": { "text": plain(&other.text) },
                "physicalLocation": place(workspace, &other.path, other.span),
            })
        });
        result["relatedLocations"] = related.collect();
    }
    // One of several ways is no fix that a tool may take.
    if let Some(fix) = finding.fix.as_ref().filter(|fix| fix.grade >= Grade::NeedsReview) {
        result["fixes"] = json!([self::fix(workspace, fix)]);
    }
    result
}

fn fix(workspace: &Workspace, fix: &Fix) -> Value {
    let changes = fix.edits.iter().map(|(path, edits)| {
        let replacements = edits.edits().iter().map(|edit| {
            json!({
                "deletedRegion": document(workspace, path).map(|document| region(&document.source, document.lines(), edit.span)),
                "insertedContent": { "text": edit.text },
            })
        });
        json!({ "artifactLocation": artifact(path), "replacements": replacements.collect::<Vec<_>>() })
    });
    json!({ "description": { "text": plain(&fix.title) }, "artifactChanges": changes.collect::<Vec<_>>() })
}

fn document<'w>(workspace: &'w Workspace, path: &str) -> Option<&'w Document> {
    workspace.portfolio.find(path).map(|index| workspace.document(index).document())
}

fn place(workspace: &Workspace, path: &str, span: Span) -> Value {
    let mut place = json!({ "artifactLocation": artifact(path) });
    if let Some(document) = document(workspace, path) {
        place["region"] = region(&document.source, document.lines(), span);
    }
    place
}

fn artifact(path: &str) -> Value {
    json!({ "uri": uri(path), "uriBaseId": BASE })
}

/// Lines and columns count from 1, columns in UTF-16 code units; the end lies behind the last one.
fn region(source: &str, lines: &LineIndex, span: Span) -> Value {
    let at = |offset: u32| {
        let line = lines.line(offset);
        let start = lines.start(line).unwrap_or(offset);
        let before = &source[Span::new(start, offset.max(start)).range()];
        (line, before.encode_utf16().count() + 1)
    };
    let ((start_line, start_column), (end_line, end_column)) = (at(span.start), at(span.end));
    json!({
        "startLine": start_line,
        "startColumn": start_column,
        "endLine": end_line,
        "endColumn": end_column,
    })
}

/// A path as a relative reference (RFC 3986): everything but unreserved characters and `/` as bytes in hexadecimal.
fn uri(path: &str) -> String {
    path.bytes().fold(String::with_capacity(path.len()), |mut uri, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            crate::put::put!(uri, "%{byte:02X}");
        }
        uri
    })
}

/// Words of a message: brackets would be read as links, braces as arguments.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '[' | ']' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '{' => out.push_str("{{"),
            '}' => out.push_str("}}"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use milepost_engine::document::parse;

    use super::*;

    #[test]
    fn paths_become_relative_references() {
        assert_eq!(uri("plan/a b – ü#1.md"), "plan/a%20b%20%E2%80%93%20%C3%BC%231.md");
        assert_eq!(uri("C:odd.md"), "C%3Aodd.md");
    }

    #[test]
    fn columns_count_utf_16() {
        let document = parse("# X\n\n⏳🚧 ab\n").document;
        let at = document.source.find("ab").unwrap() as u32;
        assert_eq!(
            region(&document.source, document.lines(), Span::new(at, at + 2)),
            json!({ "startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 7 })
        );
    }

    #[test]
    fn messages_hold_no_links_and_no_arguments() {
        assert_eq!(plain("`[a](b)` {0}"), "`\\[a\\](b)` {{0}}");
    }
}
