//! Documents by their ids.

use std::collections::{HashMap, HashSet};

use milepost_document::vocabulary::{Dialect, dialect_place, is_counted_apart};

use crate::{LoadedDocument, number::number_key, path};

/// Finds documents by ids such as `TASK-12`, `shop-1a2b` or `08-01`.
#[derive(Debug, Clone, Default)]
pub(crate) struct IdIndex {
    by_id: HashMap<String, Vec<usize>>,
    /// How many documents have an id with this before its number.
    prefixes: HashMap<String, usize>,
    /// The ids at the start of the names of all documents.
    names: HashSet<String>,
    /// By the project's folder and the number, where the number alone tells tasks apart.
    counted: HashMap<(String, String), Vec<usize>>,
}

impl IdIndex {
    /// Collects the ids of all units of work.
    pub(crate) fn of(documents: &[LoadedDocument]) -> Self {
        let names = documents.iter().filter_map(|document| id_of_stem(path::stem(&document.path)));
        let mut index = Self { names: names.map(id_key).collect(), ..Self::default() };
        for (at, document) in documents.iter().enumerate().filter(|(_, document)| document.is_milestone()) {
            let mut keys: Vec<String> = document
                .identity
                .numbers
                .iter()
                .map(|stated| stated.number.as_str())
                .filter(|number| number.contains(['-', '_']))
                .chain(id_of_stem(path::stem(&document.path)))
                .map(id_key)
                .collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                if let Some((prefix, number)) = numbered(&key) {
                    *index.prefixes.entry(prefix.to_owned()).or_default() += 1;
                    if let Some(root) = counter(document).filter(|_| !is_counted_apart(prefix)) {
                        let same = index.counted.entry((root.to_owned(), number.to_owned())).or_default();
                        same.extend((same.last() != Some(&at)).then_some(at));
                    }
                }
                index.by_id.entry(key).or_default().push(at);
            }
        }
        index
    }

    /// The documents of an id, whatever its case and its leading zeros, by path.
    pub(crate) fn find(&self, id: &str) -> &[usize] {
        self.by_id.get(&id_key(id)).map_or(&[], Vec::as_slice)
    }

    /// The documents that an id means to a document of a project where the number alone tells tasks apart; `None` where
    /// it does not.
    pub(crate) fn find_counted(&self, from: &LoadedDocument, id: &str) -> Option<&[usize]> {
        let key = id_key(id);
        let (prefix, number) = numbered(&key)?;
        let is_word = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_lowercase());
        let root = counter(from).filter(|_| is_word && !is_counted_apart(prefix))?;
        Some(self.counted.get(&(root.to_owned(), number.to_owned())).map_or(&[], Vec::as_slice))
    }

    /// Whether the name of any document begins with an id, whatever the document is.
    pub(crate) fn has_name(&self, id: &str) -> bool {
        self.names.contains(&id_key(id))
    }

    /// Whether several documents have ids that differ from this one in the number only.
    pub(crate) fn uses_prefix_of(&self, id: &str) -> bool {
        let key = id_key(id);
        numbered(&key).is_some_and(|(prefix, _)| {
            prefix.starts_with(|c: char| c.is_alphabetic())
                && self.prefixes.get(prefix).is_some_and(|count| *count > 1)
        })
    }
}

/// The folder of the project whose one counter numbers a document.
fn counter(document: &LoadedDocument) -> Option<&str> {
    document.identity.dialect.filter(|dialect: &Dialect| dialect.has_one_counter())?;
    let place = dialect_place(&document.path)?;
    Some(&document.path[..place.root])
}

/// The id at the start of a file's name: words of letters, joined by hyphens, and a number: `EP-039-payments`.
fn id_of_stem(stem: &str) -> Option<&str> {
    let digits = stem.find(|c: char| c.is_ascii_digit())?;
    let letters = stem[..digits].strip_suffix('-')?;
    let words = letters.len() > 1
        && letters.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic()));
    let end =
        stem[digits..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(stem.len(), |at| digits + at);
    let parted = stem[end..].starts_with(['-', '_', ' ']) || end == stem.len();
    (words && parted).then(|| stem[..end].trim_end_matches('.'))
}

/// An id as it is compared: lower case, without leading zeros of its number.
fn id_key(id: &str) -> String {
    let lower = id.to_lowercase();
    match numbered(&lower) {
        Some((prefix, number)) => format!("{prefix}-{}", number_key(number)),
        None => lower,
    }
}

/// What stands before the number of an id, and the number.
fn numbered(id: &str) -> Option<(&str, &str)> {
    let (prefix, number) = id.rsplit_once('-')?;
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_number.then_some((prefix, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_compared_as_people_mean_them() {
        for (a, b) in [("task-012", "TASK-12"), ("FT-M-05.06", "ft-m-5.6"), ("shop-1A2B", "shop-1a2b")] {
            assert_eq!(id_key(a), id_key(b));
        }
        assert_ne!(id_key("shop-0a1"), id_key("shop-a1"));
    }

    #[test]
    fn ids_of_file_names() {
        for (stem, id) in [
            ("EP-039-payments", Some("EP-039")),
            ("task-8 - Payments", Some("task-8")),
            ("FT-M-05.06-sinks", Some("FT-M-05.06")),
            ("milestone-1b", None),
            ("02-cards", None),
            ("readme", None),
        ] {
            assert_eq!(id_of_stem(stem), id, "{stem}");
        }
    }
}
