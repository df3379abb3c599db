//! Items with two annotations that decide.

use milepost_document::Severity;

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "annotation-conflict",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Form,
    page: include_str!("annotation-conflict.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let document = subject.document();
    if document.annotations.is_empty() {
        return;
    }
    for item in document.items.iter().filter(|item| !item.annotations.is_empty()) {
        let mut deciding = item
            .annotations
            .iter()
            .flat_map(|id| &document.annotations[id.index()].forms)
            .filter(|annotation| annotation.form.decides());
        let Some(first) = deciding.next() else { continue };
        for other in deciding {
            let (one, two) = (first.form.keyword(), other.form.keyword());
            out.push(
                subject
                    .finding(
                        RULE.id,
                        RULE.severity,
                        other.span,
                        format!("`{one}` and `{two}` both decide this item; one is enough"),
                    )
                    .with_hint("keep one of them, and make the other an item of its own")
                    .with_related(&subject.loaded.path, first.span, document.text(first.span)),
            );
        }
    }
}
