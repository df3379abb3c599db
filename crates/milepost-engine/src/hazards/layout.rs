//! Which files are which way of which migration.

use std::collections::BTreeMap;

use milepost_document::Span;

/// Marks of both ways in one file: of dbmate, goose and sql-migrate.
const MARKS: [(&str, &str); 3] = [
    ("-- migrate:up", "-- migrate:down"),
    ("-- +goose up", "-- +goose down"),
    ("-- +migrate up", "-- +migrate down"),
];

/// A migration of a folder: its name, and the texts of both ways by their paths. What is of the other way is blanked, so that
/// places stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) name: String,
    pub(super) up: (String, String),
    pub(super) down: Back,
}

/// The way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Back {
    /// Its path and text.
    Script(String, String),
    /// The tool knows ways back, and this migration has none.
    Missing,
    /// Nobody says whether there are ways back here.
    Unknown,
}

/// Ends of files that belong to one migration.
const ENDS: [&str; 9] = [".up.sql", ".down.sql", ".sql", ".ts", ".js", ".mjs", ".py", ".rb", ".go"];

/// The migration that a file belongs to, by its path from the folder of the migrations: the path without its end, or the folder
/// of a file that tools call `migration`, `up` or `down`. None for what is neither SQL nor a program.
pub(super) fn name_of(path: &str) -> Option<String> {
    let lower = path.to_ascii_lowercase();
    let end = ENDS.iter().find(|end| lower.ends_with(*end))?;
    let stem = &path[..path.len() - end.len()];
    let (folder, file) = stem.rsplit_once('/').unwrap_or((".", stem));
    let is_named_by_folder = ["migration", "up", "down"].iter().any(|name| file.eq_ignore_ascii_case(name));
    Some(if is_named_by_folder { folder.to_owned() } else { stem.to_owned() })
}

/// The migrations among the files of a folder, in the order of their numbers and names; and the paths of those that are no SQL.
/// Files are their paths from that folder, and their texts. Every file of SQL is in one of the migrations.
pub(super) fn pairs(files: &[(String, String)]) -> (Vec<Pair>, Vec<String>) {
    let (mut pairs, mut programs) = (Vec::new(), Vec::new());
    for (name, files) in by_name(files) {
        let (sql, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| is_sql(path));
        let (backs, ups): (Vec<_>, Vec<_>) = sql.into_iter().partition(|(path, _)| is_way(path, "down"));
        if ups.is_empty() && backs.is_empty() {
            programs.extend(others.first().map(|(path, _)| path.clone()));
        }
        for at in 0..ups.len().max(backs.len()) {
            pairs.push(pair(name.clone(), ups.get(at).copied(), backs.get(at).copied()));
        }
    }
    // Where some can be taken back, all should be.
    if pairs.iter().any(|pair| matches!(pair.down, Back::Script(..))) {
        for pair in &mut pairs {
            if pair.down == Back::Unknown {
                pair.down = Back::Missing;
            }
        }
    }
    (pairs, programs)
}

/// What stands in front of the statements that take migrations back.
const TAKES_BACK: &str = "-- Takes back ";

