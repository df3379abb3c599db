//! What a milestone needs, and what needs it.

use milepost_document::{Document, Span, vocabulary::parse_document_id};

use super::{
    NumberReference, Word,
    by_name::by_name,
    clause::{is_about_later, is_list_gap, is_none, siblings, turned},
    place::{Form, Place, places},
    resolve, scan,
};
use crate::{Portfolio, path};

/// Which way a dependency points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The milestone needs the target.
    DependsOn,
    /// The target needs the milestone.
    Blocks,
}

/// What a dependency names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A document of the portfolio.
    Resolved(usize),
    /// Nothing: the name as written.
    Missing(String),
}

/// One milestone that another names as needed or as needing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The milestone that says so.
    pub from: usize,
    /// Where it says so.
    pub span: Span,
    /// What it names.
    pub target: Target,
    /// Which way.
    pub relation: Relation,
}

/// The dependencies that a document states, in order of place: in its prerequisites, its dependency sections, labels and
/// front matter, and (the other way round) behind "Blocks", "Enables", "Downstream". Of a list entry only what it names
/// first counts: the rest explains. `All` means every sibling, `All previous` those with a lower number.
///
/// Numbers are looked up in the document's own folder, then in the folders around it, then in the whole portfolio where
/// just one milestone has them. A number is [`Target::Missing`] only where its own folder numbers its milestones, an id
/// such as `TASK-12` only in a value that holds ids, where several documents have ids like it.
pub fn dependencies(portfolio: &Portfolio, from: usize) -> Vec<Dependency> {
    let document = portfolio.documents[from].document();
    let mut found = Vec::new();
    for place in places(document) {
        read_place(portfolio, from, document, place, &mut found);
    }
    found.sort_by_key(|dependency| (dependency.span, dependency.relation == Relation::Blocks));
    found.dedup();
    found
}

/// What one text names, in order of place.
fn read_place(
    portfolio: &Portfolio,
    from: usize,
    document: &Document,
    place: Place,
    found: &mut Vec<Dependency>,
) {
    let text = document.text(place.span);
    if is_none(text) || is_about_later(text) {
        return;
    }
    let named = named(portfolio, from, document, place);
    let Some((first, _)) = named.first() else { return };
    let before = document.text(Span::new(place.span.start, first.start));
    let Some(relation) = turned(before, place.relation) else { return };
    let mut end = first.end;
    for (span, target) in named {
        let explains = place.form == Form::Entry
            && span.start > end
            && !is_list_gap(document.text(Span::new(end, span.start)));
        if explains {
            break;
        }
        end = end.max(span.end);
        if let Some(target) = target.filter(|target| *target != Target::Resolved(from)) {
            found.push(Dependency { from, span, target, relation });
        }
    }
}

/// Every reference of a text with what it means, by place; `None` for a number that nothing has.
fn named(
    portfolio: &Portfolio,
    from: usize,
    document: &Document,
    place: Place,
) -> Vec<(Span, Option<Target>)> {
    let text = document.text(place.span);
    let mut named = linked(portfolio, from, document, place.span);
    let links: Vec<Span> =
        document.links.iter().map(|link| link.span).filter(|link| place.span.contains(*link)).collect();
    let known = |known: &[Span], at: Span| known.iter().any(|other| other.overlaps(at));
    let mut numbers = links.clone();
    for reference in scan(text) {
        let at = Span::from(reference.range.clone()).shifted(place.span.start);
        if !known(&links, at) {
            let written = &text[reference.range.clone()];
            named.push((at, resolve::by_number(portfolio, from, &reference, written)));
            numbers.push(at);
        }
    }
    for (range, target) in resolve::ids(portfolio, from, text, place.form != Form::Entry) {
        let at = Span::from(range).shifted(place.span.start);
        if !known(&numbers, at) {
            named.push((at, Some(target)));
        }
    }
    if named.is_empty() && place.form == Form::Value {
        named.extend(bare_number(portfolio, from, text).map(|target| (place.span, Some(target))));
    }
    if named.is_empty()
        && let Some((range, index)) = by_name(portfolio, from, text)
    {
        named.push((Span::from(range).shifted(place.span.start), Some(Target::Resolved(index))));
    }
    if named.is_empty()
        && let Some(which) = siblings(text)
    {
        let others = resolve::siblings(portfolio, from, which).into_iter();
        named.extend(others.map(|index| (place.span, Some(Target::Resolved(index)))));
    }
    named.sort_by_key(|(at, _)| *at);
    named
}

/// The milestones that a text links.
fn linked(
    portfolio: &Portfolio,
    from: usize,
    document: &Document,
    span: Span,
) -> Vec<(Span, Option<Target>)> {
    let links = document.links.iter().filter(|link| span.contains(link.span));
    let to = |link: &milepost_document::Link| {
        let target = document.text(link.target).split('#').next().unwrap_or_default();
        let path = path::resolve(portfolio.documents[from].folder(), target)?;
        let to = portfolio.find(&path)?;
        portfolio.documents[to].is_milestone().then_some((link.span, Some(Target::Resolved(to))))
    };
    links.filter_map(to).collect()
}

/// `depends_on: 2`: a number without a word, by the kind of the document that says it; in a plan of a phase, the plan of
/// the same phase.
fn bare_number(portfolio: &Portfolio, from: usize, text: &str) -> Option<Target> {
    let id = parse_document_id(text)?;
    let own = portfolio.documents[from].identity.number.as_deref().unwrap_or_default();
    if let Some((phase, _)) = own.split_once('-') {
        let plan = format!("{phase}-{}", text.trim().trim_matches(['"', '\'']));
        return resolve::ids(portfolio, from, &plan, false).pop().map(|(_, target)| target);
    }
    let word = if portfolio.is_phase(from) { Word::Phase } else { Word::Milestone };
    let reference = NumberReference { range: 0..text.len(), word, number: id };
    resolve::by_number(portfolio, from, &reference, text)
}

/// The milestone that a short text such as a table cell or a heading names, seen from a document.
pub fn find_reference(portfolio: &Portfolio, from: usize, text: &str) -> Option<usize> {
    let numbers = scan(text);
    let by_number =
        numbers.iter().find_map(|reference| match resolve::by_number(portfolio, from, reference, text)? {
            Target::Resolved(index) => Some(index),
            Target::Missing(_) => None,
        });
    by_number.or_else(|| {
        resolve::ids(portfolio, from, text, false).into_iter().find_map(|(_, target)| match target {
            Target::Resolved(index) => Some(index),
            Target::Missing(_) => None,
        })
    })
}

/// Every milestone that a text names, seen from a document; sorted, each once.
pub fn find_references(portfolio: &Portfolio, from: usize, text: &str) -> Vec<usize> {
    let numbers = scan(text);
    let by_number =
        numbers.iter().filter_map(|reference| resolve::by_number(portfolio, from, reference, text));
    let by_id = resolve::ids(portfolio, from, text, false).into_iter().map(|(_, target)| target);
    let mut found: Vec<usize> = by_number
        .chain(by_id)
        .filter_map(|target| match target {
            Target::Resolved(index) => Some(index),
            Target::Missing(_) => None,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
#[path = "dependency_tests.rs"]
mod tests;
