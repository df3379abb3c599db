//! Primary keys and unique constraints.

use crate::{
    Snapshot,
    snapshot::{Kind, Object},
    sqlite::{
        source::{Entry, Source},
        text::{Clause, Named},
    },
};

pub(super) fn read(source: &Source<'_>, into: &mut Snapshot) {
    for (entry, named) in constraints(source) {
        let (type_, columns, on_conflict) = match &named.clause {
            Clause::Primary { columns, on_conflict, .. } => ("primary key", columns, on_conflict),
            Clause::Unique { columns, on_conflict } => ("unique", columns, on_conflict),
            _ => continue,
        };
        let name = named.name.clone().unwrap_or_else(|| format!("{type_} ({columns})"));
        let mut object = Object::of(&entry.name)
            .with("type", type_)
            .with("columns", columns)
            .with_some("on_conflict", on_conflict.as_ref());
        if matches!(named.clause, Clause::Primary { autoincrement: true, .. }) {
            object = object.with("autoincrement", "yes");
        }
        into.add(Kind::Key, format!("{}.{name}", entry.name), object);
    }
}

/// The constraints of all tables, whether they were written at a column or after all columns: that is the same.
pub(super) fn constraints<'a>(source: &'a Source<'_>) -> impl Iterator<Item = (&'a Entry, &'a Named)> {
    source.entries.iter().flat_map(|entry| {
        let body = entry.body.iter();
        body.flat_map(|body| body.columns.iter().flat_map(|column| &column.clauses).chain(&body.constraints))
            .map(move |named| (entry, named))
    })
}
