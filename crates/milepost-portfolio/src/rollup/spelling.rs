//! How a table spells its statuses.

use std::collections::BTreeMap;

use milepost_document::vocabulary::{Status, parse_status, plain_text, spell_like};

/// The spelling of each status that a table, or a document, uses most.
#[derive(Debug, Default)]
pub(super) struct Spellings(BTreeMap<Status, String>);

impl Spellings {
    /// From its cells. A cell with a date or a remark shows no spelling; of two that are as frequent, the first counts.
    pub(super) fn of<'t>(cells: impl Iterator<Item = &'t str>) -> Self {
        let mut seen: BTreeMap<Status, Vec<(&str, usize)>> = BTreeMap::new();
        for cell in cells {
            let Some(status) = bare(cell) else { continue };
            let spellings = seen.entry(status).or_default();
            match spellings.iter_mut().find(|(spelling, _)| *spelling == cell) {
                Some((_, times)) => *times += 1,
                None => spellings.push((cell, 1)),
            }
        }
        let most = |spellings: Vec<(&str, usize)>| {
            let first = spellings.iter().rev().max_by_key(|(_, times)| *times);
            first.map(|(spelling, _)| (*spelling).to_owned())
        };
        Self(seen.into_iter().filter_map(|(status, spellings)| Some((status, most(spellings)?))).collect())
    }

    /// A status as it is spelled here, if it is.
    pub(super) fn get(&self, status: Status) -> Option<&str> {
        self.0.get(&status).map(String::as_str)
    }
}

/// A status in the spelling of the first of these that has one, else in the dress of the old value.
pub(super) fn spell(old: &str, status: Status, spellings: &[&Spellings]) -> String {
    match spellings.iter().find_map(|spellings| spellings.get(status)) {
        Some(spelling) => spelling.to_owned(),
        None => spell_like(old, status),
    }
}

/// The status of a text that says nothing else.
fn bare(text: &str) -> Option<Status> {
    let plain = plain_text(text);
    let lone = !plain
        .contains(|c: char| c.is_ascii_digit() || matches!(c, '(' | '[' | ',' | ';' | ':' | '–' | '—' | '~'))
        && !plain.contains(" - ")
        && plain.split(' ').count() <= 3
        && plain.contains(char::is_alphabetic);
    let reading =
        parse_status(text).filter(|reading| lone && !reading.qualified && reading.percent.is_none())?;
    Some(reading.status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_spelling_counts_and_remarks_are_none() {
        let spellings = Spellings::of(
            ["✅ Done", "Complete (2025-01-02)", "✅ Done", "done", "pending", "waiting", "🚧"].into_iter(),
        );
        let remarks = ["Done - shipped", "Done — shipped", "Done, PR #12"];
        let remarked = Spellings::of(remarks.into_iter());
        assert_eq!(remarked.get(Status::Completed), None);
        assert_eq!(spell("pending", Status::Completed, &[&spellings]), "✅ Done");
        assert_eq!(spell("✅ Done", Status::Planned, &[&spellings]), "pending");
        assert_eq!(spell("pending", Status::InProgress, &[&spellings]), "in-progress");
        assert_eq!(spell("**Done**", Status::InProgress, &[]), "**In Progress**");
    }
}
