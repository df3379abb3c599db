//! Ways back that the migration tool makes itself, where no file holds one.

use std::path::Path;

use serde::Serialize;

use crate::config::DatabaseConfig;

/// A command that makes what takes the work back. It finds three paths in its environment, see [`NOW`], [`BEFORE`] and [`MADE`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Maker {
    /// What runs.
    pub script: String,
    /// The folder, from the project's root.
    pub cwd: String,
}

/// The variable with the schema of the work, a file or a folder.
pub(crate) const NOW: &str = "MILEPOST_SCHEMA";
/// The one with the schema of before; empty where there was none.
pub(crate) const BEFORE: &str = "MILEPOST_SCHEMA_BEFORE";
/// The one with the file that it has to write.
pub(crate) const MADE: &str = "MILEPOST_WAY_BACK";

/// Prisma up to version 6 has other names for the same. From one schema to another it needs no database. It is looked for in the clone
/// alone: `npx` would ask a registry for a long time where it is not there.
const DIFF: &str = r#"top="$(git rev-parse --show-toplevel)"
folder="$PWD"
until [ -x "$folder/node_modules/.bin/prisma" ]; do
  if [ "$folder" = "$top" ] || [ "$folder" = / ]; then
    echo "error: there is no node_modules/.bin/prisma: let prepare install the packages" >&2
    exit 1
  fi
  folder="$(dirname "$folder")"
done
export PATH="$folder/node_modules/.bin:$PATH"
help="$(prisma migrate diff --help)"
case "$help" in
  *--to-schema-datamodel*) kind=schema-datamodel ;;
  *--to-schema*) kind=schema ;;
  *) echo "error: this Prisma compares no schemas: its help names no --to-schema" >&2; exit 1 ;;
esac
if [ -n "$MILEPOST_SCHEMA_BEFORE" ]; then set -- "--to-$kind" "$MILEPOST_SCHEMA_BEFORE"; else set -- --to-empty; fi
prisma migrate diff "--from-$kind" "$MILEPOST_SCHEMA" "$@" --script --output "$MILEPOST_WAY_BACK"
"#;

impl Maker {
    /// That of the tool to which a folder of migrations belongs: Prisma alone keeps a file with a lock in it. It runs where the
    /// packages of the project are.
    pub(crate) fn of(config: &DatabaseConfig, is_tracked: &dyn Fn(&str) -> bool) -> Option<Self> {
        let folder = Path::new(config.migrations.as_ref()?);
        let is_there = |path: &Path| is_tracked(&path.to_string_lossy());
        if !is_there(&folder.join("migration_lock.toml")) {
            return None;
        }
        let packages = folder.ancestors().skip(1).find(|folder| is_there(&folder.join("package.json")));
        let cwd = packages.map(|folder| folder.to_string_lossy().into_owned()).filter(|cwd| !cwd.is_empty());
        Some(Self { script: DIFF.to_owned(), cwd: cwd.unwrap_or_else(|| ".".to_owned()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cwd(migrations: &str, tracked: &[&str]) -> Option<String> {
        let config =
            serde_json::json!({"engine": "sqlite", "env": {}, "up": "true", "migrations": migrations});
        let config: DatabaseConfig = serde_json::from_value(config).unwrap();
        Maker::of(&config, &|path| tracked.contains(&path)).map(|maker| maker.cwd)
    }

    #[test]
    fn it_runs_where_the_packages_are() {
        let lock = "apps/api/prisma/migrations/migration_lock.toml";
        let folder = "apps/api/prisma/migrations";
        assert_eq!(
            cwd(folder, &[lock, "package.json", "apps/api/package.json"]).as_deref(),
            Some("apps/api")
        );
        assert_eq!(cwd(folder, &[lock, "package.json"]).as_deref(), Some("."));
        assert_eq!(cwd(folder, &[lock]).as_deref(), Some("."));
        // Other tools make nothing.
        assert_eq!(cwd(folder, &["package.json"]), None);
    }
}
