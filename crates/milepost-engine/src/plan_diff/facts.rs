//! What a document says of itself: title, status, risk, effort, date, dependencies.

use std::collections::BTreeMap;

use milepost_document::{Document, Span, view, vocabulary::classify_front_key};
use milepost_portfolio::{Relation, Target, dependencies, document_id};

use super::{PlanChange, What, compare::one_line, documents::Side};

/// What changed of these.
pub(super) fn changes(before: Side<'_>, after: Side<'_>) -> Vec<PlanChange> {
    let (old, new) = (before.loaded().document(), after.loaded().document());
    let mut found = Vec::new();
    let mut fact = |what, read: fn(&Document) -> Vec<Span>| {
        let (was, is) = (read(old), read(new));
        let (before, after) = (stated(old, &was), stated(new, &is));
        if before != after {
            let line = match (was.first(), is.first()) {
                (_, Some(span)) => new.position(span.start).line,
                (Some(span), None) => old.position(span.start).line,
                (None, None) => 1,
            };
            found.push(PlanChange::new(what, before, after, line));
        }
    };
    fact(What::Title, |document| document.title.iter().map(|title| title.span).collect());
    fact(What::Status, |document| view::status_places(document).iter().map(|place| place.value).collect());
    fact(What::Risk, |document| view::overview(document).risk.iter().map(|risk| risk.value).collect());
    fact(What::Effort, |document| {
        let overview = view::overview(document);
        [overview.effort, overview.duration].iter().flatten().map(|effort| effort.value).collect()
    });
    fact(What::Date, |document| {
        view::last_updated_places(document).iter().map(|place| place.value).collect()
    });
    found.extend(front_matter(old, new));
    let (was, is) = (waits(before), waits(after));
    for (name, line) in is.iter().filter(|(name, _)| !was.contains_key(*name)) {
        found.push(PlanChange::new(What::DependencyAdded, None, Some(name.clone()), *line));
    }
    for (name, line) in was.iter().filter(|(name, _)| !is.contains_key(*name)) {
        found.push(PlanChange::new(What::DependencyRemoved, Some(name.clone()), None, *line));
    }
    found
}

/// What is stated in some places: each value once.
fn stated(document: &Document, places: &[Span]) -> Option<String> {
    let mut values: Vec<String> = places.iter().map(|span| one_line(document.text(*span))).collect();
    let mut seen = std::collections::HashSet::new();
    values.retain(|value| seen.insert(value.clone()));
    (!values.is_empty()).then(|| values.join(" / "))
}

/// The keys of the front matter that are no fact of their own.
fn front_matter(old: &Document, new: &Document) -> Vec<PlanChange> {
    let values = |document: &Document| -> BTreeMap<String, (String, u32)> {
        let entries = document.front_matter.iter().flat_map(|front| &front.entries);
        let others = entries.filter(|entry| classify_front_key(&entry.key).is_none());
        others
            .map(|entry| {
                let line = document.position(entry.key_span.start).line;
                let text = format!("{}: {}", entry.key, one_line(document.text(entry.value_span)));
                (entry.key.clone(), (text, line))
            })
            .collect()
    };
    let (was, is) = (values(old), values(new));
    let mut keys: Vec<&String> = was.keys().chain(is.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let change = |key: &String| {
        let (before, after) = (was.get(key), is.get(key));
        let line = after.or(before).map_or(1, |(_, line)| *line);
        let text = |side: Option<&(String, u32)>| side.map(|(text, _)| text.clone());
        (text(before) != text(after))
            .then(|| PlanChange::new(What::Text, text(before), text(after), line).under("front matter"))
    };
    keys.into_iter().filter_map(change).collect()
}

/// The dependencies by what they mean, with their lines.
fn waits(side: Side<'_>) -> BTreeMap<String, u32> {
    let document = side.loaded().document();
    let mut found = BTreeMap::new();
    for dependency in dependencies(side.portfolio, side.index) {
        let target = match &dependency.target {
            Target::Resolved(index) => document_id(side.portfolio, *index),
            Target::Missing(name) => format!("{name} (which is not there)"),
        };
        let words = match dependency.relation {
            Relation::DependsOn => format!("waits for {target}"),
            Relation::Blocks => format!("comes before {target}"),
        };
        found.entry(words).or_insert_with(|| document.position(dependency.span.start).line);
    }
    found
}
