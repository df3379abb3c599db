//! The change fails before its end.

use std::path::{Path, PathBuf};

use milepost_database::Script;
use milepost_ledger::{FaultOutcome, RehearsedFault};

use super::{HALF_WAY, bench::difference, told};
use crate::{
    Result, Workspace,
    rehearsal::{
        course::Stop,
        database::State,
        files::prefixed,
        found::Found,
        prepared::Prepared,
        stage::{Ended, Stage},
        statements::{self, Fault},
        steps::{BACK_FROM_HALF, UP_FAILS},
        vacuous::is_books,
        verdict::NOT_REHEARSED,
    },
    verify::VerifyEvent,
    way_back::{Migrations, Statements, changes},
};

/// A statement that fails on every engine.
const FAILS: &str = "SELECT * FROM milepost_fails_here;\n";

/// Lines from which on a file goes the other way.
const DOWN: &[&str] = &["-- migrate:down", "-- +goose down", "-- +migrate down"];

/// Lets the change fail at the end of its last migration, on the database that was taken back, and looks whether that leaves a trace; and
/// whether the way back leads from there.
///
/// # Errors
/// When Git or the runner cannot be used.
pub(in crate::rehearsal) fn act(
    workspace: &Workspace,
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &mut Found,
    statements: &Statements,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<std::result::Result<(), Stop>> {
    let Some(base) = found.expected().cloned() else { return Ok(Ok(())) };
    let tried = match failing(workspace, prepared, stage, found, events)? {
        Failing::Failed => look(prepared, stage, found, (&base, statements), events),
        Failing::NotTried(why) => Ok(told(HALF_WAY, FaultOutcome::NotTried, why)),
        Failing::Cancelled => return Ok(Err(Stop::Cancelled)),
        Failing::Went(words) => undone(prepared, stage, found, (&base, statements), events).map(|why| {
            found.stranded = why.map(|why| format!("{words}; {why}"));
            told(HALF_WAY, FaultOutcome::NotTried, words)
        }),
    };
    match tried {
        Ok(fault) => found.faults.push(fault),
        Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
        Err(Ended::Failed(why) | Ended::Unproven(why)) => return Ok(Err(Stop::With(NOT_REHEARSED, why))),
    }
    Ok(Ok(()))
}

/// What became of a change that should fail.
enum Failing {
    Failed,
    /// It could not be made to fail.
    NotTried(String),
    /// It did not fail.
    Went(String),
    Cancelled,
}

/// Runs the change with a statement that fails at its end.
fn failing(
    workspace: &Workspace,
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &Found,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<Failing> {
    let went = |what: &str| Failing::Went(format!("{what} passes with a statement in it that fails"));
    if found.is_written {
        let mut scripts = changes(prepared.rehearsal);
        scripts.push(Script { name: "what fails".to_owned(), sql: FAILS.to_owned() });
        return Ok(match statements::run(stage, (UP_FAILS, prepared.seconds()), &scripts, events) {
            Err(Ended::Failed(_)) => Failing::Failed,
            Err(Ended::Cancelled) => Failing::Cancelled,
            Err(Ended::Unproven(why)) => Failing::NotTried(why),
            Ok(()) => went("the change"),
        });
    }
    let Some(up) = &prepared.up else {
        return Ok(Failing::NotTried("nothing changes the database".to_owned()));
    };
    let Some((path, bytes)) = last_file(workspace, prepared)? else {
        let words = "the work brought no migration in SQL that could be made to fail at its end";
        return Ok(Failing::NotTried(words.to_owned()));
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    // The clone is still that in which the change was done once more.
    if let Err(why) = stage.put(&path, with_failure(&text).as_bytes()) {
        return Ok(Failing::NotTried(format!("`{}` cannot be written: {why}", path.display())));
    }
    // It is meant to fail, and what it says is no word on the rehearsal.
    let last = stage.last.take();
    let ended = stage.run(UP_FAILS, up, &up.script, events)?;
    stage.last = last;
    if let Err(why) = stage.put(&path, &bytes) {
        return Ok(Failing::NotTried(format!("`{}` cannot be written: {why}", path.display())));
    }
    Ok(match ended {
        Err(Ended::Failed(_)) => Failing::Failed,
        Err(Ended::Cancelled) => Failing::Cancelled,
        Err(Ended::Unproven(why)) => Failing::NotTried(why),
        Ok(()) => went(&format!("`{}`", path.display())),
    })
}

/// What a change that failed leaves.
fn look(
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &mut Found,
    (base, statements): (&State, &Statements),
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> std::result::Result<RehearsedFault, Ended> {
    let (what, books) = left(stage, found, base)?;
    let Some(what) = what else {
        return Ok(match books {
            None => told(
                HALF_WAY,
                FaultOutcome::Held,
                "a change that fails at its end leaves everything as before",
            ),
            Some(table) => told(
                HALF_WAY,
                FaultOutcome::Left,
                format!(
                    "a change that fails at its end leaves the database as before, and other books in `{table}`: the migration tool may go on only when these are set right"
                ),
            ),
        });
    };
    let words = format!("a change that fails at its end stays in part: {what}");
    let words = match back(prepared, stage, found, (base, statements), events)? {
        None => format!("{words}; the way back leads from there to the state of before"),
        Some(why) => {
            let words = format!("{words}; {why}");
            found.stranded = Some(words.clone());
            words
        }
    };
    Ok(told(HALF_WAY, FaultOutcome::Left, words))
}

/// Takes back a change that did not fail, where it did something at all; why that does not lead to the state of before, where it does
/// not.
fn undone(
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &Found,
    (base, statements): (&State, &Statements),
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> std::result::Result<Option<String>, Ended> {
    match left(stage, found, base)? {
        (None, None) => Ok(None),
        _ => back(prepared, stage, found, (base, statements), events),
    }
}

/// Runs the way back where a change stopped; why that does not lead to the state of before, where it does not.
fn back(
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &Found,
    (base, statements): (&State, &Statements),
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> std::result::Result<Option<String>, Ended> {
    match statements::run(stage, (BACK_FROM_HALF, prepared.seconds()), &statements.scripts, events) {
        Ok(()) => {
            let (what, _) = left(stage, found, base)?;
            Ok(what.map(|what| format!("the way back does not lead from there: {what}")))
        }
        Err(Ended::Cancelled) => Err(Ended::Cancelled),
        Err(Ended::Failed(why) | Ended::Unproven(why)) => {
            Ok(Some(format!("the way back fails there: {why}")))
        }
    }
}

/// How the database differs from the one of before, in words; and a table with books that do.
type Left = (Option<String>, Option<String>);

fn left(stage: &Stage<'_>, found: &Found, base: &State) -> std::result::Result<Left, Ended> {
    let now = stage.read(&base.scope()).map_err(Ended::Unproven)?;
    let Some(now) = now else { return Err(Ended::Unproven("there is no database".to_owned())) };
    let different = difference(base, &now, &found.bookkeeping, &is_books);
    let different = different.map_err(|fault| match fault {
        Fault::Statements(why) | Fault::Surroundings(why) => Ended::Unproven(why),
    })?;
    Ok((different, of_books(base, &now)))
}

/// The table with books that have another number of lines than before.
fn of_books(base: &State, now: &State) -> Option<String> {
    let rows = |state: &State, table: &str| state.books.get(table).map_or(0, |books| books.rows);
    base.books.keys().find(|table| rows(base, table) != rows(now, table)).cloned()
}

/// The file in which the last migration of the work goes its way, with what it holds.
fn last_file(workspace: &Workspace, prepared: &Prepared<'_>) -> Result<Option<(PathBuf, Vec<u8>)>> {
    let folder = prepared.rehearsal.database.as_ref().and_then(|config| config.migrations.as_ref());
    let (Some(folder), Some(git)) = (folder, workspace.git()) else { return Ok(None) };
    let range = (prepared.base.as_str(), prepared.candidate.as_str());
    let migrations = Migrations::read(&git, range, &prefixed(workspace, folder))?;
    let Some(last) = migrations.new_names().last() else { return Ok(None) };
    let files = migrations.files(&git, last)?;
    Ok(files.into_iter().find(|(path, _)| goes_up(path)))
}

fn goes_up(path: &Path) -> bool {
    let is_sql = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("sql"));
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    is_sql && stem.rsplit('.').next() != Some("down")
}

/// A text with a statement that fails behind its last one, in front of what goes the other way.
fn with_failure(text: &str) -> String {
    let is_down = |line: &str| {
        let line = line.trim().to_ascii_lowercase();
        DOWN.iter().any(|mark| line.starts_with(mark))
    };
    let mut at = text.len();
    let mut from = 0;
    for line in text.split_inclusive('\n') {
        if is_down(line) {
            at = from;
            break;
        }
        from += line.len();
    }
    let (up, down) = text.split_at(at);
    format!("{up}\n{FAILS}{down}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_stands_behind_the_change_and_before_the_way_back() {
        assert_eq!(with_failure("create table a (b int);"), format!("create table a (b int);\n{FAILS}"));
        let both =
            "-- migrate:up\ncreate table a (b int);\n-- migrate:down transaction:true\ndrop table a;\n";
        let failing = with_failure(both);
        assert!(failing.contains(&format!("(b int);\n\n{FAILS}-- migrate:down")), "{failing}");
    }

    #[test]
    fn the_way_back_of_a_migration_is_not_made_to_fail() {
        for (path, up) in [
            ("m/1.up.sql", true),
            ("m/1/migration.sql", true),
            ("m/1/up.sql", true),
            ("m/1.down.sql", false),
            ("m/1/down.sql", false),
            ("m/1.ts", false),
        ] {
            assert_eq!(goes_up(Path::new(path)), up, "{path}");
        }
    }
}
