//! What contradicts a document.

use milepost_document::Severity;
use milepost_lint::Finding;
use serde_json::{Value, json};

use super::About;
use crate::audit_score;

/// Every warning and error in the document, and in the tables that repeat it, by the kinds of the list.
pub(super) fn read(about: &About) -> Value {
    let path = about.loaded().path.as_str();
    let contradictions: Vec<Value> = about
        .findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Warning)
        .filter_map(|finding| {
            let here = if finding.path == path {
                finding.span
            } else if finding.rule == "rollup-drift" {
                finding.related.iter().find(|related| related.path == path)?.span
            } else {
                return None;
            };
            let explanation = if finding.path == path {
                finding.message.clone()
            } else {
                format!("{}: {}", finding.path, finding.message)
            };
            Some(json!({ "kind": kind(finding), "line": about.line(here), "explanation": explanation }))
        })
        .collect();
    json!({ "contradictions": contradictions })
}

/// The kind of the list that a finding is; its rule where the list has no such kind.
fn kind(finding: &Finding) -> &'static str {
    match audit_score::kinds(finding.rule) {
        [] => finding.rule,
        [only] => only,
        // The first kind is the worse one.
        [first, second, ..] => {
            if finding.severity == Severity::Error {
                first
            } else {
                second
            }
        }
    }
}
