//! A document as a row of things that are merged as a whole.

use std::{collections::HashMap, ops::Range};

use milepost_document::{
    Document, Item, ItemId, Span, parse, view,
    view::TimeColumn,
    vocabulary::{LabelKey, parse_date},
};

use super::slot::{Slot, Sort};

/// A line, or the lines of a list entry without those nested in it, with the blank lines before it.
///
/// What may change while it stays the same thing are its slots: a mark, a value, the cells of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    /// Blank lines before it.
    pub(super) lead: String,
    /// Its own lines, with the end of the last one.
    pub(super) text: String,
    /// What makes it the same thing in another version: its words without the slots.
    pub(super) key: String,
    /// What may change, in order of place.
    pub(super) slots: Vec<Slot>,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A row of a table.
    Row,
    /// An entry of a list, with its depth and its number if it has one.
    Entry {
        /// 0 for an outermost list.
        depth: u8,
        /// As written.
        number: Option<u64>,
    },
    /// Any other line.
    Line,
}

impl Unit {
    /// Its lines with other values in its slots.
    pub(super) fn with(&self, values: &[String]) -> String {
        let mut text = String::with_capacity(self.text.len());
        let mut at = 0;
        for (slot, value) in self.slots.iter().zip(values) {
            text.push_str(&self.text[at..slot.range.start]);
            text.push_str(value);
            at = slot.range.end;
        }
        text.push_str(&self.text[at..]);
        text
    }

    /// The values in its slots.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().map(|slot| &self.text[slot.range.clone()])
    }

    /// Blank lines and its own.
    pub(super) fn whole(&self) -> String {
        format!("{}{}", self.lead, self.text)
    }
}

/// Reads a text as units. Their lines, one after another, are the text.
pub(super) fn units(source: &str) -> Vec<Unit> {
    let document = parse(source).document;
    let places = Places::of(&document);
    let mut units = Vec::new();
    let mut lead = String::new();
    let mut at = 0;
    while at < source.len() {
        let line = line_end(source, at);
        if source[at..line].trim().is_empty() && !places.starts.contains_key(&at) {
            lead.push_str(&source[at..line]);
            at = line;
            continue;
        }
        let end = places
            .starts
            .get(&at)
            .map_or(line, |place| line_end(source, place.end.max(at + 1) - 1).max(line));
        let mut unit = places.unit(&document, at, end);
        unit.lead = std::mem::take(&mut lead);
        units.push(unit);
        at = end;
    }
    // The blank lines at the end are a thing of their own.
    units.push(Unit {
        lead,
        text: String::new(),
        key: "\0end".to_owned(),
        slots: Vec::new(),
        kind: Kind::Line,
    });
    units
}

/// Where the line that holds an offset ends, with its line end.
fn line_end(source: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &source.as_bytes()[at..]).map_or(source.len(), |end| at + end + 1)
}

/// A longer value says more than a date.
const LONGEST_DATE: usize = 20;

/// What begins at the start of which line.
struct Places {
    starts: HashMap<usize, Place>,
    slots: Vec<(Span, Sort)>,
}

struct Place {
    kind: Kind,
    /// Where it ends.
    end: usize,
}