/// The migrations that another one takes back, as it says itself: `-- Takes back `NAME`.` in front of statements, in a migration that is
/// called `TIMESTAMP_rollback_…`. Their places in the list; none where one of them does not come before it, or nothing is said.
pub(super) fn taken_back(pairs: &[Pair], back: &Pair) -> Vec<usize> {
    if !back.name.contains("_rollback_") {
        return Vec::new();
    }
    let before = pairs.iter().position(|pair| pair.name == back.name).unwrap_or(0);
    let lines = back.up.1.lines().filter_map(|line| line.strip_prefix(TAKES_BACK));
    let names = lines.flat_map(|line| line.split('`').skip(1).step_by(2));
    let mut found = Vec::new();
    for name in names {
        let Some(at) = pairs[..before].iter().position(|pair| pair.name == name) else { return Vec::new() };
        found.push(at);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Where a migration that takes others back says so first.
pub(super) fn says_so(text: &str) -> Span {
    let start = line_with(text, TAKES_BACK).unwrap_or(0);
    let line = text[start..].lines().next().unwrap_or_default();
    let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Span::new(at(start), at(start + line.len()))
}

/// Files by the migration that they belong to, in order.
fn by_name(files: &[(String, String)]) -> Vec<(String, Vec<&(String, String)>)> {
    let mut by_name: BTreeMap<String, Vec<&(String, String)>> = BTreeMap::new();
    for file in files {
        if let Some(name) = name_of(&file.0) {
            by_name.entry(name).or_default().push(file);
        }
    }
    // `NAME/down.sql` beside one file of another name takes that one back.
    let folders: Vec<String> = by_name
        .iter()
        .filter(|(_, files)| files.iter().all(|(path, _)| is_way(path, "down")))
        .map(|(name, _)| name.clone())
        .collect();
    for folder in folders {
        let inside =
            |name: &&String| **name != folder && name.rsplit_once('/').map_or(".", |(own, _)| own) == folder;
        let mut own = by_name.keys().filter(inside);
        if let (Some(only), None) = (own.next().cloned(), own.next())
            && by_name[&only].iter().all(|(path, _)| is_sql(path) && !is_way(path, "down"))
            && let Some(back) = by_name.remove(&folder)
        {
            by_name.entry(only).or_default().extend(back);
        }
    }
    let mut all: Vec<_> = by_name.into_iter().collect();
    // Folders stay together; a number comes before the letters behind it.
    all.sort_by(|(a, _), (b, _)| {
        let part = |part| (number(part), part);
        a.split('/').map(part).cmp(b.split('/').map(part))
    });
    all
}

/// The number with which a name begins, without its leading zeros: its length and its digits. `V2__a` of Flyway begins with one.
fn number(name: &str) -> (usize, &str) {
    let plain = name.strip_prefix('V').filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
    let plain = plain.unwrap_or(name);
    let end = plain.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(plain.len());
    let digits = plain[..end].trim_start_matches('0');
    (digits.len(), digits)
}

fn pair(name: String, up: Option<&(String, String)>, back: Option<&(String, String)>) -> Pair {
    let back = back.map(|(path, text)| (path.clone(), text.clone()));
    let Some((path, text)) = up else {
        // A way back alone still is one.
        let (path, text) = back.unwrap_or_default();
        return Pair {
            name,
            up: (path.clone(), blank(&text, 0, text.len())),
            down: Back::Script(path, text),
        };
    };
    let down = match (back, marked(text)) {
        (Some((path, text)), _) => Back::Script(path, text),
        (None, Some((_, Some(down)))) => Back::Script(path.clone(), down),
        (None, Some((_, None))) => Back::Missing,
        (None, None) if is_way(path, "up") => Back::Missing,
        (None, None) => Back::Unknown,
    };
    let up = marked(text).map_or_else(|| text.clone(), |(up, _)| up);
    Pair { name, up: (path.clone(), up), down }
}

/// Whether the name of a file says which way it is: `up.sql`, `NAME/up.sql`, `NAME.up.sql`.
fn is_way(path: &str, way: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    lower
        .strip_suffix(".sql")
        .and_then(|stem| stem.strip_suffix(way))
        .is_some_and(|before| before.is_empty() || before.ends_with(['/', '.']))
}

fn is_sql(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("sql"))
}

/// Both ways of a file that marks them, the other one blanked.
fn marked(text: &str) -> Option<(String, Option<String>)> {
    let lower = text.to_ascii_lowercase();
    MARKS.iter().find_map(|(up, down)| {
        let up = line_with(&lower, up)?;
        Some(match line_with(&lower, down) {
            Some(down) if down > up => (blank(text, down, text.len()), Some(blank(text, 0, down))),
            Some(down) => (blank(text, down, up), Some(blank(text, up, text.len()))),
            None => (text.to_owned(), None),
        })
    })
}

/// Where the line begins that begins with a mark.
fn line_with(text: &str, mark: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with(mark) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// A text with spaces in place of a part: bytes and lines stay where they are.
pub(super) fn blank(text: &str, from: usize, to: usize) -> String {
    let inside =
        text[from..to].bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' });
    format!("{}{}{}", &text[..from], inside.collect::<String>(), &text[to..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> (Vec<Pair>, Vec<String>) {
        pairs(&files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect::<Vec<_>>())
    }

    #[test]
    fn pairs_of_files_and_of_folders_are_one_migration() {
        let (found, programs) = of(&[
            ("0001-a.up.sql", "up"),
            ("0001-a.down.sql", "down"),
            ("0002_b/migration.sql", "up"),
            ("0002_b/down.sql", "down"),
            ("0003-c.up.sql", "up"),
            ("0004-d.ts", "export"),
            ("migration_lock.toml", "provider"),
        ]);
        assert_eq!(
            found.iter().map(|pair| pair.name.as_str()).collect::<Vec<_>>(),
            ["0001-a", "0002_b", "0003-c"]
        );
        assert_eq!(found[1].down, Back::Script("0002_b/down.sql".to_owned(), "down".to_owned()));
        assert_eq!(found[2].down, Back::Missing);
        assert_eq!(programs, ["0004-d.ts"]);
    }

    #[test]
    fn every_file_of_sql_is_looked_at() {
        let names = |files: &[(&str, &str)]| {
            of(files).0.into_iter().map(|pair| (pair.name, pair.up.0)).collect::<Vec<_>>()
        };
        let named = |all: &[(&str, &str)]| {
            all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(
            names(&[("1_a/migration.sql", "a"), ("1_a/more.sql", "b"), ("1_a/OTHER.SQL", "c")]),
            named(&[
                ("1_a", "1_a/migration.sql"),
                ("1_a/OTHER", "1_a/OTHER.SQL"),
                ("1_a/more", "1_a/more.sql")
            ])
        );
        assert_eq!(
            names(&[("migrations/10.sql", "a"), ("migrations/9.sql", "b")]),
            named(&[("migrations/9", "migrations/9.sql"), ("migrations/10", "migrations/10.sql")])
        );
        assert_eq!(
            names(&[("10_a.sql", "a"), ("9_b.sql", "b"), ("V8__c.sql", "c")]),
            named(&[("V8__c", "V8__c.sql"), ("9_b", "9_b.sql"), ("10_a", "10_a.sql")])
        );
        assert_eq!(names(&[("up.sql", "a"), ("down.sql", "b")]), named(&[(".", "up.sql")]));
    }

    #[test]
    fn names_that_only_end_like_a_way_are_none() {
        let (found, _) = of(&[("markdown.sql", "a"), ("signup.sql", "b"), ("cleanup.sql", "c")]);
        assert_eq!(found.len(), 3);
        assert!(
            found.iter().all(|pair| pair.down == Back::Unknown && !pair.up.1.trim().is_empty()),
            "{found:?}"
        );
        let (found, _) = of(&[("1/schema.sql", "a"), ("1/Down.SQL", "b")]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].down, Back::Script("1/Down.SQL".to_owned(), "b".to_owned()));
    }

    #[test]
    fn where_no_migration_goes_back_nobody_asks_for_it() {
        assert_eq!(of(&[("1/migration.sql", "up")]).0[0].down, Back::Unknown);
        assert_eq!(of(&[("1.sql", "x"), ("2.sql", "y"), ("2.down.sql", "z")]).0[0].down, Back::Missing);
    }

    #[test]
    fn marks_divide_a_file_and_keep_places() {
        let text = "-- migrate:up\ncreate ü;\n-- migrate:down\ndrop a;\n";
        let (found, _) = of(&[("1.sql", text)]);
        let Back::Script(_, down) = &found[0].down else { panic!("{found:?}") };
        assert_eq!(found[0].up.1.len(), text.len());
        assert_eq!(down.find("drop"), text.find("drop"));
        assert!(!found[0].up.1.contains("drop") && !down.contains("create"));
        assert_eq!(of(&[("1.sql", "-- +goose Up\ncreate a;")]).0[0].down, Back::Missing);
    }
}
