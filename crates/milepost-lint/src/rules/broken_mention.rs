//! Names of documents that are not there.

use milepost_document::{Severity, Span, vocabulary::Status};
use milepost_portfolio::{mentions, path};

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "broken-mention",
    severity: Severity::Info,
    gravest: Severity::Info,
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
    for (name, span) in named_with_folder(subject) {
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

/// The mentions that name a file with its folder, seen from the document or from the top, and no pattern of names.
fn named_with_folder<'s>(subject: &'s Subject) -> impl Iterator<Item = (&'s str, Span)> {
    let document = subject.document();
    mentions(document).into_iter().map(|span| (document.text(span), span)).filter(|(name, _)| {
        name.contains('/')
            && !name.starts_with(['/', '~', '$'])
            && !name.contains("..")
            && !name.contains("NN")
            && !name.contains("XX")
    })
}
