//! Stand-ins of the template that nobody replaced.

use milepost_document::{
    Document, EditSet, FenceId, Severity, Span,
    mojibake::{Mojibake, find_mojibake},
    placeholder::{Placeholder, PlaceholderContext, PlaceholderKind, find_placeholders},
    vocabulary::{Status, command_span},
};

use crate::{Check, Finding, Rule, Scope, Subject, runs};

pub(super) const RULE: Rule = Rule {
    id: "placeholder",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Form,
    page: include_str!("placeholder.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    if !subject.loaded.is_milestone() && !subject.loaded.is_owner() {
        return;
    }
    let severity =
        if subject.loaded.status().is_some_and(Status::is_final) { Severity::Warning } else { RULE.severity };
    if !subject.context.wants(severity) {
        return;
    }
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
    let mut in_comment = false;
    let lines = document.lines();
    for number in 1..=lines.count() as u32 {
        let Some(line) = lines.span(source, number) else { continue };
        let start = line.start as usize;
        let at = lines.start(number + 1).map_or(source.len(), |next| next as usize);
        let text = line.text(source);
        // A choice such as `🟢 Low / 🟡 Medium` is one also while its pictures are noise.
        let repairs = find_mojibake(text);
        let repair = || {
            let edits: EditSet = repairs.iter().map(Mojibake::edit).collect::<Result<_, _>>().ok()?;
            edits.apply(text).ok()
        };
        let repaired = if repairs.is_empty() { None } else { repair() };
        let text: &str = repaired.as_deref().unwrap_or(text);
        while fences.peek().is_some_and(|(_, fence)| fence.span.end as usize <= start) {
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
                let command = find_placeholders(text, PlaceholderContext::Command, is_tracked);
                found.extend(command.into_iter().filter(|found| !is_printed(text, found)).map(in_place));
            }
            continue;
        }
        if in_comment || text.as_bytes().contains(&b'<') && text.contains("<!--") {
            in_comment = !text.contains("-->");
            continue;
        }
        let code = code_spans(text);
        let prose = find_placeholders(text, PlaceholderContext::Prose, is_tracked);
        found
            .extend(prose.into_iter().filter(|placeholder| is_meant(text, placeholder, &code)).map(in_place));
        if let Some(span) = decisive_command(text, &code) {
            let command = find_placeholders(span.text(text), PlaceholderContext::Command, is_tracked);
            let in_line = |found: Placeholder| Placeholder { span: found.span.shifted(span.start), ..found };
            found.extend(command.into_iter().map(in_line).map(in_place));
        }
    }
    let is_element = |name: &str| source.contains(&format!("</{}", &name[1..]));
    found.retain(|placeholder| placeholder.kind != PlaceholderKind::Angle || !is_element(&placeholder.text));
    found.sort_by_key(|placeholder| placeholder.span);
    found.dedup_by(|b, a| a.span.overlaps(b.span));
    found
}

/// The command that would decide a checkbox item: the code span that ends its line. Others quote how something is used.
fn decisive_command(line: &str, code: &[Span]) -> Option<Span> {
    let last = *code.last()?;
    let ends = line[last.end as usize..].trim_end().trim_matches('`').is_empty();
    let marked = line.trim_start().trim_start_matches(['-', '*', '+']).trim_start();
    let boxed = marked.starts_with('[') && marked.chars().nth(2) == Some(']');
    (ends && boxed && command_span(last.text(line)).is_some()).then_some(last)
}

/// Words that a command prints (`echo "[Go API] tests"`), and those of a comment (`# [Go API]`).
fn is_printed(line: &str, placeholder: &Placeholder) -> bool {
    let quoted = line[..placeholder.span.start as usize].ends_with(['"', '\'']);
    let printed =
        placeholder.kind == PlaceholderKind::Bracket && (line.contains("echo ") || line.contains("printf "));
    let remark = line.trim_start().starts_with("# ") && !placeholder.text.starts_with('#');
    remark || quoted && printed
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
        // In a sentence, such words show the form of something.
        PlaceholderKind::Bracket | PlaceholderKind::Angle => {
            !in_code && (heading || is_value(line, placeholder.span))
        }
        PlaceholderKind::Value if placeholder.text.ends_with([':', '*']) => false,
        PlaceholderKind::Value if in_code => placeholder.text.starts_with("path/to/"),
        PlaceholderKind::Value if matches!(placeholder.text.as_str(), "..." | "…") => {
            whole(&placeholder.text)
        }
        PlaceholderKind::Value
            if placeholder.text.starts_with("YYYY") || placeholder.text.starts_with("DD") =>
        {
            is_value(line, placeholder.span)
        }
        PlaceholderKind::Value => true,
    }
}

/// Whether a place is all of a value: behind a colon or a cell's edge, or alone, with nothing after it.
fn is_value(line: &str, place: Span) -> bool {
    let before = line[..place.start as usize].trim_end_matches([' ', '*', '"', '\'']);
    let after = line[place.end as usize..].trim_start_matches([' ', '*', '"', '\'']);
    let begins =
        before.ends_with([':', '|', '：']) || before.chars().all(|c| matches!(c, '-' | '+' | '>' | ' '));
    begins && (after.is_empty() || after.starts_with(['|', '#']))
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
