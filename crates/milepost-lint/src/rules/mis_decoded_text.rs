//! UTF-8 that was read with the wrong table.

use milepost_document::{
    EditSet, Severity,
    mojibake::{WrongTable, find_mojibake},
};

use crate::{Check, Finding, Grade, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "mis-decoded-text",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Form,
    page: include_str!("mis-decoded-text.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    for run in find_mojibake(&subject.document().source) {
        let table = match run.table {
            WrongTable::MacRoman => "Mac Roman",
            WrongTable::Windows1252 => "Windows-1252",
        };
        let text = subject.document().text(run.span);
        let finding = subject.finding(
            RULE.id,
            RULE.severity,
            run.span,
            format!("`{text}` is `{}` read as {table}", run.right),
        );
        out.push(match EditSet::new(vec![run.edit()]) {
            Ok(edits) => finding.with_fix(Grade::Safe, format!("write `{}`", run.right), edits),
            Err(_) => finding,
        });
    }
}
