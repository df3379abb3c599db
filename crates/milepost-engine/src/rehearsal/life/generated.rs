//! Rows as the new version may write them, made from the schema.

use std::collections::{BTreeMap, BTreeSet};

use milepost_database::{Engine, Kind, Object, Snapshot};

use super::is_quoted;
use crate::rehearsal::{database::State, vacuous::is_books};

/// Something to write.
pub(super) struct Write {
    /// What it is, in words.
    pub(super) what: String,
    /// The statement.
    pub(super) sql: String,
}

/// A column of the changed schema.
struct Column<'s> {
    name: &'s str,
    facts: &'s BTreeMap<String, String>,
}

/// For each table that is new or has new columns a row of its own; and for the new columns of what was there before a value in one row
/// that has none. Where the change altered what was there before, a row more would hide whether the way back sets that right: there is none.
pub(super) fn writes(base: &State, again: &State, altered: &[String]) -> Vec<Write> {
    let (before, after) = (&base.schema, &again.schema);
    let mut touched: BTreeSet<&str> = BTreeSet::new();
    let mut writes = Vec::new();
    for (id, object) in after.objects.iter().filter(|(id, _)| id.kind == Kind::Column) {
        let Some(table) = object.table.as_deref().filter(|table| is_table(again, table)) else { continue };
        if before.get(Kind::Column, &id.name).is_some() {
            continue;
        }
        touched.insert(table);
        let Some(name) = id.name.strip_prefix(table).and_then(|rest| rest.strip_prefix('.')) else {
            continue;
        };
        let column = Column { name, facts: &object.facts };
        let is_new_table = before.get(Kind::Table, table).is_none();
        if is_new_table
            || is_given(&column)
            || object.facts.get("nullable").is_some_and(|value| value == "no")
        {
            continue;
        }
        if let Some(sql) = fill(after, table, &column) {
            writes.push(Write { what: format!("a value for `{table}.{name}`"), sql });
        }
    }
    // A table comes after those that it refers to, as far as they are new.
    let mut left: Vec<&str> =
        touched.into_iter().filter(|table| !altered.iter().any(|altered| altered == table)).collect();
    while !left.is_empty() {
        let waits = |table: &str| {
            references(after, table).iter().any(|to| to.table != table && left.contains(&to.table.as_str()))
        };
        let at = left.iter().position(|table| !waits(table)).unwrap_or(0);
        let table = left.remove(at);
        writes.push(Write { what: format!("a row of `{table}`"), sql: insert(after, table) });
    }
    writes
}

/// Whether it is a table with rows of its own that is read, and none of the books of a migration tool.
fn is_table(state: &State, name: &str) -> bool {
    state.schema.get(Kind::Table, name).is_some() && state.data.tables.contains_key(name) && !is_books(name)
}

/// Whether the engine gives it its value.
fn is_given(column: &Column<'_>) -> bool {
    let has = |fact: &str| column.facts.contains_key(fact);
    has("generated")
        || has("identity")
        || column.facts.get("extra").is_some_and(|extra| extra.contains("auto_increment"))
}

/// Writes a value into one row that has none.
fn fill(schema: &Snapshot, table: &str, column: &Column<'_>) -> Option<String> {
    let value = value(schema, table, column)?;
    let (of, name) = (quoted(schema.engine, table), quoted(schema.engine, column.name));
    Some(match schema.engine {
        Engine::Postgresql => format!(
            "update {of} set {name} = {value} where ctid = (select ctid from {of} where {name} is null limit 1);"
        ),
        Engine::Sqlite => format!(
            "update {of} set {name} = {value} where rowid = (select rowid from {of} where {name} is null limit 1);"
        ),
        Engine::Mariadb => format!("update {of} set {name} = {value} where {name} is null limit 1;"),
    })
}

/// Writes a row, with a value in every column that takes one.
fn insert(schema: &Snapshot, table: &str) -> String {
    let columns = columns(schema, table);
    let pairs: Vec<(String, String)> = columns
        .iter()
        .filter(|column| !is_given(column))
        .filter_map(|column| Some((quoted(schema.engine, column.name), value(schema, table, column)?)))
        .collect();
    let table = quoted(schema.engine, table);
    if pairs.is_empty() {
        return match schema.engine {
            Engine::Mariadb => format!("insert into {table} () values ();"),
            _ => format!("insert into {table} default values;"),
        };
    }
    let (names, values): (Vec<String>, Vec<String>) = pairs.into_iter().unzip();
    format!("insert into {table} ({}) select {};", names.join(", "), values.join(", "))
}

fn columns<'s>(schema: &'s Snapshot, table: &str) -> Vec<Column<'s>> {
    let all = schema
        .objects
        .iter()
        .filter(|(id, object)| id.kind == Kind::Column && object.table.as_deref() == Some(table));
    all.filter_map(|(id, object)| {
        let name = id.name.strip_prefix(table)?.strip_prefix('.')?;
        Some(Column { name, facts: &object.facts })
    })
    .collect()
}

