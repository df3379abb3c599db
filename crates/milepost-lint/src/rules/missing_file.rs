//! Files that a completed milestone names and that are not there.

use std::collections::BTreeMap;

use milepost_document::{
    Document, Severity, Span,
    front_matter::Value,
    view,
    vocabulary::{FILE_LABELS, FrontKey, PASSING_FILE, Status, classify_front_key},
};
use milepost_portfolio::path;

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "missing-file",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::History,
    page: include_str!("missing-file.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let loaded = subject.loaded;
    let completed = loaded
        .status_reading()
        .is_some_and(|(_, reading)| reading.status == Status::Completed && !reading.qualified);
    if !completed || !(loaded.is_milestone() || loaded.document().front_matter.is_some()) {
        return;
    }
    let portfolio = subject.context.portfolio;
    let facts = subject.context.facts;
    for (written, span, list) in named_files(subject.document()) {
        let name = written.trim().trim_start_matches("./").trim_end_matches('/');
        if !is_path(name) {
            continue;
        }
        let relative = path::resolve(loaded.folder(), name);
        let places: Vec<String> = [path::resolve("", name), relative].into_iter().flatten().collect();
        let is_there = places
            .iter()
            .any(|path| portfolio.has_file(path) || portfolio.has_folder(path) || facts.exists(path));
        if is_there || name.contains(['*', '?']) && portfolio.matches(name) || is_optional(subject, span) {
            continue;
        }
        let known = facts.history();
        let existed = known.is_none_or(|history| places.iter().any(|path| history.ever_existed(path)));
        let mut finding = if existed {
            let words = if known.is_some() { "was moved or removed since" } else { "is not there" };
            subject.finding(RULE.id, Severity::Info, span, format!("`{name}` {words}"))
        } else {
            subject.finding(
                RULE.id,
                RULE.severity,
                span,
                format!("completed, but `{name}` was never a file of this repository"),
            )
        };
        if let [only] = portfolio.files_named(path::file_name(name)) {
            finding = finding.with_hint(format!("there is `{only}`"));
        }
        if let Some(key) = list {
            finding = finding.with_related(&loaded.path, key, subject.document().text(key));
        }
        out.push(finding);
    }
}

/// Every file that a document says it changes or makes, with its place and the key of the list in which it stands, each
/// place once.
fn named_files(document: &Document) -> Vec<(&str, Span, Option<Span>)> {
    let planned = view::planned_files(document).into_iter();
    let mut found: BTreeMap<Span, (&str, Option<Span>)> =
        planned.map(|file| (file.path, (document.text(file.path), None))).collect();
    for field in &document.fields {
        let key = document.text(field.key).trim();
        let value = document.text(field.value).trim();
        if FILE_LABELS.contains(&key.to_lowercase().as_str())
            && let Some(inner) = value.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'))
        {
            let start = field.value.start + 1;
            found.insert(Span::new(start, start + inner.len() as u32), (inner, None));
        }
    }
    for entry in document.front_matter.iter().flat_map(|front| &front.entries) {
        if let (Some(FrontKey::Files), Value::List(items, _)) = (classify_front_key(&entry.key), &entry.value)
        {
            for (text, span) in items.iter().filter(|(text, span)| document.text(*span) == text) {
                found.insert(*span, (text, Some(entry.key_span)));
            }
        }
    }
    found.into_iter().map(|(span, (text, list))| (text, span, list)).collect()
}

/// A path of this repository: with a folder or an ending, without blanks and stand-ins.
fn is_path(name: &str) -> bool {
    let ending = path::file_name(name).rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && (1..=8).contains(&ending.len())
            && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    ending
        && name.contains('/')
        && !name.starts_with(['/', '~', '$', '@'])
        && !name.contains("://")
        && !name.contains("...")
        && !name.contains("path/to/")
        && !name.contains(|c: char| {
            c.is_whitespace() || matches!(c, '<' | '>' | '{' | '}' | '[' | ']' | '|' | '…' | '#')
        })
}

/// Whether the line says that the file may be left out, or goes away.
fn is_optional(subject: &Subject, span: Span) -> bool {
    let document = subject.document();
    let lines = document.lines();
    let Some(line) = lines.span(&document.source, lines.line(span.start)) else { return false };
    let words = document.text(line).to_lowercase();
    PASSING_FILE.iter().any(|word| words.contains(word))
}