impl Places {
    fn of(document: &Document) -> Self {
        let mut starts = HashMap::new();
        let mut slots: Vec<(Span, Sort)> = Vec::new();
        let start_of = |at: u32| document.source[..at as usize].rfind('\n').map_or(0, |at| at + 1);
        for (at, item) in document.items.iter().enumerate() {
            let start = start_of(item.span.start);
            let number = match item.marker {
                milepost_document::ListMarker::Number(number) => Some(number),
                milepost_document::ListMarker::Bullet => None,
            };
            let end = own_end(document, ItemId(at as u32), item);
            starts.entry(start).or_insert(Place { kind: Kind::Entry { depth: item.depth, number }, end });
            slots.extend(item.checkbox.map(|checkbox| (checkbox.mark, Sort::Mark)));
            slots.extend(number.map(|number| {
                let digits = number.to_string().len() as u32;
                (Span::new(item.span.start, item.span.start + digits), Sort::Number)
            }));
        }
        let rows = view::time_rows(document);
        let times: Vec<Span> =
            rows.iter().filter_map(|row| row.actual.as_ref()).map(|(cell, _)| *cell).collect();
        for table in &document.tables {
            for row in &table.rows {
                starts
                    .insert(start_of(row.span.start), Place { kind: Kind::Row, end: row.span.end as usize });
                for cell in row.cells.iter().skip(1) {
                    let sort =
                        if times.contains(cell) { Sort::Time } else { Sort::of_value(document.text(*cell)) };
                    slots.push((*cell, sort));
                }
            }
        }
        let sums: Vec<Span> = view::totals(document)
            .into_iter()
            .filter(|total| total.column == TimeColumn::Actual)
            .map(|total| total.value)
            .collect();
        for field in &document.fields {
            let sort = match field.kind {
                Some(LabelKey::OverallProgress) => Sort::Progress,
                Some(LabelKey::ActiveMilestone | LabelKey::Blockers) => Sort::Names,
                _ if sums.contains(&field.value) => Sort::Time,
                _ => Sort::of_value(document.text(field.value)),
            };
            slots.push((field.value, sort));
        }
        for entry in document.front_matter.iter().flat_map(|matter| &matter.entries) {
            let end = entry.line_span.end as usize;
            starts.insert(entry.line_span.start as usize, Place { kind: Kind::Line, end });
            slots.push((entry.value_span, Sort::of_value(document.text(entry.value_span))));
        }
        slots.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        // Where two overlap the outer one counts: a value that holds a list, an entry that is a label.
        let mut end = 0;
        slots.retain(|(span, _)| {
            let free = span.start >= end;
            end = end.max(span.end);
            free
        });
        Self { starts, slots }
    }

    fn unit(&self, document: &Document, start: usize, end: usize) -> Unit {
        let text = &document.source[start..end];
        let first = self.slots.partition_point(|(span, _)| (span.start as usize) < start);
        let inside = self.slots[first..].iter().take_while(|(span, _)| span.end as usize <= end);
        let slots: Vec<Slot> = inside
            .filter(|(span, _)| (span.start as usize) < end)
            .map(|(span, sort)| Slot {
                range: span.start as usize - start..span.end as usize - start,
                sort: *sort,
            })
            .collect();
        let kind = self.starts.get(&start).map_or(Kind::Line, |place| place.kind);
        let key = match kind {
            // Blanks between cells only line them up.
            Kind::Row => format!("{}|{}", first_cell(text), slots.len()),
            Kind::Entry { .. } | Kind::Line => without(text, &slots),
        };
        Unit { lead: String::new(), text: text.to_owned(), key, slots, kind }
    }
}

/// Where an entry's own lines end: before the first one that is nested in it.
fn own_end(document: &Document, id: ItemId, item: &Item) -> usize {
    let nested = document.items[id.index() + 1..]
        .iter()
        .take_while(|other| other.span.start < item.span.end)
        .map(|other| document.source[..other.span.start as usize].rfind('\n').map_or(0, |at| at + 1))
        .find(|start| *start > item.span.start as usize);
    nested.unwrap_or(item.span.end as usize)
}

/// A text without the inside of its slots.
fn without(text: &str, slots: &[Slot]) -> String {
    let mut key = String::with_capacity(text.len());
    let mut at = 0;
    for Slot { range: Range { start, end }, .. } in slots {
        key.push_str(&text[at..*start]);
        key.push('\0');
        at = *end;
    }
    key.push_str(&text[at..]);
    key.trim_end().to_owned()
}

fn first_cell(row: &str) -> &str {
    row.trim().trim_start_matches('|').split('|').next().unwrap_or(row).trim()
}

impl Sort {
    fn of_value(text: &str) -> Self {
        if text.len() <= LONGEST_DATE && parse_date(text).is_some() { Self::Date } else { Self::Word }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn units_are_the_text(source in "(---\na: 1\n---\n)?((# A|- \\[[ x]\\] b|  - c|1\\. d|\\| a \\| b \\||\\|---\\|---\\||\\*\\*Status\\*\\*: x|```|text|)\r?\n){0,12}[ -~]{0,6}") {
            let units = units(&source);
            let whole: String = units.iter().map(Unit::whole).collect();
            prop_assert_eq!(&whole, &source);
            for unit in &units {
                let values: Vec<String> = unit.values().map(str::to_owned).collect();
                prop_assert_eq!(unit.with(&values), unit.text.clone());
            }
        }
    }
}
