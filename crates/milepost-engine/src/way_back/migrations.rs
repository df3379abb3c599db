//! The migrations that came with the work.

use std::{collections::BTreeMap, path::PathBuf};

use milepost_system::git::{Git, TreeEntry};

use crate::{EngineError, Result};

/// Ends of files that belong to one migration.
const ENDINGS: &[&str] = &[".up.sql", ".down.sql", ".sql", ".ts", ".js", ".mjs", ".py", ".rb", ".go"];

/// The migrations in a folder, as a commit has them. A migration is a folder of its own, or a file; a pair of files for both ways
/// is one.
#[derive(Debug, Default)]
pub(crate) struct Migrations {
    /// The entries of each, by its name.
    all: BTreeMap<String, Vec<TreeEntry>>,
    /// Those that the baseline lacks, in order.
    new: Vec<String>,
}

impl Migrations {
    /// Those of `tip` in a folder (from the repository's root), held against those of `base`.
    ///
    /// # Errors
    /// When a commit is not known, or the name of a new one could be read by a shell as something else.
    pub(crate) fn read(git: &Git<'_>, (base, tip): (&str, &str), folder: &str) -> Result<Self> {
        Self::of(grouped(git.tree_entries(tip)?, folder), &grouped(git.tree_entries(base)?, folder))
    }

    fn of(all: Entries, before: &Entries) -> Result<Self> {
        let new: Vec<String> = all.keys().filter(|name| !before.contains_key(*name)).cloned().collect();
        match new.iter().find(|name| !is_plain(name)) {
            Some(odd) => Err(EngineError::usage(format!(
                "the migration `{odd}` has a name that no command should be given"
            ))),
            None => Ok(Self { all, new }),
        }
    }

    /// The names of all of them, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(String::as_str)
    }

    /// The names of those that the baseline lacks, in order.
    pub(crate) fn new_names(&self) -> &[String] {
        &self.new
    }

    /// The files of a migration, from the repository's root.
    ///
    /// # Errors
    /// When Git cannot be read.
    pub(crate) fn files(&self, git: &Git<'_>, name: &str) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        let mut found = Vec::new();
        for entry in self.all.get(name).into_iter().flatten() {
            if let Some(bytes) = git.cat_file(&entry.object)? {
                found.push((entry.path.clone(), bytes));
            }
        }
        Ok(found)
    }
}

/// Whether a name is one for commands and statements: no shell and no engine reads anything else in it.
pub(super) fn is_plain(name: &str) -> bool {
    !name.starts_with('-')
        && name.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_' | '-'))
}

type Entries = BTreeMap<String, Vec<TreeEntry>>;

fn grouped(entries: Vec<TreeEntry>, folder: &str) -> Entries {
    let mut found = Entries::new();
    for entry in entries {
        let inside = entry.path.strip_prefix(folder).ok().and_then(|path| path.to_str());
        if let Some(name) = inside.and_then(migration_name) {
            found.entry(name).or_default().push(entry);
        }
    }
    found
}

/// The migration that a file belongs to, by its path from the folder of the migrations.
fn migration_name(path: &str) -> Option<String> {
    match path.split_once('/') {
        Some((migration, _)) => Some(migration.to_owned()),
        None => ENDINGS.iter().find_map(|ending| path.strip_suffix(ending)).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(paths: &[&str]) -> Entries {
        let entry = |path: &&str| TreeEntry { mode: String::new(), object: String::new(), path: path.into() };
        grouped(paths.iter().map(entry).collect(), "app/migrations")
    }

    #[test]
    fn folders_files_and_pairs_are_one_migration_each() {
        let before = entries(&["app/migrations/0001-old.up.sql"]);
        let after = entries(&[
            "app/migrations/0001-old.up.sql",
            // It had no way back before; it is no new one for that.
            "app/migrations/0001-old.down.sql",
            "app/migrations/0004-vouchers.up.sql",
            "app/migrations/0004-vouchers.down.sql",
            "app/migrations/20260101_phone/migration.sql",
            "app/migrations/20260101_phone/down.sql",
            "app/migrations/migration_lock.toml",
            "app/src/migrations.ts",
        ]);
        let found = Migrations::of(after, &before).unwrap();
        assert_eq!(found.new_names(), ["0004-vouchers", "20260101_phone"]);
        assert_eq!(found.names().count(), 3);
    }

    #[test]
    fn a_name_in_which_a_shell_or_an_engine_reads_something_else_is_refused() {
        let of = |name: &str| {
            Migrations::of(entries(&[&format!("app/migrations/{name}/migration.sql")]), &Entries::new())
        };
        for odd in
            ["$(id)", "a b", "a;b", "a'b", "a\"b", "a`b", "a\nb", "a|b", "a\\b", "-rf", "phön", "*", "~root"]
        {
            let why = of(odd).map(|_| ()).unwrap_err().to_string();
            assert!(why.contains("no command should be given"), "{odd}: {why}");
        }
        // What was there before is given to no command.
        let there = entries(&["app/migrations/$(id)/migration.sql"]);
        assert!(Migrations::of(entries(&["app/migrations/$(id)/migration.sql"]), &there).is_ok());
        assert!(of("20260101000000_phones-v1.2").is_ok());
    }
}
