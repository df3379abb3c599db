//! Files whose names have another number than their titles.

use milepost_document::{Severity, view::DocumentKind};
use milepost_portfolio::same_number;

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "number-mismatch",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Claim,
    page: include_str!("number-mismatch.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let loaded = subject.loaded;
    if !matches!(loaded.kind, DocumentKind::Milestone | DocumentKind::Phase) {
        return;
    }
    let Some(title) = &subject.document().title else { return };
    let (Some(in_title), Some(in_name)) = (&title.reading.number, &loaded.identity.file_number) else {
        return;
    };
    // A second number of another kind, such as `M-055` of `Phase 2`, is stated elsewhere.
    let document = subject.document();
    let front = document.front_matter.iter().flat_map(|front| &front.entries);
    let stated = front.filter(|entry| matches!(entry.key.as_str(), "id" | "number" | "milestone"));
    let has_both = stated.map(|entry| document.text(entry.value_span)).any(|text| {
        text.split(|c: char| !c.is_ascii_digit() && c != '.').any(|number| same_number(number, in_name))
    });
    if has_both {
        return;
    }
    // `3b` and `5.1` are parts of `3` and `5`.
    let is_part = |whole: &str, part: &str| {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        same_number(whole, digits) || part.split('.').next().is_some_and(|head| same_number(whole, head))
    };
    if same_number(in_title, in_name) || is_part(in_title, in_name) || is_part(in_name, in_title) {
        return;
    }
    out.push(
        subject
            .finding(
                RULE.id,
                RULE.severity,
                title.span,
                format!("number {in_title} in the title, {in_name} in the name of the file"),
            )
            .with_hint("give both the same number: references are looked up by the title's"),
    );
}
