//! Commands that may let a failure pass.

use milepost_document::{
    FenceId, ItemId, Severity, Span,
    annotation::Form,
    fence::{UnsafeKind, UnsafeStatement, inline_command, unsafe_statements},
    vocabulary::command_span,
};

use super::placeholder;
use crate::{
    Check, Finding, Rule, Scope, Subject,
    runs::{self, Runs},
};

pub(super) const RULE: Rule = Rule {
    id: "unsafe-statement",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Form,
    page: include_str!("unsafe-statement.md"),
    check: Check::Document(check),
};

/// The narrower names of its findings.
pub(super) const KINDS: [&str; 15] = [
    "and-not-last",
    "masked-substitution",
    "unasked-substitution",
    "or-true",
    "pager-pipe",
    "background",
    "errexit-off",
    "early-exit",
    "trap",
    "nested-shell",
    "ignored-errexit",
    "redefined",
    "swallowed-status",
    "lenient-option",
    "unparsable",
];

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    for (runs, statement) in statements(subject) {
        if statement.kind == UnsafeKind::ProvesNothing {
            continue;
        }
        // Only `verify` takes an exit code for a proof; elsewhere a person sees the step fail.
        let severity = if *runs == Runs::Verify { RULE.severity } else { Severity::Warning };
        let text = subject.document().text(statement.span);
        out.push(
            subject
                .finding(
                    RULE.id,
                    severity,
                    statement.span,
                    format!("`{}`: {}", text.lines().next().unwrap_or_default(), statement.kind.why()),
                )
                .with_kind(statement.kind.rule())
                .with_hint(statement.kind.hint()),
        );
    }
}

/// Every unsafe statement of the commands that Milepost would run, with its place in the document.
pub(super) fn statements<'s>(subject: &'s Subject) -> &'s [(Runs, UnsafeStatement)] {
    subject.statements(read)
}

fn read(subject: &Subject) -> Vec<(Runs, UnsafeStatement)> {
    if !subject.loaded.is_milestone() {
        return Vec::new();
    }
    let document = subject.document();
    let mut found = Vec::new();
    for at in 0..document.fences.len() as u32 {
        let id = FenceId(at);
        let Some(runs) = runs::place(document, id).filter(|_| runs::is_shell(document, id)) else { continue };
        let script = runs::script(document, id);
        for statement in unsafe_statements(&script.text) {
            let span = script.in_source(statement.span);
            // A stand-in such as `<host>` is no shell; it is told as what it is.
            let stands_in = statement.kind == UnsafeKind::Unparsable
                && placeholder::placeholders(subject)
                    .iter()
                    .any(|placeholder| document.fence(id).content.contains(placeholder.span));
            if !stands_in {
                found.push((runs, UnsafeStatement { span, ..statement }));
            }
        }
    }
    for item in (0..document.items.len() as u32).map(ItemId) {
        let item = document.item(item);
        let own = item.annotations.iter().flat_map(|id| &document.annotations[id.index()].forms);
        for annotation in own {
            let Form::RunCommand(command) = &annotation.form else { continue };
            let statements = inline_command(command)
                .into_iter()
                .map(|statement| (Runs::Verify, UnsafeStatement { span: annotation.span, ..statement }));
            found.extend(statements);
        }
        let Some(last) = item.code.last().filter(|_| item.checkbox.is_some()) else { continue };
        let Some(command) = command_span(document.text(*last)) else { continue };
        let offset = document.text(*last).find(&command.command).unwrap_or(0) as u32 + last.start;
        for statement in inline_command(&command.command) {
            let span = Span::new(statement.span.start + offset, statement.span.end + offset);
            if !matches!(statement.kind, UnsafeKind::Unparsable) {
                found.push((Runs::Verify, UnsafeStatement { span, ..statement }));
            }
        }
    }
    found
}
