//! Sections that came or went, and what stands in them beside items and labels.

use std::collections::BTreeMap;

use milepost_document::{Document, Section, Span, view};

use super::{PlanChange, What, compare::one_line};

/// What is compared of a section.
struct Content<'d> {
    title: &'d str,
    line: u32,
    fences: Vec<String>,
    text: String,
}

/// What changed of the sections.
pub(super) fn changes(old: &Document, new: &Document) -> Vec<PlanChange> {
    let (before, after) = (contents(old), contents(new));
    let mut found = Vec::new();
    for (key, content) in &after {
        let Some(was) = before.get(key) else {
            found.push(PlanChange::new(
                What::SectionAdded,
                None,
                Some(content.title.to_owned()),
                content.line,
            ));
            continue;
        };
        if was.fences != content.fences {
            let change = |before: Option<&String>, after: Option<&String>| {
                PlanChange::new(What::Fence, before.cloned(), after.cloned(), content.line)
                    .under(content.title)
            };
            for at in 0..was.fences.len().max(content.fences.len()) {
                let (before, after) = (was.fences.get(at), content.fences.get(at));
                if before != after {
                    found.push(change(before, after));
                }
            }
        }
        if was.text != content.text {
            let change = PlanChange::new(What::Text, None, None, content.line);
            found.push(change.under(content.title));
        }
    }
    for (_, content) in before.iter().filter(|(key, _)| !after.contains_key(*key)) {
        found.push(PlanChange::new(What::SectionRemoved, Some(content.title.to_owned()), None, content.line));
    }
    found
}

/// The sections by their headings with those around them; one that is there twice by its place among its like.
fn contents(document: &Document) -> BTreeMap<(Vec<String>, usize), Content<'_>> {
    let known = facts(document);
    let mut found = BTreeMap::new();
    for (at, section) in document.sections.iter().enumerate() {
        let id = milepost_document::SectionId(at as u32);
        // The title is a fact of its own: a new one makes no new sections.
        let mut key: Vec<String> = document
            .ancestors(id)
            .filter(|(_, section)| section.level > 1)
            .map(|(_, section)| one_line(document.text(section.title)).to_lowercase())
            .collect();
        key.reverse();
        let mut nth = 0;
        while found.contains_key(&(key.clone(), nth)) {
            nth += 1;
        }
        found.insert((key, nth), content(document, section, &known));
    }
    found
}

fn content<'d>(document: &'d Document, section: &Section, known: &[Span]) -> Content<'d> {
    let own = section.own;
    let fences: Vec<_> = document.fences.iter().filter(|fence| own.contains(fence.span)).collect();
    let mut left_out: Vec<Span> = fences.iter().map(|fence| fence.span).collect();
    left_out.extend(known.iter().filter(|span| own.contains(**span)));
    left_out.sort_unstable();
    let (mut text, mut at) = (String::new(), own.start);
    for span in left_out {
        if span.start > at {
            text.push_str(document.text(Span::new(at, span.start)));
        }
        at = at.max(span.end);
    }
    text.push_str(document.text(Span::new(at.min(own.end), own.end)));
    Content {
        title: document.text(section.title),
        line: document.position(section.heading.start).line,
        fences: fences.iter().map(|fence| document.text(fence.span).trim_end().to_owned()).collect(),
        text: one_line(&text),
    }
}

/// What is compared elsewhere: entries of lists and the values of facts.
fn facts(document: &Document) -> Vec<Span> {
    let mut known: Vec<Span> = document.items.iter().map(|item| item.span).collect();
    let overview = view::overview(document);
    known.extend(overview.risk.map(|risk| risk.value));
    known.extend([overview.effort, overview.duration].into_iter().flatten().map(|effort| effort.value));
    known.extend(view::status_places(document).into_iter().map(|place| place.value));
    known.extend(view::last_updated_places(document).into_iter().map(|place| place.value));
    known.extend(document.front_matter.iter().map(|front| front.span));
    known.sort_unstable();
    known
}
