//! The number and the file of each new document.

use std::collections::BTreeSet;

use milepost_document::vocabulary::parse_file_stem;
use milepost_portfolio::path;

use super::unit::Unit;
use crate::{Workspace, lifecycle::slug};

/// Where a new document goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Its number.
    pub(super) number: String,
    /// Its path from the project's root.
    pub(super) path: String,
}

/// A place for each unit of work: with its own number where that is free in the folder, else with the next one.
pub(super) fn places(workspace: &Workspace, folder: &str, units: &[Unit]) -> Vec<Place> {
    let mut taken = taken(workspace, folder);
    let mut numbers: Vec<Option<String>> = Vec::with_capacity(units.len());
    let chance = by_chance(units);
    for unit in units {
        let id = unit.id.as_deref().filter(|id| !chance.contains(prefix(id)));
        let own = id.and_then(own_number).filter(|number| !taken.contains(number));
        taken.extend(own.clone());
        numbers.push(own);
    }
    let mut last = taken.iter().filter_map(|number| number.parse::<u64>().ok()).max().unwrap_or(0);
    units
        .iter()
        .zip(numbers)
        .map(|(unit, number)| {
            let number = number.unwrap_or_else(|| {
                last += 1;
                last.to_string()
            });
            let slug = slug(&unit.name);
            let dash = if slug.is_empty() { "" } else { "-" };
            let name = format!("milestone-{number}{dash}{slug}.md");
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            Place { number, path }
        })
        .collect()
}

/// The numbers of the milestones and the files of a folder.
fn taken(workspace: &Workspace, folder: &str) -> BTreeSet<String> {
    let here = |path: &str| path::folder(path) == folder;
    let documents = workspace.portfolio.milestones().filter(|(_, loaded)| here(&loaded.path));
    let stated = documents.filter_map(|(_, loaded)| loaded.identity.number.clone());
    let files = workspace.portfolio.files().iter().filter(|file| here(file));
    stated.chain(files.filter_map(|file| parse_file_stem(path::stem(file)).0)).collect()
}

/// The letters before ids of which some have no number: of such ids none has one but by chance.
fn by_chance(units: &[Unit]) -> BTreeSet<&str> {
    let ids = units.iter().filter_map(|unit| unit.id.as_deref());
    ids.filter(|id| own_number(id).is_none()).map(prefix).collect()
}

fn prefix(id: &str) -> &str {
    &id[..id.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(id.len())]
}

/// The number in an id: `#12`, `TASK-12.1`, `Phase 3`, `M03`, `001`. Ids of other kinds have none.
fn own_number(id: &str) -> Option<String> {
    let digits = id.find(|c: char| c.is_ascii_digit())?;
    let (word, number) = id.split_at(digits);
    let plain = word.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '#' | ' '));
    let parts: Vec<&str> = number.split('.').collect();
    let numeric =
        |part: &&str| (1..=9).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || parts.len() > 3 || !parts.iter().all(numeric) {
        return None;
    }
    let first = parts[0].trim_start_matches('0');
    let first = if first.is_empty() { "0" } else { first };
    Some([&[first], &parts[1..]].concat().join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_look_like_numbers_by_chance() {
        let unit = |id: &str| Unit { id: Some(id.to_owned()), ..Unit::new(id, "x") };
        let units = [unit("shop-1234"), unit("shop-1a2b"), unit("TASK-3")];
        assert_eq!(by_chance(&units), BTreeSet::from(["shop"]));
    }

    #[test]
    fn numbers_of_ids() {
        for (id, number) in [
            ("#12", Some("12")),
            ("TASK-012", Some("12")),
            ("TASK-12.1", Some("12.1")),
            ("Phase 3", Some("3")),
            ("001", Some("1")),
            ("M0", Some("0")),
            ("T05_S01", None),
            ("shop-1a2b", None),
            ("12345678901", None),
            ("../../x7", None),
            ("", None),
        ] {
            assert_eq!(own_number(id).as_deref(), number, "{id}");
        }
    }
}
