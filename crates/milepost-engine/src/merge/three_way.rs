//! Three versions of a document become one.

use milepost_document::placeholder::{PlaceholderContext, find_placeholders};

use super::{
    align::align,
    conflict::{Marks, Part, written},
    derive::follow,
    slot::{Settled, Sort, settle},
    union::union,
    unit::{Kind, Unit, units},
};

/// What came of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The text, with marks where it conflicts.
    pub text: String,
    /// How many conflicts it holds.
    pub conflicts: usize,
}

/// Merges what two sides made of a document: lines as Git does, but boxes, values, rows and entries each for itself, by what
/// they mean. Both sides' entries at one place are kept, booked time adds up, of two dates the later one counts, and what
/// follows from the rows is made anew. Where two changes contradict each other, both are there, between marks.
///
/// `path` is where the document stands, for the links in it.
pub fn merge_texts(path: &str, base: &str, ours: &str, theirs: &str, marks: &Marks) -> Merged {
    let clean = |text: &str| Merged { text: text.to_owned(), conflicts: 0 };
    if ours == theirs || theirs == base {
        return clean(ours);
    }
    if ours == base {
        return clean(theirs);
    }
    let mut merge = Merge::default();
    merge.run(&units(base), &units(ours), &units(theirs));
    let Merge { parts, follows, .. } = merge;
    let (text, conflicts) = written(parts, marks);
    let text = if follows && conflicts == 0 { follow(path, &text) } else { text };
    Merged { text, conflicts }
}

#[derive(Default)]
struct Merge {
    parts: Vec<Part>,
    /// Whether a value has to be made from the rest.
    follows: bool,
    /// The number of the last entry of the list that is being written.
    number: Option<u64>,
    /// What was written last.
    last: Option<Kind>,
}

impl Merge {
    fn run(&mut self, base: &[Unit], ours: &[Unit], theirs: &[Unit]) {
        let (in_ours, in_theirs) = (align(base, ours), align(base, theirs));
        let (mut old, mut our, mut their) = (0, 0, 0);
        for (at, unit) in base.iter().enumerate() {
            let (Some(our_place), Some(their_place)) = (in_ours[at], in_theirs[at]) else { continue };
            self.region(&base[old..at], &ours[our..our_place], &theirs[their..their_place]);
            self.same(unit, &ours[our_place], &theirs[their_place]);
            (old, our, their) = (at + 1, our_place + 1, their_place + 1);
        }
        self.region(&base[old..], &ours[our..], &theirs[their..]);
    }

    /// A thing that is in all three.
    fn same(&mut self, base: &Unit, ours: &Unit, theirs: &Unit) {
        let Some(values) = self.values(Some(base), ours, theirs) else {
            return self.conflict(std::slice::from_ref(ours), std::slice::from_ref(theirs));
        };
        let dress = |unit: &Unit| unit.with(&vec![String::new(); unit.slots.len()]);
        let (old, our, their) = (dress(base), dress(ours), dress(theirs));
        let carrier = if our == old || our != their && their != old && their < our { theirs } else { ours };
        let lead = if ours.lead == base.lead {
            &theirs.lead
        } else if theirs.lead == base.lead {
            &ours.lead
        } else {
            (&ours.lead).min(&theirs.lead)
        };
        self.add(&Unit { lead: lead.clone(), text: carrier.with(&values), ..base.clone() });
    }

    /// The merged values of the slots; `None` where two contradict each other.
    fn values(&mut self, base: Option<&Unit>, ours: &Unit, theirs: &Unit) -> Option<Vec<String>> {
        let count = ours.slots.len();
        if theirs.slots.len() != count || base.is_some_and(|base| base.slots.len() != count) {
            return None;
        }
        let old: Vec<Option<&str>> =
            base.map_or_else(|| vec![None; count], |base| base.values().map(Some).collect());
        let sides = ours.slots.iter().zip(ours.values()).zip(theirs.values());
        sides
            .zip(old)
            .map(|(((slot, ours), theirs), base)| match settle(slot.sort, base, ours, theirs) {
                Settled::Is(value) => Some(value),
                Settled::Follows(value) => {
                    self.follows = true;
                    Some(value)
                }
                Settled::Conflict => None,
            })
            .collect()
    }

    /// What stands between two things that are in all three.
    fn region(&mut self, base: &[Unit], ours: &[Unit], theirs: &[Unit]) {
        let kept = |units: &[Unit]| base.iter().any(|old| units.iter().any(|unit| unit.key == old.key));
        if ours == base || ours == theirs {
            self.add_all(theirs);
        } else if theirs == base {
            self.add_all(ours);
        } else if base.iter().all(is_stand_in) && !kept(ours) && !kept(theirs) {
            self.inserted(ours, theirs);
        } else if base.len() == ours.len() && base.len() == theirs.len() {
            for ((base, ours), theirs) in base.iter().zip(ours).zip(theirs) {
                self.reworded(base, ours, theirs);
            }
        } else {
            self.conflict(ours, theirs);
        }
    }

