//! What differs between two schemas.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Change, Object, ObjectId, Snapshot, Weight};

/// The differences between two schemas, by kind and name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaDiff {
    /// Every object that is not what it was.
    pub changes: Vec<Change>,
    /// Objects that differ and belong to a table which the caller named as nobody's business, such as the list of applied
    /// migrations that the migration tool keeps.
    pub ignored: Vec<ObjectId>,
}

impl SchemaDiff {
    /// Whether the two schemas mean the same. They may be laid out in different ways.
    pub fn is_same_meaning(&self) -> bool {
        self.changes.iter().all(|change| change.weight == Weight::Physical)
    }

    /// Whether nothing differs at all, except in what was ignored.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The changes of one weight.
    pub fn of(&self, weight: Weight) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.weight == weight)
    }
}

/// Two snapshots that say nothing about each other.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CompareError {
    /// They are of different engines, or of versions with different catalogs.
    #[error(
        "a schema of {before} cannot be compared with one of {after}: take both on the same major version"
    )]
    Engines {
        /// Engine and version of the first.
        before: String,
        /// Engine and version of the second.
        after: String,
    },
    /// They were taken by different versions of the reader.
    #[error("a snapshot of format {before} cannot be compared with one of format {after}: take both again")]
    Formats {
        /// The format of the first.
        before: u32,
        /// The format of the second.
        after: u32,
    },
}

/// What is not in `after` as it was in `before`. Differences in tables that are named exactly in `ignored_tables`, and in
/// what stands and falls with them, are listed apart.
pub fn compare(
    before: &Snapshot,
    after: &Snapshot,
    ignored_tables: &[&str],
) -> Result<SchemaDiff, CompareError> {
    if before.format != after.format {
        return Err(CompareError::Formats { before: before.format, after: after.format });
    }
    if before.engine != after.engine || before.major() != after.major() {
        let name = |snapshot: &Snapshot| format!("{} {}", snapshot.engine, snapshot.major());
        return Err(CompareError::Engines { before: name(before), after: name(after) });
    }
    let mut ids: Vec<&ObjectId> = before.objects.keys().chain(after.objects.keys()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut diff = SchemaDiff::default();
    for id in ids {
        let (old, new) = (before.objects.get(id), after.objects.get(id));
        if let Some(change) = Change::between(id, old, new) {
            if [old, new].into_iter().flatten().all(|object| is_of(id, object, ignored_tables)) {
                diff.ignored.push(id.clone());
            } else {
                diff.changes.push(change);
            }
        }
    }
    Ok(diff)
}

fn is_of(id: &ObjectId, object: &Object, tables: &[&str]) -> bool {
    let table = object.table.as_deref().unwrap_or(&id.name);
    let may = object.table.is_some() || id.kind == super::Kind::Table;
    may && tables.contains(&table)
}

/// One line for each change, and "no difference" for none.
impl fmt::Display for SchemaDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.changes.is_empty() {
            f.write_str("no difference\n")?;
        }
        self.changes.iter().try_for_each(|change| writeln!(f, "{change}"))?;
        self.ignored.iter().try_for_each(|id| writeln!(f, "ignored: {id}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Engine, snapshot::Kind};

    type Facts<'a> = &'a [(&'a str, &'a str)];

    fn snapshot(objects: &[(Kind, &str, Facts<'_>)]) -> Snapshot {
        let mut snapshot = Snapshot::new(Engine::Postgresql, "15.1", &[]);
        for (kind, name, facts) in objects {
            let object = match name.split_once('.') {
                Some((table, _)) => Object::of(table),
                None => Object::new(),
            };
            let object = facts.iter().fold(object, |object, (fact, value)| object.with(fact, *value));
            snapshot.add(*kind, *name, object);
        }
        snapshot
    }

    #[test]
    fn it_reads_like_a_list_of_changes() {
        let before = snapshot(&[
            (Kind::Column, "users.name", &[("type", "text"), ("nullable", "no")]),
            (Kind::ColumnOrder, "users", &[("order", "a, b")]),
            (Kind::Function, "f()", &[("definition", "begin\n  one\nend")]),
            (Kind::Index, "users.by_name", &[("definition", "btree (name)")]),
        ]);
        let after = snapshot(&[
            (Kind::Column, "users.name", &[("type", "varchar(9)"), ("nullable", "no"), ("default", "''")]),
            (Kind::Column, "users.phone", &[("type", "text"), ("nullable", "yes")]),
            (Kind::ColumnOrder, "users", &[("order", "b, a")]),
            (Kind::Function, "f()", &[("definition", "begin\n  two\nend")]),
        ]);
        let diff = compare(&before, &after, &[]).unwrap();
        let expected = "\
~ column users.name: default none -> `''`, type `text` -> `varchar(9)`
+ column users.phone: nullable yes, type text
~ column order users (layout only): order `a, b` -> `b, a`
- index users.by_name: definition btree (name)
~ function f():
    definition:
      begin
    -   one
    +   two
      end
";
        assert_eq!(diff.to_string(), expected);
        assert!(!diff.is_same_meaning());
        assert_eq!(compare(&before, &before, &[]).unwrap().to_string(), "no difference\n");
    }

    #[test]
    fn only_tables_that_are_named_exactly_are_ignored() {
        let before = snapshot(&[(Kind::Table, "log", &[])]);
        let after = snapshot(&[
            (Kind::Table, "log", &[("rows", "x")]),
            (Kind::Column, "log.a", &[("type", "text")]),
            (Kind::Column, "logs.a", &[("type", "text")]),
        ]);
        let diff = compare(&before, &after, &["log"]).unwrap();
        assert_eq!(diff.ignored.len(), 2, "{diff}");
        assert_eq!(diff.changes.len(), 1, "{diff}");
        assert_eq!(diff.changes[0].id.name, "logs.a");
    }

    #[test]
    fn other_engines_and_majors_are_not_compared() {
        let other = Snapshot::new(Engine::Postgresql, "18.4", &[]);
        let error = compare(&snapshot(&[]), &other, &[]).unwrap_err();
        assert!(
            error.to_string().contains("PostgreSQL 15 cannot be compared with one of PostgreSQL 18"),
            "{error}"
        );
    }
}
