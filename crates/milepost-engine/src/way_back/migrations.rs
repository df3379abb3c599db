//! The migrations that came with the work.

use std::path::PathBuf;

use milepost_system::git::{ChangedName, Git};

use crate::{EngineError, Result};

/// Ends of files that belong to one migration.
const ENDINGS: &[&str] = &[".up.sql", ".down.sql", ".sql", ".ts", ".js", ".mjs", ".py", ".rb", ".go"];

/// The names of the migrations in a folder (from the repository's root) that `candidate` has and `base` has not, in order. A
/// migration is a folder of its own, or a file; a pair of files for both ways is one.
///
/// # Errors
/// When a commit is not known, or a name could be read by a shell as something else.
pub(crate) fn since(git: &Git<'_>, base: &str, candidate: &str, folder: &str) -> Result<Vec<String>> {
    let names = names(&git.diff_names(base, candidate)?, folder);
    let plain = |name: &&String| {
        !name.starts_with('-')
            && name.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_' | '-'))
    };
    match names.iter().find(|name| !plain(name)) {
        Some(odd) => Err(EngineError::usage(format!(
            "the migration `{odd}` has a name that no command should be given"
        ))),
        None => Ok(names),
    }
}

/// The files in a folder (from the repository's root) that `candidate` has and `base` has not, with what they hold.
///
/// # Errors
/// When a commit is not known.
pub(crate) fn files(
    git: &Git<'_>,
    (base, candidate): (&str, &str),
    folder: &str,
) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let added: Vec<PathBuf> = git
        .diff_names(base, candidate)?
        .into_iter()
        .filter(|change| change.status == 'A' && change.path.starts_with(folder))
        .map(|change| change.path)
        .collect();
    let mut found = Vec::new();
    for entry in git.tree_entries(candidate)? {
        if added.contains(&entry.path)
            && let Some(bytes) = git.cat_file(&entry.object)?
        {
            found.push((entry.path, bytes));
        }
    }
    Ok(found)
}

fn names(changes: &[ChangedName], folder: &str) -> Vec<String> {
    let mut names: Vec<String> = changes
        .iter()
        .filter(|change| change.status == 'A')
        .filter_map(|change| change.path.strip_prefix(folder).ok()?.to_str().map(str::to_owned))
        .filter_map(|path| migration_name(&path))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The migration that a file belongs to, by its path from the folder of the migrations.
pub(crate) fn migration_name(path: &str) -> Option<String> {
    match path.split_once('/') {
        Some((migration, _)) => Some(migration.to_owned()),
        None => ENDINGS.iter().find_map(|ending| path.strip_suffix(ending)).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(paths: &[(char, &str)]) -> Vec<String> {
        let changes: Vec<ChangedName> =
            paths.iter().map(|(status, path)| ChangedName { status: *status, path: path.into() }).collect();
        names(&changes, "app/migrations")
    }

    #[test]
    fn folders_files_and_pairs_are_one_migration_each() {
        let found = of(&[
            ('A', "app/migrations/0004-vouchers.up.sql"),
            ('A', "app/migrations/0004-vouchers.down.sql"),
            ('A', "app/migrations/20260101_phone/migration.sql"),
            ('A', "app/migrations/20260101_phone/down.sql"),
            ('A', "app/migrations/migration_lock.toml"),
            ('M', "app/migrations/0001-old.up.sql"),
            ('A', "app/src/migrations.ts"),
        ]);
        assert_eq!(found, ["0004-vouchers", "20260101_phone"]);
    }
}
