//! Which milestone a row or a heading is about.

use std::collections::BTreeSet;

use milepost_document::{Document, Span, vocabulary::plain_text};

use super::Scope;
use crate::{Portfolio, find_reference, initiative, path, same_number};

/// Milestones and initiatives of which copies are looked at.
pub(super) struct Subjects(Option<BTreeSet<usize>>);

impl Subjects {
    /// The milestones that are asked for, with everything above them.
    pub(super) fn of(portfolio: &Portfolio, scope: &Scope) -> Self {
        Self(scope.milestones.map(|milestones| {
            let above =
                |index: &usize| std::iter::successors(Some(*index), |at| initiative::owner(portfolio, *at));
            milestones.iter().flat_map(above).collect()
        }))
    }

    /// Whether everything is looked at.
    pub(super) fn hold_all(&self) -> bool {
        self.0.is_none()
    }

    /// Whether this is one of them.
    pub(super) fn hold(&self, index: usize) -> bool {
        self.0.as_ref().is_none_or(|subjects| subjects.contains(&index))
    }
}

/// The document that a place links, when it links exactly one that the owner can own: a milestone, an initiative's
/// README, or the folder of one.
pub(super) fn linked(portfolio: &Portfolio, owner: usize, place: Span) -> Option<usize> {
    let document = portfolio.documents[owner].document();
    let mut found = None;
    let first = document.links.partition_point(|link| link.span.start < place.start);
    for link in document.links[first..]
        .iter()
        .take_while(|link| link.span.start < place.end)
        .filter(|link| place.contains(link.span))
    {
        let target = document.text(link.target).split('#').next().unwrap_or_default();
        let resolved = path::resolve(portfolio.documents[owner].folder(), target)
            .filter(|_| !target.is_empty() && !target.contains(':'));
        let index = resolved
            .and_then(|path| portfolio.find(&path).or_else(|| portfolio.find(&format!("{path}/README.md"))));
        if let Some(index) = index.filter(|index| *index != owner) {
            if found.is_some_and(|other| other != index) {
                return None;
            }
            found = Some(index);
        }
    }
    found.filter(|index| portfolio.documents[*index].is_milestone() || portfolio.documents[*index].is_owner())
}

/// The milestone that the words of a place name at their beginning: `M2`, `Milestone 2: Vouchers`. It must lie in the
/// owner's folder or below.
pub(super) fn named(portfolio: &Portfolio, owner: usize, text: &str) -> Option<usize> {
    let plain = words(text);
    let head = head(&plain)?;
    let index = find_reference(portfolio, owner, &plain)?;
    let is_phase = portfolio.is_phase(index);
    (is_below(portfolio, owner, index) && is_phase == (head == "phase")).then_some(index)
}

/// Whether a place begins with the name of a milestone, whether there is one or not.
pub(super) fn is_name(text: &str) -> bool {
    head(&words(text)).is_some()
}

/// The words of a place. Those of a link that leads nowhere are a name as well.
fn words(text: &str) -> String {
    let linked = text.trim_start_matches(['*', ' ']).strip_prefix('[').and_then(|rest| rest.split_once("]("));
    plain_text(linked.map_or(text, |(words, _)| words))
}

/// The word before the number of a milestone's name.
fn head(plain: &str) -> Option<&str> {
    let word_end = plain.find(|c: char| c.is_ascii_digit())?;
    let head = plain[..word_end].trim_end_matches([' ', '-', '#', '.']);
    matches!(head, "m" | "milestone" | "phase").then_some(head)
}

/// The milestone of the owner's folder with this bare number.
pub(super) fn numbered(portfolio: &Portfolio, owner: usize, text: &str, phases: bool) -> Option<usize> {
    let plain = plain_text(text);
    let number = plain.trim_start_matches('#').trim_end_matches('.');
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let found = portfolio.numbered(portfolio.documents[owner].folder(), number);
    let mut fitting = found.iter().copied().filter(|index| {
        portfolio.is_phase(*index) == phases
            && portfolio.documents[*index]
                .identity
                .number
                .as_deref()
                .is_some_and(|own| same_number(own, number))
    });
    let only = fitting.next()?;
    fitting.next().is_none().then_some(only)
}

fn is_below(portfolio: &Portfolio, owner: usize, index: usize) -> bool {
    let folder = portfolio.documents[owner].folder();
    folder.is_empty()
        || portfolio.documents[index].path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The words of a header cell, in lower case.
pub(super) fn header(document: &Document, cell: Span) -> String {
    plain_text(document.text(cell))
}
