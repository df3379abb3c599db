//! Names of documents that are not there.

use milepost_document::{Severity, Span, vocabulary::Status};
use milepost_portfolio::path;

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "broken-mention",
    severity: Severity::Info,
    scope: Scope::Claim,
    page: include_str!("broken-mention.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let loaded = subject.loaded;
    // Work that is not done may name what it is going to write.
    let done = loaded.status().is_some_and(|status| matches!(status, Status::Completed | Status::Archived));
    if !done || !loaded.is_plan() {
        return;
    }
    let portfolio = subject.context.portfolio;
    for (name, span) in mentions(subject) {
        let file = name.split('#').next().unwrap_or(name);
        let bases = [loaded.folder(), ""];
        let is_there = bases
            .iter()
            .filter_map(|base| path::resolve(base, file))
            .any(|path| portfolio.has_file(&path) || subject.context.facts.exists(&path));
        // A name without its folder may be that of any file.
        if is_there || !portfolio.files_named(path::file_name(file)).is_empty() {
            continue;
        }
        out.push(subject.finding(RULE.id, RULE.severity, span, format!("no file `{file}`")).with_hint(
            "name the file that took its place, or link it: a broken link is an error and noticed",
        ));
    }
}

/// Code spans that are nothing but the path of a Markdown file, outside of fences and links.
fn mentions<'s>(subject: &'s Subject) -> Vec<(&'s str, Span)> {
    let document = subject.document();
    let source: &str = &document.source;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = source[at..].find('`').map(|open| at + open) {
        let rest = &source[open + 1..];
        let Some(length) = rest.find(['`', '\n']) else { break };
        at = open + 1 + length + usize::from(rest[length..].starts_with('`'));
        let inner = &rest[..length];
        let span = Span::new(open as u32 + 1, (open + 1 + length) as u32);
        let is_path = rest[length..].starts_with('`')
            && path::is_markdown(inner.split('#').next().unwrap_or(inner))
            && inner.contains('/')
            && !inner.starts_with(['/', '~', '$'])
            && !inner.contains("..")
            && !inner.contains(|c: char| c.is_whitespace() || "<>{}[]*?|…".contains(c))
            && !inner.contains("NN")
            && !inner.contains("XX");
        let fences = document.fences.partition_point(|fence| fence.span.start <= span.start);
        let in_fence = fences > 0 && document.fences[fences - 1].span.contains(span);
        let links = document.links.partition_point(|link| link.span.start <= span.start);
        let in_link = links > 0 && document.links[links - 1].span.contains(span);
        if is_path && !in_fence && !in_link {
            found.push((inner, span));
        }
    }
    found
}
