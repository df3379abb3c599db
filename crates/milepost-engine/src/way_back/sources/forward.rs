//! One more migration that takes others back, for tools whose history only grows.

use std::path::Path;

use jiff::{ToSpan as _, civil::DateTime};
use milepost_database::{Engine, Script};
use sha2::{Digest as _, Sha256};

use super::Way;
use crate::way_back::{Migrations, NewMigration, migrations::is_plain, statements::hexadecimal};

/// How a tool keeps a migration.
pub(super) struct Forward {
    /// Its file, in a folder with its name.
    pub(super) file: &'static str,
    /// The statement for the line that the tool would write into its books.
    pub(super) line: fn(&Line<'_>) -> String,
    /// The column of the books with the names of migrations.
    pub(super) name_column: &'static str,
}

/// A line of the books.
pub(super) struct Line<'l> {
    pub(super) engine: Engine,
    /// The table of the books, as the catalog names it.
    pub(super) table: &'l str,
    /// Made from name and sum: the same migration gets into the same books once.
    pub(super) id: String,
    /// The SHA-256 of the file.
    pub(super) sum: String,
    pub(super) name: &'l str,
}

/// Names are cut here, so that the columns of books have room for them.
const LONGEST: usize = 200;

impl Forward {
    /// The migration that takes others back, the newest first.
    ///
    /// # Errors
    /// In words: there is no name for it.
    pub(super) fn migration(
        &self,
        (folder, migrations): (&str, &Migrations),
        ways: &[Way],
    ) -> Result<NewMigration, String> {
        let name = name(migrations.names().last().unwrap_or_default(), migrations.new_names());
        if !is_plain(&name) {
            return Err(format!(
                "the migration that takes the work back would be called `{name}`, which no command should be given"
            ));
        }
        let part = |way: &Way| {
            let names: Vec<String> = way.names.iter().map(|name| format!("`{name}`")).collect();
            format!("-- Takes back {}.\n{}\n", names.join(", "), way.sql.replace("\r\n", "\n").trim())
        };
        let sql = ways.iter().map(part).collect::<Vec<_>>().join("\n");
        Ok(NewMigration { path: Path::new(folder).join(&name).join(self.file), name, sql })
    }

    /// The scripts that put it into a database: its statements, and its line in the books.
    pub(super) fn scripts(&self, migration: &NewMigration, (engine, table): (Engine, &str)) -> Vec<Script> {
        let sum = hexadecimal(&Sha256::digest(migration.sql.as_bytes()));
        let name = migration.name.as_str();
        let line = (self.line)(&Line { engine, table, id: identifier(name, &sum), sum, name });
        vec![Script { name: name.to_owned(), sql: migration.sql.clone() }, Script::of_books(name, line)]
    }

    /// What leaves in the books just the migrations that the baseline has.
    pub(super) fn forgets(&self, table: &str, migrations: &Migrations) -> Script {
        let of_base = migrations.names().filter(|name| !migrations.new_names().iter().any(|new| new == name));
        let names: Vec<String> = of_base.map(|name| format!("'{}'", name.replace('\'', "''"))).collect();
        let sql = if names.is_empty() {
            format!("delete from {table}")
        } else {
            format!("delete from {table} where {} not in ({})", self.name_column, names.join(", "))
        };
        Script { name: format!("the books in `{table}` as before"), sql }
    }
}

/// The name of a migration that comes right behind the newest one: a second later, so that whoever applies all of them from the first
/// on takes the work back before anything else. `undone` are the migrations that it takes back, the oldest first.
fn name(newest: &str, undone: &[String]) -> String {
    let what = match undone {
        [] => String::new(),
        [only] => words(only).to_owned(),
        [first, .., last] => format!("{}_to_{}", words(first), words(last)),
    };
    let what: String = what.chars().take(LONGEST).collect();
    format!("{}_rollback_{what}", after(newest).unwrap_or_else(|| newest.to_owned()))
}

/// A second after the time that a name begins with.
fn after(name: &str) -> Option<String> {
    const FORMAT: &str = "%Y%m%d%H%M%S";
    const DIGITS: usize = 14;
    let stamp = name.get(..DIGITS).filter(|stamp| stamp.bytes().all(|byte| byte.is_ascii_digit()))?;
    let is_longer = name[DIGITS..].starts_with(|sign: char| sign.is_ascii_digit());
    let next = DateTime::strptime(FORMAT, stamp).ok()?.checked_add(1.second()).ok()?;
    (!is_longer).then(|| next.strftime(FORMAT).to_string())
}

/// A name without the number in front of it.
fn words(name: &str) -> &str {
    let rest = name.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let rest = rest.trim_start_matches(['_', '-']);
    if rest.is_empty() { name } else { rest }
}

/// A UUID of the eighth version: its bits are ours to choose.
fn identifier(name: &str, sum: &str) -> String {
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&Sha256::digest(format!("{name} {sum}"))[..16]);
    bytes[6] = 0x80 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    let text = hexadecimal(&bytes);
    [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(newest: &str, undone: &[&str]) -> String {
        let undone: Vec<String> = undone.iter().map(|&name| name.to_owned()).collect();
        let name = name(newest, &undone);
        assert!(name.as_str() > newest, "{name}");
        name
    }

    #[test]
    fn the_name_comes_right_behind_the_newest_one() {
        let phones = "20260228235959_phones";
        assert_eq!(named(phones, &[phones]), "20260301000000_rollback_phones");
        assert_eq!(
            named(phones, &["20260101000000_vouchers", "20260102000000_x", phones]),
            "20260301000000_rollback_vouchers_to_phones"
        );
        // What begins with no time is behind itself.
        for odd in ["0002_phones", "20261301000000_phones", "20260228235959123_phones", "phones"] {
            assert_eq!(named(odd, &[odd]), format!("{odd}_rollback_phones"));
        }
        assert_eq!(named("20260101000000", &["20260101000000"]), "20260101000001_rollback_20260101000000");
        assert!(named(phones, &[&format!("1_{}", "x".repeat(500))]).len() < 255);
    }

    #[test]
    fn the_same_migration_has_the_same_id_and_any_other_another() {
        let id = identifier("a", "0");
        assert_eq!(id, identifier("a", "0"));
        assert_ne!(id, identifier("a", "1"));
        let parts: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert!(id[14..].starts_with('8') && "89ab".contains(&id[19..20]), "{id}");
    }
}
