//! A tool that keeps migrations.

use std::{collections::BTreeMap, path::PathBuf};

use milepost_database::{Kind, Script, Snapshot};
use milepost_system::git::Git;

use super::{Forward, SOURCES};
use crate::{
    Result,
    config::{DatabaseConfig, History},
    way_back::{Migrations, Statements, empty::holds_nothing},
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
    /// How one more migration takes others back, where the history of the tool only grows.
    pub(super) forward: Option<Forward>,
}

impl Source {
    /// The tool whose books a schema has, and the table with them.
    fn of(schema: &Snapshot) -> (&'static Self, Option<&str>) {
        let of = |source: &'static Self| match source.table {
            Some(table) => Some((source, Some(books_of(schema, table, source.columns)?))),
            None => Some((source, None)),
        };
        SOURCES.iter().find_map(of).expect("the last source takes every folder")
    }

    /// How one more migration takes others back, where that is wanted.
    fn appends(&self, config: &DatabaseConfig) -> std::result::Result<Option<&Forward>, String> {
        match (config.history, &self.forward) {
            (Some(History::Append), None) => Err(
                "`history = \"append\"` is for the folders of Prisma: nobody knows how this tool would keep one more migration"
                    .to_owned(),
            ),
            (Some(History::Rewrite), _) => Ok(None),
            (None, _) if config.undone.is_some() => Ok(None),
            (_, forward) => Ok(forward.as_ref()),
        }
    }
}

/// What takes migrations back.
pub(super) struct Way {
    /// Their names, the newest first.
    pub(super) names: Vec<String>,
    pub(super) sql: String,
}

/// Why there is none, in words.
enum NoWay {
    /// No file holds one.
    Missing(String),
    /// It does nothing.
    Empty(String),
}

/// Everything that takes back the migrations that the baseline lacks, the newest first, from the files of the second commit; with the
/// table of the books, where the tool has one. Where one of them has no way back, `made` is that of all together.
///
/// # Errors
/// When Git cannot be read; inside in words, when a migration has no way back.
pub(in crate::way_back) fn statements(
    git: &Git<'_>,
    range: (&str, &str),
    (config, folder): (&DatabaseConfig, &str),
    (changed, made): (&Snapshot, Option<&str>),
) -> Result<std::result::Result<Statements, String>> {
    let migrations = Migrations::read(git, range, folder)?;
    let (source, table) = Source::of(changed);
    let ways = match (ways(git, &migrations, source, folder)?, made) {
        (Ok(ways), _) => ways,
        (Err(NoWay::Missing(_)), Some(made)) if holds_nothing(made) => {
            return Ok(Err("the way back that the migration tool makes is empty: what the work changes in the database does not stand in its schema".to_owned()));
        }
        (Err(NoWay::Missing(_)), Some(made)) => {
            vec![Way { names: migrations.new_names().iter().rev().cloned().collect(), sql: made.to_owned() }]
        }
        (Err(NoWay::Missing(why) | NoWay::Empty(why)), _) => return Ok(Err(why)),
    };
    if ways.is_empty() {
        return Ok(Ok(Statements { books: source.table, ..Statements::default() }));
    }
    Ok(match source.appends(config) {
        Ok(Some(forward)) => {
            let table = table.expect("a tool with a history has a table for it");
            forward.migration((folder, &migrations), &ways).map(|migration| Statements {
                scripts: forward.scripts(&migration, (changed.engine, table)),
                books: source.table,
                is_whole: true,
                forgets: Some(forward.forgets(table, &migrations)),
                migration: Some(migration),
            })
        }
        Ok(None) => backward(source, config, &migrations, ways),
        Err(why) => Err(why),
    })
}

/// Whether a migration of the work has no way back.
///
/// # Errors
/// When Git cannot be read.
pub(in crate::way_back) fn is_to_be_made(
    git: &Git<'_>,
    range: (&str, &str),
    folder: &str,
    changed: &Snapshot,
) -> Result<bool> {
    let migrations = Migrations::read(git, range, folder)?;
    Ok(matches!(ways(git, &migrations, Source::of(changed).0, folder)?, Err(NoWay::Missing(_))))
}

