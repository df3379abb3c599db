//! A tool that keeps migrations.

use std::{collections::BTreeMap, path::PathBuf};

use milepost_database::{Kind, Script, Snapshot};
use milepost_system::git::Git;

use super::SOURCES;
use crate::{
    Result,
    config::DatabaseConfig,
    way_back::{Migrations, Statements},
};

/// A tool that keeps migrations.
pub(super) struct Source {
    /// The table in which it keeps its books; none where it is told by `undone` of `[database]`.
    pub(super) table: Option<&'static str>,
    /// Its columns, where other tools give a table that name too.
    pub(super) columns: Option<&'static [&'static str]>,
    /// What takes a migration back, from its files: their paths in the folder of the migrations, and their text. In words
    /// where there is nothing.
    pub(super) down: fn(&str, &BTreeMap<String, String>) -> std::result::Result<String, String>,
    /// What takes it out of the books.
    pub(super) undone: fn(&str) -> String,
}

/// Everything that takes back the migrations that the baseline lacks, the newest first, from the files of the second commit; with the
/// table of the books, where the tool has one.
///
/// # Errors
/// When Git cannot be read; inside in words, when a migration has no way back.
pub(in crate::way_back) fn statements(
    git: &Git<'_>,
    range: (&str, &str),
    (config, folder): (&DatabaseConfig, &str),
    changed: &Snapshot,
) -> Result<std::result::Result<Statements, String>> {
    let migrations = Migrations::read(git, range, folder)?;
    let source = SOURCES
        .iter()
        .find(|source| source.table.is_none_or(|table| has_books(changed, table, source.columns)))
        .expect("the last source takes every folder");
    let mut scripts = Vec::new();
    for name in migrations.new_names().iter().rev() {
        let text = |(path, bytes): (PathBuf, Vec<u8>)| {
            let path = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
            (path, String::from_utf8_lossy(&bytes).into_owned())
        };
        let of_it = migrations.files(git, name)?.into_iter().map(text).collect();
        let sql = match (source.down)(name, &of_it) {
            Ok(sql) if !sql.trim().is_empty() => sql,
            Ok(_) => return Ok(Err(format!("the way back of the migration `{name}` is empty"))),
            Err(why) => return Ok(Err(why)),
        };
        scripts.push(Script { name: name.clone(), sql });
        let undone = match (&config.undone, source.table) {
            (Some(template), _) => {
                filled(template, name, migrations.names().take_while(|other| *other < name.as_str()).last())
            }
            (None, Some(_)) => (source.undone)(name),
            (None, None) => {
                return Ok(Err(
                    "nobody says how the books of the migration tool are set back: write the statement into `undone` of `[database]`, or `undone = \"\"` where it keeps none"
                        .to_owned(),
                ));
            }
        };
        if !undone.trim().is_empty() {
            scripts.push(Script::of_books(name, undone));
        }
    }
    Ok(Ok(Statements { scripts, books: source.table }))
}

/// Whether a schema has a table, with just these columns where they are named.
fn has_books(schema: &Snapshot, table: &str, columns: Option<&[&str]>) -> bool {
    let is_it = |name: &str| name == table || name.rsplit('.').next() == Some(table);
    let mut tables = schema.objects.keys().filter(|id| id.kind == Kind::Table && is_it(&id.name));
    let Some(found) = tables.next() else { return false };
    let Some(columns) = columns else { return true };
    let all = schema.objects.iter().filter(|(id, _)| id.kind == Kind::Column);
    let own = all.filter(|(_, object)| object.table.as_deref() == Some(found.name.as_str()));
    let mut names: Vec<&str> = own.filter_map(|(id, _)| id.name.rsplit('.').next()).collect();
    names.sort_unstable();
    names == columns
}

fn filled(template: &str, name: &str, before: Option<&str>) -> String {
    template
        .replace("{name}", name)
        .replace("{number}", &number(name))
        .replace("{before}", &before.map_or_else(|| "0".to_owned(), number))
}

/// The digits in front of a name, without the zeros before them.
pub(super) fn number(name: &str) -> String {
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    let number = digits.trim_start_matches('0');
    if number.is_empty() { "0".to_owned() } else { number.to_owned() }
}

/// The one file of a migration whose path ends so.
pub(super) fn file<'f>(files: &'f BTreeMap<String, String>, ends: &str) -> Option<&'f str> {
    files.iter().find(|(path, _)| path.ends_with(ends)).map(|(_, text)| text.as_str())
}

#[cfg(test)]
mod tests {
    use milepost_database::{Database as _, SqliteDatabase};

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "an empty file is an empty database")]
    fn a_table_of_the_same_name_with_other_columns_is_not_of_the_tool() {
        let folder = tempfile::tempdir().unwrap();
        let schema = |sql: &str| {
            let path = folder.path().join("books.db");
            std::fs::write(&path, "").unwrap();
            let mut database = SqliteDatabase::open(&path).unwrap();
            database.run(sql).unwrap();
            database.snapshot().unwrap()
        };
        let dbmate = schema("create table schema_migrations (version varchar(128) primary key)");
        let other = schema("create table schema_migrations (version bigint primary key, dirty boolean)");
        let own = |schema: &Snapshot| has_books(schema, "schema_migrations", Some(&["version"]));
        assert!(own(&dbmate) && !own(&other));
        assert!(has_books(&other, "schema_migrations", None) && !has_books(&other, "books", None));
    }
}
