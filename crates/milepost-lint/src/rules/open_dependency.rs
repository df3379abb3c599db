//! Dependencies that are taken for done and are not.

use milepost_document::{Severity, Span, vocabulary::Status};
use milepost_portfolio::{Dependency, Relation, Target, dependencies};

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "open-dependency",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Claim,
    page: include_str!("open-dependency.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let loaded = subject.loaded;
    if !loaded.is_milestone() {
        return;
    }
    let portfolio = subject.context.portfolio;
    let own = loaded.status_reading().map(|(_, reading)| reading);
    let completed = own.as_ref().is_some_and(|own| own.status == Status::Completed && !own.qualified);
    let all = dependencies(portfolio, subject.index);
    let mut told = Vec::new();
    for (at, dependency) in all.iter().enumerate() {
        let (Relation::DependsOn, Target::Resolved(target)) = (dependency.relation, &dependency.target)
        else {
            continue;
        };
        let other = &portfolio.documents[*target];
        let Some((place, reading)) = other.status_reading() else { continue };
        let open = matches!(
            reading.status,
            Status::Planned | Status::Ready | Status::InProgress | Status::Blocked | Status::Deferred
        );
        if !open || reading.qualified || told.contains(target) {
            continue;
        }
        let message = if is_marked_done(subject, dependency, all.get(at + 1)) {
            format!(
                "`{}` is marked as done, but `{}` says `{}`",
                words(subject, dependency),
                other.path,
                reading.raw
            )
        } else if completed {
            format!("completed before `{}`, which says `{}`", other.path, reading.raw)
        } else {
            continue;
        };
        told.push(*target);
        out.push(
            subject
                .finding(RULE.id, RULE.severity, dependency.span, message)
                .with_hint("correct the status there, or take the claim back here")
                .with_related(&other.path, place, reading.raw.clone()),
        );
    }
}

fn words<'s>(subject: &'s Subject, dependency: &Dependency) -> &'s str {
    subject.document().text(dependency.span)
}

/// Whether a tick stands at a dependency: its box is ticked, or a mark follows it before the next one, or precedes it.
fn is_marked_done(subject: &Subject, dependency: &Dependency, next: Option<&Dependency>) -> bool {
    let document = subject.document();
    let span = dependency.span;
    let boxed = document.items.iter().find(|item| item.text.contains(span) && item.checkbox.is_some());
    if let Some(item) = boxed {
        return item.is_ticked();
    }
    let line_start = document.source[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let line_end = document.source[span.end as usize..]
        .find('\n')
        .map_or(document.source.len(), |at| span.end as usize + at);
    let until =
        next.map(|next| next.span.start as usize).filter(|at| *at >= span.end as usize && *at <= line_end);
    let behind = document.text(Span::new(span.end, until.unwrap_or(line_end) as u32));
    let before = document.source[line_start..span.start as usize].trim_end_matches([' ', '[', '(', '*']);
    let is_tick = |c: char| matches!(c, '✅' | '✔' | '☑' | '✓');
    if before.ends_with(is_tick) || before.ends_with("✔\u{fe0f}") {
        return true;
    }
    // In `✅ M1, ✅ M2` the mark behind belongs to what follows.
    let own = behind.split([',', ';', '+']).next().unwrap_or_default();
    own.contains(is_tick)
}