/// The ways back that files hold, the newest first.
fn ways(
    git: &Git<'_>,
    migrations: &Migrations,
    source: &Source,
    folder: &str,
) -> Result<std::result::Result<Vec<Way>, NoWay>> {
    let mut ways = Vec::new();
    for name in migrations.new_names().iter().rev() {
        let text = |(path, bytes): (PathBuf, Vec<u8>)| {
            let path = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
            (path, String::from_utf8_lossy(&bytes).into_owned())
        };
        let of_it = migrations.files(git, name)?.into_iter().map(text).collect();
        match (source.down)(name, &of_it) {
            Ok(sql) if holds_nothing(&sql) => {
                return Ok(Err(NoWay::Empty(format!("the way back of the migration `{name}` is empty"))));
            }
            Ok(sql) => ways.push(Way { names: vec![name.clone()], sql }),
            Err(why) => return Ok(Err(NoWay::Missing(why))),
        }
    }
    Ok(Ok(ways))
}

/// What leaves in the books just the migrations that the baseline has, where one more migration would take the others back.
///
/// # Errors
/// When Git cannot be read.
pub(in crate::way_back) fn forgets(
    git: &Git<'_>,
    range: (&str, &str),
    (config, folder): (&DatabaseConfig, &str),
    changed: &Snapshot,
) -> Result<Option<Script>> {
    let (source, table) = Source::of(changed);
    let (Ok(Some(forward)), Some(table)) = (source.appends(config), table) else { return Ok(None) };
    Ok(Some(forward.forgets(table, &Migrations::read(git, range, folder)?)))
}

/// The ways back with what takes each migration out of the books.
fn backward(
    source: &Source,
    config: &DatabaseConfig,
    migrations: &Migrations,
    ways: Vec<Way>,
) -> std::result::Result<Statements, String> {
    let undone = |name: &str| {
        match (&config.undone, source.table) {
        (Some(template), _) => {
            let before = migrations.names().take_while(|other| *other < name).last();
            Ok(filled(template, name, before))
        }
        (None, Some(_)) => Ok((source.undone)(name)),
        (None, None) => Err(
            "nobody says how the books of the migration tool are set back: write the statement into `undone` of `[database]`, or `undone = \"\"` where it keeps none"
                .to_owned(),
        ),
    }
    };
    let mut scripts = Vec::new();
    let is_whole = ways.iter().any(|way| way.names.len() > 1);
    for Way { names, sql } in ways {
        scripts.push(Script { name: names.join(", "), sql });
        for name in names {
            let books = Script::of_books(&name, undone(&name)?);
            if !books.sql.trim().is_empty() {
                scripts.push(books);
            }
        }
    }
    Ok(Statements { scripts, books: source.table, is_whole, ..Statements::default() })
}

/// The table of a schema with this name, as the catalog names it, and with just these columns where they are named.
fn books_of<'s>(schema: &'s Snapshot, table: &str, columns: Option<&[&str]>) -> Option<&'s str> {
    let is_it = |name: &str| name == table || name.rsplit('.').next() == Some(table);
    let mut tables = schema.objects.keys().filter(|id| id.kind == Kind::Table && is_it(&id.name));
    let found = tables.next()?.name.as_str();
    let Some(columns) = columns else { return Some(found) };
    let all = schema.objects.iter().filter(|(id, _)| id.kind == Kind::Column);
    let own = all.filter(|(_, object)| object.table.as_deref() == Some(found));
    let mut names: Vec<&str> =
        own.filter_map(|(id, _)| id.name.rsplit_once('.').map(|(_, name)| name)).collect();
    names.sort_unstable();
    (names == columns).then_some(found)
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
        let own = |schema: &Snapshot| books_of(schema, "schema_migrations", Some(&["version"])).is_some();
        assert!(own(&dbmate) && !own(&other));
        assert_eq!(books_of(&other, "schema_migrations", None), Some("schema_migrations"));
        assert_eq!(books_of(&other, "books", None), None);
    }
}