/// A value for a column, as an expression; none where its default or nothing is as good.
fn value(schema: &Snapshot, table: &str, column: &Column<'_>) -> Option<String> {
    let (name, engine) = (column.name, schema.engine);
    if let Some(to) = references(schema, table).into_iter().find(|to| to.column == name) {
        let (of, key) = (quoted(engine, &to.table), quoted(engine, &to.key));
        return Some(format!("(select {key} from {of} where {key} is not null limit 1)"));
    }
    let nullable = column.facts.get("nullable").is_none_or(|value| value != "no");
    if column.facts.contains_key("default") {
        return None;
    }
    let kind = column.facts.get("type").map(|kind| kind.to_lowercase()).unwrap_or_default();
    let is_key = keys(schema, table).iter().any(|key| key.contains(&name.to_owned()));
    if let Some(labels) = schema.get(Kind::Enum, &kind).and_then(|object: &Object| object.facts.get("labels"))
    {
        return first_label(labels);
    }
    if let Some(labels) = kind.strip_prefix("enum(") {
        return first_label(labels);
    }
    // SQLite numbers such a key by itself.
    if engine == Engine::Sqlite && is_key && kind == "integer" {
        return None;
    }
    let (of, named) = (quoted(engine, table), quoted(engine, name));
    let next = format!("(select coalesce(max({named}), 0) + 1 from {of})");
    let is = |words: &[&str]| words.iter().any(|word| kind.starts_with(word));
    let short = kind
        .split(['(', ')'])
        .nth(1)
        .and_then(|length| length.parse::<usize>().ok())
        .is_some_and(|length| length < 12);
    let text = if short { "'m'" } else { "'milepost'" };
    Some(if kind.ends_with("[]") {
        "'{}'".to_owned()
    } else if is(&["bigint", "int", "smallint", "numeric", "decimal", "real", "double", "float", "mediumint"])
    {
        if is_key { next } else { "1".to_owned() }
    } else if is(&["bool", "tinyint"]) {
        "true".to_owned()
    } else if is(&["timestamp", "datetime"]) {
        "current_timestamp".to_owned()
    } else if is(&["date"]) {
        "current_date".to_owned()
    } else if is(&["time"]) {
        "current_time".to_owned()
    } else if is(&["uuid"]) {
        match engine {
            Engine::Postgresql => "gen_random_uuid()",
            Engine::Sqlite => "hex(randomblob(16))",
            Engine::Mariadb => "uuid()",
        }
        .to_owned()
    } else if is(&["json"]) {
        "'{}'".to_owned()
    } else if is(&["text", "char", "varchar", "character", "citext", "longtext", "mediumtext", "clob"])
        || kind.is_empty()
    {
        text.to_owned()
    } else if is(&["blob", "bytea", "binary", "varbinary", "longblob"]) {
        "''".to_owned()
    } else if nullable {
        return None;
    } else {
        text.to_owned()
    })
}

/// The first of a list of labels in quotes, as it is quoted.
fn first_label(labels: &str) -> Option<String> {
    let end = labels.char_indices().skip(1).find(|(_, sign)| *sign == '\'')?.0;
    Some(labels[..=end].to_owned())
}

/// What a column refers to.
struct Reference {
    column: String,
    table: String,
    key: String,
}

fn references(schema: &Snapshot, table: &str) -> Vec<Reference> {
    let keys = schema
        .objects
        .iter()
        .filter(|(id, object)| id.kind == Kind::ForeignKey && object.table.as_deref() == Some(table));
    keys.flat_map(|(_, object)| reference(object)).collect()
}

/// `FOREIGN KEY (a) REFERENCES public.t(b) …`, or the columns and `t(b)` as facts of their own.
fn reference(object: &Object) -> Vec<Reference> {
    let facts = &object.facts;
    let found = match (facts.get("definition"), facts.get("columns"), facts.get("references")) {
        (Some(text), _, _) => text
            .strip_prefix("FOREIGN KEY (")
            .and_then(|rest| rest.split_once(") REFERENCES "))
            .and_then(|(columns, to)| Some((columns.to_owned(), to.split_once(')')?.0.to_owned()))),
        (None, Some(columns), Some(to)) => {
            let columns = columns.trim_matches(['(', ')']).to_owned();
            Some((columns, to.trim().trim_end_matches(')').to_owned()))
        }
        _ => None,
    };
    let Some((columns, (table, keys))) = found.and_then(|(columns, to)| {
        Some((columns, to.split_once('(').map(|(a, b)| (a.to_owned(), b.to_owned()))?))
    }) else {
        return Vec::new();
    };
    let list = |text: &str| -> Vec<String> { text.split(',').map(|name| name.trim().to_owned()).collect() };
    let pairs = list(&columns).into_iter().zip(list(&keys));
    pairs.map(|(column, key)| Reference { column, table: table.trim().to_owned(), key }).collect()
}

/// The columns of keys and unique indexes of a table.
fn keys(schema: &Snapshot, table: &str) -> Vec<Vec<String>> {
    let all = schema.objects.iter().filter(|(id, object)| {
        matches!(id.kind, Kind::Key | Kind::Index) && object.table.as_deref() == Some(table)
    });
    let text = |object: &Object| {
        let facts = ["columns", "definition"].iter().find_map(|fact| object.facts.get(*fact));
        facts.cloned().unwrap_or_default()
    };
    all.map(|(_, object)| {
        let text = text(object);
        let inside =
            text.split_once('(').map_or(text.as_str(), |(_, rest)| rest).trim_end_matches(')').to_owned();
        inside.split(',').map(|name| name.trim().to_owned()).collect()
    })
    .collect()
}

fn quoted(engine: Engine, name: &str) -> String {
    if is_quoted(engine) {
        return name.to_owned();
    }
    match engine {
        Engine::Mariadb => format!("`{}`", name.replace('`', "``")),
        _ => format!("\"{}\"", name.trim_matches('"').replace('"', "\"\"")),
    }
}
