//! What both sides added at one place.

use super::{
    slot::Sort,
    unit::{Kind, Unit},
};

/// A thing that was added, with what is nested in it.
struct Chunk<'u> {
    units: Vec<&'u Unit>,
    /// Whether it was the first one that its side added.
    first: bool,
}

impl Chunk<'_> {
    /// Its words and values without numbers.
    fn words(&self) -> String {
        let of = |unit: &&Unit| {
            let words = unit.slots.iter().zip(unit.values());
            let values = words.map(|(slot, value)| if slot.sort == Sort::Number { "" } else { value });
            unit.with(&values.map(str::to_owned).collect::<Vec<_>>())
        };
        self.units.iter().map(of).collect()
    }

    /// Whether both are rows about the same thing.
    fn is_row_of(&self, other: &Self) -> bool {
        self.units[0].kind == Kind::Row && self.units[0].key == other.units[0].key
    }
}

/// Rows and entries of lists that both sides added at one place: all of them, in an order that does not depend on who
/// merges whom, numbered on from `before`. `None` where they are something else, or contradict each other.
///
/// `continues` says whether they follow others of their kind.
pub(super) fn union(
    ours: &[Unit],
    theirs: &[Unit],
    before: Option<u64>,
    continues: bool,
) -> Option<Vec<Unit>> {
    let mut all = chunks(ours)?;
    all.extend(chunks(theirs)?);
    // Of two that say the same, the same one is kept whichever side is ours.
    all.sort_by_cached_key(|chunk| (natural(&chunk.words()), !chunk.first, chunk.units[0].lead.clone()));
    all.dedup_by(|chunk, before| chunk.words().trim_end() == before.words().trim_end());
    let contradicts = |at: usize| all[..at].iter().any(|before| before.is_row_of(&all[at]));
    if (0..all.len()).any(contradicts) {
        return None;
    }
    // Where the first one stands apart from what is before, the others stand as close as they did.
    let lead = |first: bool| {
        let leads = all.iter().filter(|chunk| chunk.first == first).map(|chunk| chunk.units[0].lead.clone());
        leads.max_by_key(String::len)
    };
    let (opening, between) = (lead(true), lead(false).unwrap_or_default());
    let mut number = before;
    let mut added = Vec::new();
    for (at, chunk) in all.iter().enumerate() {
        for (inner, unit) in chunk.units.iter().enumerate() {
            let mut unit = (*unit).clone();
            if inner == 0 {
                if !continues {
                    unit.lead = if at == 0 { opening.clone().unwrap_or_default() } else { between.clone() };
                }
                renumber(&mut unit, &mut number);
            }
            added.push(unit);
        }
    }
    Some(added)
}

/// Gives a numbered entry the next number.
fn renumber(unit: &mut Unit, last: &mut Option<u64>) {
    let Kind::Entry { depth, number: Some(_) } = unit.kind else { return };
    let next = last.map_or(1, |last| last + 1);
    *last = Some(next);
    let values: Vec<String> = unit
        .slots
        .iter()
        .zip(unit.values())
        .map(|(slot, value)| if slot.sort == Sort::Number { next.to_string() } else { value.to_owned() })
        .collect();
    unit.text = unit.with(&values);
    unit.kind = Kind::Entry { depth, number: Some(next) };
    // The places of the slots are not asked for any more.
    unit.slots.clear();
}

fn chunks(units: &[Unit]) -> Option<Vec<Chunk<'_>>> {
    let top = units
        .iter()
        .filter_map(|unit| match unit.kind {
            Kind::Entry { depth, .. } => Some(depth),
            Kind::Row => Some(0),
            Kind::Line => None,
        })
        .min()?;
    let mut chunks: Vec<Chunk<'_>> = Vec::new();
    for unit in units {
        match unit.kind {
            Kind::Row => chunks.push(Chunk { units: vec![unit], first: chunks.is_empty() }),
            Kind::Entry { depth, .. } if depth == top => {
                chunks.push(Chunk { units: vec![unit], first: chunks.is_empty() });
            }
            Kind::Entry { .. } => chunks.last_mut()?.units.push(unit),
            Kind::Line => return None,
        }
    }
    Some(chunks)
}

/// A key by which `Milestone 10` comes after `Milestone 9`.
pub(super) fn natural(text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 16);
    let mut digits = String::new();
    let flush = |digits: &mut String, key: &mut String| {
        if !digits.is_empty() {
            *key += &"0".repeat(12_usize.saturating_sub(digits.len()));
            *key += digits;
            digits.clear();
        }
    };
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
        } else {
            flush(&mut digits, &mut key);
            key.push(c);
        }
    }
    flush(&mut digits, &mut key);
    key
}
