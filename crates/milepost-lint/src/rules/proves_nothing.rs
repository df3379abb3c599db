//! Tests that cannot fail, or only when a file is missing.

use milepost_document::{
    FenceId, ItemId, Severity, Span,
    annotation::Form,
    fence::{UnsafeKind, only_looks},
    vocabulary::{SectionKind, command_span},
};

use super::unsafe_statement;
use crate::{
    Check, EmptyCheck, Finding, Rule, Scope, Subject,
    runs::{self, Runs},
};

pub(super) const RULE: Rule = Rule {
    id: "proves-nothing",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Form,
    page: include_str!("proves-nothing.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    for (runs, statement) in unsafe_statement::statements(subject) {
        if statement.kind != UnsafeKind::ProvesNothing || *runs != Runs::Verify {
            continue;
        }
        let text = subject.document().text(statement.span);
        let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let message = if first.is_empty() {
            "an empty test block proves nothing".to_owned()
        } else {
            format!("`{first}` cannot fail, so it proves nothing")
        };
        out.push(
            subject.finding(RULE.id, RULE.severity, statement.span, message).with_hint(statement.kind.hint()),
        );
    }
    if subject.loaded.is_milestone() {
        only_look(subject, out);
        empty_checks(subject, out);
    }
}

/// Commands that only look whether a file is there. For a deliverable that is what is asked.
fn only_look(subject: &Subject, out: &mut Vec<Finding>) {
    let document = subject.document();
    let mut found: Vec<(Span, &str)> = Vec::new();
    for id in (0..document.fences.len() as u32).map(FenceId) {
        let content = document.fence(id).content;
        let is_check = runs::place(document, id) == Some(Runs::Verify) && runs::is_shell(document, id);
        if is_check && only_looks(document.text(content)) {
            found.push((content, document.text(content)));
        }
    }
    for item in document.items.iter().filter(|item| item.kind != Some(SectionKind::Deliverables)) {
        let own = item.annotations.iter().flat_map(|id| &document.annotations[id.index()].forms);
        for annotation in own {
            if let Form::RunCommand(command) = &annotation.form
                && only_looks(command)
            {
                found.push((annotation.span, command));
            }
        }
        let Some(last) = item.code.last().filter(|_| item.checkbox.is_some()) else { continue };
        if command_span(document.text(*last)).is_some_and(|command| only_looks(&command.command)) {
            found.push((*last, document.text(*last)));
        }
    }
    for (span, text) in found {
        let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let message = format!("`{first}` only looks whether a file is there: an empty one will do");
        let finding = subject.finding(RULE.id, Severity::Warning, span, message);
        out.push(finding.with_hint("ask what is in it, or use it: run it, search it, compile it"));
    }
}

/// Checks of the configuration that cannot fail, at the items that rest on them.
fn empty_checks(subject: &Subject, out: &mut Vec<Finding>) {
    let document = subject.document();
    for id in (0..document.items.len() as u32).map(ItemId) {
        if let Some(EmptyCheck { name, command }) = subject.context.facts.empty_check(subject.loaded, id) {
            let first = command.lines().next().unwrap_or_default();
            let message = format!("the check `{name}` is `{first}`, which cannot fail, so it proves nothing");
            let finding = subject.finding(RULE.id, RULE.severity, document.item(id).span, message);
            out.push(finding.with_hint("give it a command that tests the claim, in `milepost.toml`"));
        }
    }
}
