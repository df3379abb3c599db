//! Comments `must-fail-with`, which nothing runs.

use milepost_document::{Severity, annotation::Form};

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "unused-must-fail-with",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Form,
    page: include_str!("unused-must-fail-with.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let forms = subject.document().annotations.iter().flat_map(|comment| &comment.forms);
    for annotation in forms {
        let Form::MustFailWith(path) = &annotation.form else { continue };
        let message =
            format!("`must-fail-with {path}` is not run: nobody knows whether the check fails with it");
        let finding = subject.finding(RULE.id, RULE.severity, annotation.span, message);
        out.push(finding.with_hint(
            "apply the change by hand and run `milepost verify`, which keeps that the check failed; then take the change back",
        ));
    }
}
