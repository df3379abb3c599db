//! Items that came, went, moved, or say something else.

use std::collections::{HashMap, HashSet};

use milepost_document::{Document, Item, ItemId, view, vocabulary::plain_text};

use super::{PlanChange, What, compare::one_line};

/// Below this share of words in common, two items are different ones.
const ALIKE: f64 = 0.5;

/// More pairs than this are not compared word by word.
const MOST_PAIRS: usize = 250_000;

/// The items of one side.
struct Items<'d> {
    document: &'d Document,
    ids: Vec<String>,
}

/// What changed of the items.
pub(super) fn changes(old: &Document, new: &Document) -> Vec<PlanChange> {
    let (old, new) = (Items::of(old), Items::of(new));
    let mut found = Vec::new();
    let by_id: HashMap<&str, usize> = old.ids.iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
    let mut left: Vec<bool> = vec![true; old.ids.len()];
    let mut unknown = Vec::new();
    for (at, id) in new.ids.iter().enumerate() {
        match by_id.get(id.as_str()) {
            Some(was) => {
                left[*was] = false;
                compare(&old, *was, &new, at, &mut found);
            }
            None => unknown.push(at),
        }
    }
    let mut gone: Vec<usize> = (0..left.len()).filter(|at| left[*at]).collect();
    // The same words in another section.
    unknown.retain(|at| {
        let words = new.words(*at);
        let Some(place) = gone.iter().position(|was| old.words(*was) == words) else { return true };
        let was = gone.remove(place);
        let (from, to) = (old.section(was), new.section(*at));
        if from != to {
            let change =
                PlanChange::new(What::ItemMoved, Some(from.to_owned()), Some(new.text(*at)), new.line(*at));
            found.push(change.under(to));
        }
        compare(&old, was, &new, *at, &mut found);
        false
    });
    for (was, at) in alike(&old, &gone, &new, &unknown) {
        gone.retain(|other| *other != was);
        unknown.retain(|other| *other != at);
        compare(&old, was, &new, at, &mut found);
    }
    for at in unknown {
        let change = PlanChange::new(What::ItemAdded, None, Some(new.text(at)), new.line(at));
        found.push(change.under(new.section(at)));
    }
    for was in gone {
        let change = PlanChange::new(What::ItemRemoved, Some(old.text(was)), None, old.line(was));
        found.push(change.under(old.section(was)));
    }
    found
}

impl<'d> Items<'d> {
    fn of(document: &'d Document) -> Self {
        Self { document, ids: view::item_ids(document) }
    }

    fn item(&self, at: usize) -> &'d Item {
        self.document.item(ItemId(at as u32))
    }

    fn text(&self, at: usize) -> String {
        one_line(self.document.text(self.item(at).text))
    }

    fn words(&self, at: usize) -> String {
        plain_text(self.document.text(self.item(at).text))
    }

    fn section(&self, at: usize) -> &'d str {
        self.document.text(self.document.section(self.item(at).section).title)
    }

    fn line(&self, at: usize) -> u32 {
        self.document.position(self.item(at).span.start).line
    }

    /// Its commands and annotations.
    fn checks(&self, at: usize) -> Vec<String> {
        let item = self.item(at);
        let code = item.code.iter().map(|span| self.document.text(*span).to_owned());
        let annotations = item.annotations.iter().map(|id| {
            let annotation = &self.document.annotations[id.index()];
            one_line(self.document.text(annotation.span))
        });
        code.chain(annotations).collect()
    }

    /// Its words without commands: what is left when only a number or a command is another one.
    fn slug(&self, at: usize) -> &str {
        let id = &self.ids[at];
        id.rsplit('/').next().unwrap_or(id)
    }
}

/// What is another one of an item that is on both sides.
fn compare(old: &Items<'_>, was: usize, new: &Items<'_>, at: usize, found: &mut Vec<PlanChange>) {
    let (before, after) = (old.item(was), new.item(at));
    let section = new.section(at);
    let mut add = |what, before: String, after: String| {
        found.push(PlanChange::new(what, Some(before), Some(after), new.line(at)).under(section));
    };
    match (before.is_ticked(), after.is_ticked()) {
        (false, true) => add(What::Ticked, old.text(was), new.text(at)),
        (true, false) => add(What::Unticked, old.text(was), new.text(at)),
        _ => {}
    }
    let (checked_before, checked_after) = (old.checks(was), new.checks(at));
    if checked_before != checked_after {
        add(What::ItemCheck, checked_before.join(" · "), checked_after.join(" · "));
    }
    if old.text(was) == new.text(at) {
        return;
    }
    if old.slug(was) != new.slug(at) {
        add(What::ItemReworded, old.text(was), new.text(at));
    } else if checked_before == checked_after {
        // The same words: the estimate is another one, or a mark.
        let estimate = |items: &Items<'_>, at: usize| {
            let tasks = view::tasks(items.document);
            let task = tasks.into_iter().find(|task| task.item == ItemId(at as u32))?;
            task.estimate.map(|effort| effort.raw)
        };
        match (estimate(old, was), estimate(new, at)) {
            (before, after) if before != after => {
                add(What::ItemEstimate, before.unwrap_or_default(), after.unwrap_or_default());
            }
            _ => add(What::ItemReworded, old.text(was), new.text(at)),
        }
    }
}

/// Items of one section that share most of their words, the most alike first.
fn alike(old: &Items<'_>, gone: &[usize], new: &Items<'_>, unknown: &[usize]) -> Vec<(usize, usize)> {
    if gone.len().saturating_mul(unknown.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let bag = |items: &Items<'_>, at: usize| -> HashSet<String> {
        let words = items.words(at);
        words
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let before: Vec<(usize, HashSet<String>)> = gone.iter().map(|was| (*was, bag(old, *was))).collect();
    let after: Vec<(usize, HashSet<String>)> = unknown.iter().map(|at| (*at, bag(new, *at))).collect();
    let mut scored = Vec::new();
    for (was, old_words) in &before {
        for (at, new_words) in &after {
            let all = old_words.len() + new_words.len();
            let score = 2.0 * old_words.intersection(new_words).count() as f64 / all.max(1) as f64;
            if score >= ALIKE && old.section(*was) == new.section(*at) {
                scored.push((score, *was, *at));
            }
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut used_old, mut used_new, mut found) = (HashSet::new(), HashSet::new(), Vec::new());
    for (_, was, at) in scored {
        if !used_old.contains(&was) && !used_new.contains(&at) {
            used_old.insert(was);
            used_new.insert(at);
            found.push((was, at));
        }
    }
    found
}
