//! Whether a database is as it is expected to be, from what is known of another one.

use std::collections::BTreeMap;

use super::{LEDGER, doomed::column_of, doomed::is_one_of};
use crate::{
    Change, CompareError, Engine, Kind, Scope, Snapshot, TableScope, Weight, What, compare,
    fingerprint::Sampling,
};

/// What differs in meaning. Who owns an object and who may use it is not looked at, nor are roles: they are never the same on
/// two servers. On PostgreSQL settings of the database are its own, too.
pub(super) fn differences(
    expected: &Snapshot,
    found: &Snapshot,
    ignored: &[String],
) -> Result<Vec<Change>, CompareError> {
    let changes = compare(expected, found, &[])?.changes.into_iter();
    let kept = changes.filter(|change| {
        let object = found.objects.get(&change.id).or_else(|| expected.objects.get(&change.id));
        !is_of(change, object.and_then(|object| object.table.as_deref()), ignored)
    });
    Ok(kept.filter_map(|change| told(change, found.engine)).collect())
}

fn told(mut change: Change, engine: Engine) -> Option<Change> {
    let own = matches!(change.id.kind, Kind::Role | Kind::Grant | Kind::DefaultGrant)
        || (engine != Engine::Sqlite && change.id.kind == Kind::Setting);
    let of_ledger = change.id.name.contains(LEDGER);
    if own || of_ledger || change.weight == Weight::Physical {
        return None;
    }
    if let What::Altered { facts } = &mut change.what {
        facts.retain(|fact| fact.fact != "owner");
        if facts.is_empty() {
            return None;
        }
    }
    Some(change)
}

/// Whether a change is of one of these tables, or is the table: `table` is what the object belongs to.
fn is_of(change: &Change, table: Option<&str>, tables: &[String]) -> bool {
    let table = if change.id.kind == Kind::Table { Some(change.id.name.as_str()) } else { table };
    table.is_some_and(|table| is_one_of(table, tables))
}

/// These tables with all of their rows, as far as they are there.
pub(super) fn books(changed: &Snapshot, tables: &[String]) -> Scope {
    let ids = changed.objects.keys().filter(|id| id.kind == Kind::Table && is_one_of(&id.name, tables));
    let mut scope: BTreeMap<String, TableScope> = ids.map(|id| (id.name.clone(), empty())).collect();
    for (id, object) in changed.objects.iter().filter(|(id, _)| id.kind == Kind::Column) {
        let Some(table) = object.table.as_deref() else { continue };
        if let (Some(books), Some(column)) = (scope.get_mut(table), column_of(&id.name, table)) {
            books.columns.push(plain(column));
        }
    }
    Scope::of_tables(scope)
}

/// The tables and columns that both schemas have, each with all of its rows.
pub(super) fn kept(changed: &Snapshot, base: &Snapshot, ignored: &[String]) -> Scope {
    let mut tables: BTreeMap<String, TableScope> = BTreeMap::new();
    let both = |kind: Kind, name: &str| changed.get(kind, name).is_some() && base.get(kind, name).is_some();
    for (id, object) in &changed.objects {
        let table = object.table.as_deref();
        match (id.kind, table) {
            (Kind::Table, _) if both(Kind::Table, &id.name) && !is_one_of(&id.name, ignored) => {
                tables.entry(id.name.clone()).or_insert_with(empty);
            }
            (Kind::Column, Some(table))
                if both(Kind::Table, table) && both(Kind::Column, &id.name) && !is_one_of(table, ignored) =>
            {
                let Some(column) = column_of(&id.name, table) else { continue };
                let columns = &mut tables.entry(table.to_owned()).or_insert_with(empty).columns;
                columns.push(plain(column));
            }
            _ => {}
        }
    }
    Scope::of_tables(tables)
}

fn empty() -> TableScope {
    TableScope { sampling: Sampling::All, columns: Vec::new() }
}

/// A name without the quotes that a catalog puts around it.
fn plain(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}