    /// A thing of which at least one side changed the words.
    fn reworded(&mut self, base: &Unit, ours: &Unit, theirs: &Unit) {
        if ours == base {
            return self.add(theirs);
        }
        if theirs == base || ours == theirs {
            return self.add(ours);
        }
        // A tick belongs to the words that were ticked.
        let ticks = base.slots.iter().any(|slot| slot.sort == Sort::Mark);
        let carrier = match (ours.key == base.key, theirs.key == base.key) {
            (true, false) => theirs,
            (false, true) => ours,
            _ => return self.conflict(std::slice::from_ref(ours), std::slice::from_ref(theirs)),
        };
        match self.values(Some(base), ours, theirs).filter(|_| !ticks) {
            Some(values) => self.add(&Unit { text: carrier.with(&values), ..carrier.clone() }),
            None => self.conflict(std::slice::from_ref(ours), std::slice::from_ref(theirs)),
        }
    }

    /// What both sides added.
    fn inserted(&mut self, ours: &[Unit], theirs: &[Unit]) {
        if let Some(added) = self.union(ours, theirs) {
            return self.add_all(&added);
        }
        let places = paired(ours, theirs);
        let (mut our, mut their) = (0, 0);
        for (at, place) in places.iter().enumerate() {
            let Some(place) = *place else { continue };
            self.gap(&ours[our..at], &theirs[their..place]);
            match self.values(None, &ours[at], &theirs[place]) {
                Some(values) => {
                    let lead = (&ours[at].lead).min(&theirs[place].lead).clone();
                    self.add(&Unit { lead, text: ours[at].with(&values), ..ours[at].clone() });
                }
                None => self.conflict(&ours[at..=at], &theirs[place..=place]),
            }
            (our, their) = (at + 1, place + 1);
        }
        self.gap(&ours[our..], &theirs[their..]);
    }

    fn gap(&mut self, ours: &[Unit], theirs: &[Unit]) {
        if theirs.is_empty() {
            return self.add_all(ours);
        }
        if ours.is_empty() {
            return self.add_all(theirs);
        }
        match self.union(ours, theirs) {
            Some(added) => self.add_all(&added),
            None => self.conflict(ours, theirs),
        }
    }

    fn union(&self, ours: &[Unit], theirs: &[Unit]) -> Option<Vec<Unit>> {
        let continues = matches!(self.last, Some(Kind::Row | Kind::Entry { .. }));
        union(ours, theirs, self.number, continues)
    }

    fn add_all(&mut self, units: &[Unit]) {
        for unit in units {
            self.add(unit);
        }
    }

    fn add(&mut self, unit: &Unit) {
        match unit.kind {
            Kind::Entry { depth: 0, number } => self.number = number,
            Kind::Line if unit.text.starts_with('#') => self.number = None,
            _ => {}
        }
        self.last = Some(unit.kind);
        self.parts.push(Part::Text(unit.whole()));
    }

    fn conflict(&mut self, ours: &[Unit], theirs: &[Unit]) {
        let whole = |units: &[Unit]| units.iter().map(Unit::whole).collect::<String>();
        let lead = |units: &[Unit]| units.first().map(|unit| unit.lead.clone()).unwrap_or_default();
        let (mut ours, mut theirs, lead) = (whole(ours), whole(theirs), (lead(ours), lead(theirs)));
        // Blank lines on which both agree stand before the marks.
        if lead.0 == lead.1 && !lead.0.is_empty() {
            ours.drain(..lead.0.len());
            theirs.drain(..lead.0.len());
            self.parts.push(Part::Text(lead.0));
        }
        self.parts.push(Part::Conflict { ours, theirs });
    }
}

/// For each of ours its place in theirs: the same pairs, whichever side is ours.
fn paired(ours: &[Unit], theirs: &[Unit]) -> Vec<Option<usize>> {
    let whole = |units: &[Unit]| units.iter().map(Unit::whole).collect::<String>();
    if whole(ours) <= whole(theirs) {
        return align(ours, theirs);
    }
    let mut places = vec![None; ours.len()];
    for (their, our) in align(theirs, ours).into_iter().enumerate() {
        if let Some(our) = our {
            places[our] = Some(their);
        }
    }
    places
}

/// Whether a line only keeps a place for something: `- None yet`, `1. [Decision]`.
fn is_stand_in(unit: &Unit) -> bool {
    let words =
        unit.text.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '[' | '<')).trim();
    let words = words.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' ' | '*'));
    let first = words.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    unit.kind != Kind::Row
        && (["none", "tbd", "nothing"].iter().any(|none| first.eq_ignore_ascii_case(none))
            || !find_placeholders(words, PlaceholderContext::Command, |_| false).is_empty())
}

#[cfg(test)]
#[path = "three_way_tests.rs"]
mod tests;
