//! Stand-ins of the template that nobody replaced.

use milepost_document::{
    Document, EditSet, FenceId, Severity, Span,
    mojibake::{Mojibake, find_mojibake},
    placeholder::{Placeholder, PlaceholderContext, PlaceholderKind, find_placeholders},
    vocabulary::{Status, command_span},
};

use crate::{Check, Finding, Rule, Subject, runs};

pub(super) const RULE: Rule = Rule {
    id: "placeholder",
    severity: Severity::Error,
    page: include_str!("placeholder.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    if !subject.loaded.is_milestone() && !subject.loaded.is_owner() {
        return;
    }
    let severity =
        if subject.loaded.status().is_some_and(Status::is_final) { Severity::Warning } else { RULE.severity };
    for placeholder in placeholders(subject) {
        out.push(
            subject
                .finding(RULE.id, severity, placeholder.span, format!("placeholder `{}`", placeholder.text))
                .with_hint("write what is meant, or remove the line"),
        );
    }
}

/// The stand-ins of a document, line by line, with their places in it.
pub(super) fn placeholders(subject: &Subject) -> Vec<Placeholder> {
    let document = subject.document();
    let source: &str = &document.source;
    let is_tracked = |path: &str| {
        let portfolio = subject.context.portfolio;
        portfolio.has_file(path) || portfolio.matches(path) || subject.context.facts.is_tracked(path)
    };
    let mut found = Vec::new();
    let mut fences = document.fences.iter().enumerate().peekable();
    let mut at = 0;
    let mut in_comment = false;
    for line in source.split_inclusive(['\n', '\r']) {
        let start = at;
        at += line.len();
        let text = line.trim_end_matches(['\n', '\r']);
        // A choice such as `🟢 Low / 🟡 Medium` is one also while its pictures are noise.
        let repairs = find_mojibake(text);
        let repaired = repairs
            .iter()
            .map(Mojibake::edit)
            .collect::<Result<EditSet, _>>()
            .and_then(|edits| edits.apply(text));
        let text: &str = if repairs.is_empty() { text } else { repaired.as_deref().unwrap_or(text) };
        while fences.peek().is_some_and(|(_, fence)| fence.span.end as usize <= start && fence.span.end > 0) {
            fences.next();
        }
        let fence = fences
            .peek()
            .filter(|(_, fence)| (fence.span.start as usize) < at && (fence.span.end as usize) > start);
        let in_place = |placeholder: Placeholder| {
            let before = |at: u32| unrepaired(&repairs, at);
            let span = Span::new(before(placeholder.span.start), before(placeholder.span.end));
            Placeholder { span: span.shifted(start as u32), ..placeholder }
        };
        if let Some((index, fence)) = fence {
            let is_content = fence.content.start as usize <= start && start < fence.content.end as usize;
            if is_content && is_checked(document, FenceId(*index as u32)) {
                found.extend(
                    find_placeholders(text, PlaceholderContext::Command, is_tracked)
                        .into_iter()
                        .map(in_place),
                );
            }
            continue;
        }
        if in_comment || text.contains("<!--") {
            in_comment = !text.contains("-->");
            continue;
        }
        let code = code_spans(text);
        let prose = find_placeholders(text, PlaceholderContext::Prose, is_tracked);
        found
            .extend(prose.into_iter().filter(|placeholder| is_meant(text, placeholder, &code)).map(in_place));
        for span in code.iter().filter(|span| command_span(span.text(text)).is_some()) {
            let command = find_placeholders(span.text(text), PlaceholderContext::Command, is_tracked);
            found.extend(
                command
                    .into_iter()
                    .map(|placeholder| Placeholder {
                        span: placeholder.span.shifted(span.start),
                        ..placeholder
                    })
                    .map(in_place),
            );
        }
    }
    found.sort_by_key(|placeholder| placeholder.span);
    found.dedup_by(|b, a| a.span.overlaps(b.span));
    found
}

/// An offset of a repaired line as one of the line as it stands.
fn unrepaired(repairs: &[Mojibake], at: u32) -> u32 {
    let mut grown = 0_i64;
    for repair in repairs {
        let start = i64::from(repair.span.start) + grown;
        if i64::from(at) <= start {
            break;
        }
        grown += repair.right.len() as i64 - i64::from(repair.span.len());
    }
    (i64::from(at) - grown) as u32
}

/// Fences whose words are commands, statements or settings of the plan.
fn is_checked(document: &Document, fence: FenceId) -> bool {
    document.fence(fence).kind.is_some()
        && matches!(
            runs::language(document, fence).as_str(),
            "bash" | "sh" | "shell" | "console" | "sql" | "env" | "dotenv"
        )
}

/// What quotes the form of something is not a stand-in: bracketed words inside of code, and dots in a sentence.
fn is_meant(line: &str, placeholder: &Placeholder, code: &[Span]) -> bool {
    let in_code = code.iter().any(|span| span.contains(placeholder.span));
    let whole = |text: &str| {
        line.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '-' | '*' | '+' | '>' | '|' | '#' | '[' | ']' | '`')
        }) == text
    };
    let heading = line.trim_start().starts_with('#');
    match placeholder.kind {
        // `## Description` is the name of a section; `[x]` is a box that is spoken of.
        PlaceholderKind::Value if heading && whole(&placeholder.text) => placeholder.text.contains('/'),
        PlaceholderKind::Bracket if placeholder.text == "[x]" => false,
        PlaceholderKind::Bracket | PlaceholderKind::Angle => !in_code,
        PlaceholderKind::Value if in_code => placeholder.text.starts_with("path/to/"),
        PlaceholderKind::Value if matches!(placeholder.text.as_str(), "..." | "…") => {
            whole(&placeholder.text)
        }
        PlaceholderKind::Value => true,
    }
}

/// The insides of the code spans of one line.
fn code_spans(line: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(skip) = line[rest..].find('`') {
        let open = rest + skip;
        let ticks = line[open..].len() - line[open..].trim_start_matches('`').len();
        let inside = open + ticks;
        let Some(length) = line[inside..].find(&line[open..inside]) else { break };
        found.push(Span::from(inside..inside + length));
        rest = inside + length + ticks;
    }
    found
}
