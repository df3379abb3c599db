//! What a fault left, against what was there before it.

use milepost_database::{Engine, Kind, ObjectId, Weight, compare, compare_data};
use milepost_ledger::FaultOutcome;

use crate::rehearsal::{database::State, statements::Fault, vacuous::is_books};

/// What two states of a database are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    /// The changed database, and a copy of it.
    Changed,
    /// The database of before, and a copy that was taken back: the books of tools go on, and so do sequences.
    Base,
    /// One database before and after, with the books looked at by others.
    InPlace,
}

/// Something that is not as it was.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unlike {
    pub(super) words: String,
    /// What that means where nothing may be left: a sequence of a server goes on for good, also in a transaction that comes to nothing.
    pub(super) outcome: FaultOutcome,
}

/// The first thing that differs in meaning.
pub(super) fn difference(
    before: &State,
    after: &State,
    bookkeeping: &[String],
    how: Compared,
) -> Result<Option<Unlike>, Fault> {
    let ignored: Vec<&str> = bookkeeping.iter().map(String::as_str).collect();
    let schema = compare(&before.schema, &after.schema, &ignored)
        .map_err(|error| Fault::Surroundings(error.to_string()))?;
    let engine = before.schema.engine;
    let is_left_out = |id: &ObjectId| how != Compared::InPlace && is_of_database(engine, id);
    let broken = |words: String| Ok(Some(Unlike { words, outcome: FaultOutcome::Broken }));
    if let Some(change) = schema.of(Weight::Hard).find(|change| !is_left_out(&change.id)) {
        return broken(first_line(&change.to_string()));
    }
    let mut data = compare_data(&before.data, &after.data);
    if how != Compared::Changed {
        data.tables.retain(|table, _| !is_books(table));
    }
    if !data.tables.is_empty() {
        return broken(first_line(&data.to_string()));
    }
    if how == Compared::Base {
        return Ok(None);
    }
    let outcome = if engine == Engine::Sqlite { FaultOutcome::Broken } else { FaultOutcome::Left };
    Ok(data.counters.into_iter().next().map(|(name, (before, after))| {
        let at = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
        let words = format!("the sequence `{name}` stood at {}, and stands at {}", at(before), at(after));
        Unlike { words, outcome }
    }))
}

/// Whether something is kept with a database of PostgreSQL and not inside of it: a copy has it not.
fn is_of_database(engine: Engine, id: &ObjectId) -> bool {
    engine == Engine::Postgresql
        && match id.kind {
            Kind::Setting => !id.name.contains(" in every database "),
            Kind::Grant => id.name.starts_with("database "),
            _ => false,
        }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearsal::faults::bench::tests::state;

    fn found(before: &State, after: &State, how: Compared) -> Option<(String, FaultOutcome)> {
        difference(before, after, &[], how).unwrap().map(|what| (what.words, what.outcome))
    }

    #[test]
    fn schema_settings_rows_and_counters_count() {
        let table = "create table a (b integer primary key autoincrement); insert into a values (1)";
        let before = state(table, "");
        for (more, words) in [
            ("create view v as select 1", "column v.1"),
            ("pragma user_version = 7", "user_version"),
            ("insert into a values (2)", "table a"),
            (
                "insert into a values (9); delete from a where b = 9",
                "the sequence `a` stood at 1, and stands at 9",
            ),
        ] {
            let after = state(table, more);
            for how in [Compared::Changed, Compared::InPlace] {
                let (said, outcome) = found(&before, &after, how).unwrap_or_else(|| panic!("{more}"));
                assert!(said.contains(words), "{said}");
                assert_eq!(outcome, FaultOutcome::Broken);
            }
            assert_eq!(found(&before, &before, Compared::Changed), None);
        }
    }

    #[test]
    fn what_is_kept_with_a_database_of_postgresql_is_in_no_copy() {
        let is = |engine, kind, name: &str| is_of_database(engine, &ObjectId { kind, name: name.to_owned() });
        for (kind, name, of_database) in [
            (Kind::Setting, "database search_path", true),
            (Kind::Setting, "role app work_mem", true),
            (Kind::Setting, "role app in every database work_mem", false),
            (Kind::Grant, "database itself to public", true),
            (Kind::Grant, "table public.a to app", false),
            (Kind::DefaultGrant, "tables to app", false),
            (Kind::Role, "app", false),
        ] {
            assert_eq!(is(Engine::Postgresql, kind, name), of_database, "{kind} {name}");
            assert!(!is(Engine::Sqlite, kind, name), "{kind} {name}");
        }
    }
}
