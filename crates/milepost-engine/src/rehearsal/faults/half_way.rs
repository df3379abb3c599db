//! The change fails before its end.

use std::path::{Path, PathBuf};

use milepost_database::{Scope, Script};
use milepost_ledger::{FaultOutcome, RehearsedFault};

use super::{
    HALF_WAY,
    difference::{Compared, difference},
    told,
};
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
        verdict::NOT_REHEARSED,
    },
    verify::VerifyEvent,
    way_back::{Migrations, Statements, changes},
    with_causes,
};

/// What the statement asks for that fails: engines name it in their error.
const NAME: &str = "milepost_fails_here";

/// A statement that fails on every engine.
const FAILS: &str = "SELECT * FROM milepost_fails_here;\n";

/// Lines from which on a file goes the other way.
const DOWN: &[&str] = &["-- migrate:down", "-- +goose down", "-- +migrate down"];

/// Lets the change fail at the end of its last migration, on a copy in the place of the database that was taken back, and looks whether that
/// leaves a trace; and whether the way back leads from there. The database itself stays as it is.
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
    let Some(scope) = found.expected().map(State::scope) else { return Ok(Ok(())) };
    let not_tried = |why: String| told(HALF_WAY, FaultOutcome::NotTried, why);
    let aside = match stage.set_aside() {
        Ok(aside) => aside,
        Err(error) => {
            let why = with_causes(&error);
            found.faults.push(not_tried(format!("a copy of the database cannot be made: {why}")));
            return Ok(Ok(()));
        }
    };
    if aside.is_none() && !prepared.checks.is_empty() {
        let words = "a change that fails may stay in part, and `checks` of `[database]` need this database, of which no copy can be made here";
        found.faults.push(not_tried(words.to_owned()));
        return Ok(Ok(()));
    }
    let tried = tried(workspace, prepared, stage, found, (statements, &scope), events)?;
    if let Some(aside) = aside
        && let Err(why) = stage.put_back(aside)
    {
        return Ok(Err(Stop::With(NOT_REHEARSED, why)));
    }
    match tried {
        Ok(fault) => found.faults.push(fault),
        Err(stop) => return Ok(Err(stop)),
    }
    Ok(Ok(()))
}

fn tried(
    workspace: &Workspace,
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &Found,
    (statements, scope): (&Statements, &Scope),
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<std::result::Result<RehearsedFault, Stop>> {
    let not_tried = |why: String| Ok(Ok(told(HALF_WAY, FaultOutcome::NotTried, why)));
    let before = match now(stage, scope) {
        Ok(before) => before,
        Err(why) => return not_tried(why),
    };
    let last = if found.is_written { None } else { last_migration(workspace, prepared)? };
    match failing(prepared, stage, (found, last.as_ref()), events)? {
        Failing::Failed => {}
        Failing::NotTried(why) => return not_tried(why),
        Failing::Stopped(stop) => return Ok(Err(stop)),
    }
    let earlier = last.map_or(Vec::new(), |last| statements.without(&last.name));
    match look(prepared, stage, (&before, scope), (statements, &earlier), events) {
        Ok(fault) => Ok(Ok(fault)),
        Err(Ended::Cancelled) => Ok(Err(Stop::Cancelled)),
        Err(Ended::Failed(why) | Ended::Unproven(why)) => not_tried(why),
    }
}

/// What became of a change that should fail.
enum Failing {
    Failed,
    /// It could not be made to fail, or failed of something else.
    NotTried(String),
    Stopped(Stop),
}

/// Runs the change with a statement that fails at its end.
fn failing(
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    (found, last): (&Found, Option<&Last>),
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<Failing> {
    let went = |what: &str| Failing::NotTried(format!("{what} passes with a statement in it that fails"));
    let otherwise = |why: &str| {
        let words =
            format!("the change fails, and does not say that it is of the statement that is made to: {why}");
        Failing::NotTried(words)
    };
    if found.is_written {
        let mut scripts = changes(prepared.rehearsal);
        scripts.push(Script { name: "what fails".to_owned(), sql: FAILS.to_owned() });
        return Ok(match statements::run(stage, (UP_FAILS, prepared.seconds()), &scripts, events) {
            Err(Ended::Failed(why)) if is_named(&why) => Failing::Failed,
            Err(Ended::Failed(why)) => otherwise(&why),
            Err(Ended::Cancelled) => Failing::Stopped(Stop::Cancelled),
            Err(Ended::Unproven(why)) => Failing::NotTried(why),
            Ok(()) => went("the change"),
        });
    }
    let Some(up) = &prepared.up else {
        return Ok(Failing::NotTried("nothing changes the database".to_owned()));
    };
    let Some(Last { path, bytes, .. }) = last else {
        let words = "the work brought no migration in SQL that could be made to fail at its end";
        return Ok(Failing::NotTried(words.to_owned()));
    };
    let unwritten = |why: std::io::Error| format!("`{}` cannot be written: {why}", path.display());
    // The clone is still that in which the change was done once more.
    let text = String::from_utf8_lossy(bytes);
    if let Err(why) = stage.put(path, with_failure(&text).as_bytes()) {
        return Ok(Failing::NotTried(unwritten(why)));
    }
    // It is meant to fail, and what it says is no word on the rehearsal.
    let last = stage.last.take();
    let ended = stage.run(UP_FAILS, up, &up.script, events)?;
    let said = std::mem::replace(&mut stage.last, last);
    let is_named = said.is_some_and(|said| is_named(&said.stderr.text()) || is_named(&said.stdout.text()));
    if let Err(why) = stage.put(path, bytes) {
        return Ok(Failing::Stopped(Stop::With(NOT_REHEARSED, unwritten(why))));
    }
    Ok(match ended {
        Err(Ended::Failed(_)) if is_named => Failing::Failed,
        Err(Ended::Failed(why)) => otherwise(&why),
        Err(Ended::Cancelled) => Failing::Stopped(Stop::Cancelled),
        Err(Ended::Unproven(why)) => Failing::NotTried(why),
        Ok(()) => went(&format!("`{}`", path.display())),
    })
}

/// Whether an error names what is made to fail. A tool that shows its statements shows the statement, which is no error.
fn is_named(said: &str) -> bool {
    said.replace(FAILS.trim_end().trim_end_matches(';'), "").contains(NAME)
}

/// What a change that failed leaves.
fn look(
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    (before, scope): (&State, &Scope),
    (statements, earlier): (&Statements, &[Script]),
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> std::result::Result<RehearsedFault, Ended> {
    let (what, books) = left(stage, before, scope).map_err(Ended::Unproven)?;
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
    let after = match back(prepared, stage, (statements, earlier), events) {
        Ok(()) => match left(stage, before, scope).map_err(Ended::Unproven)? {
            (None, _) => "the way back leads from there to the state of before".to_owned(),
            (Some(what), _) => format!("the way back does not lead from there: {what}"),
        },
        Err(Ended::Cancelled) => return Err(Ended::Cancelled),
        Err(Ended::Failed(why)) => format!("the way back fails there: {why}"),
        Err(Ended::Unproven(why)) => format!("whether the way back leads from there is not known: {why}"),
    };
    let words = format!("a change that fails at its end stays in part: {what}; {after}");
    Ok(told(HALF_WAY, FaultOutcome::Left, words))
}

/// Runs the way back where a change stopped: all of it, else that of the migrations which came to their end.
fn back(
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    (statements, earlier): (&Statements, &[Script]),
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> std::result::Result<(), Ended> {
    statements::step(stage, (BACK_FROM_HALF, prepared.seconds()), events, |scratch, _, watch| {
        match statements::plainly(scratch, &statements.scripts, watch) {
            Err(Fault::Statements(_)) if !earlier.is_empty() => statements::plainly(scratch, earlier, watch),
            ended => ended,
        }
    })
}

/// How the database differs from the one of before, in words; and a table with books that do.
type Left = (Option<String>, Option<String>);

fn left(stage: &Stage<'_>, before: &State, scope: &Scope) -> std::result::Result<Left, String> {
    let now = now(stage, scope)?;
    let bookkeeping = stage.database().map_or(&[][..], |(_, config)| &config.bookkeeping);
    let different =
        difference(before, &now, bookkeeping, Compared::InPlace).map_err(|fault| match fault {
            Fault::Statements(why) | Fault::Surroundings(why) => why,
        })?;
    Ok((different.map(|what| what.words), of_books(before, &now)))
}

fn now(stage: &Stage<'_>, scope: &Scope) -> std::result::Result<State, String> {
    stage.read(scope)?.ok_or_else(|| "there is no database".to_owned())
}

/// The table with books that hold something else than before.
fn of_books(before: &State, now: &State) -> Option<String> {
    before.books.keys().find(|table| before.books.get(*table) != now.books.get(*table)).cloned()
}

/// The last migration of the work.
struct Last {
    name: String,
    /// The file in which it goes its way.
    path: PathBuf,
    bytes: Vec<u8>,
}

fn last_migration(workspace: &Workspace, prepared: &Prepared<'_>) -> Result<Option<Last>> {
    let folder = prepared.rehearsal.database.as_ref().and_then(|config| config.migrations.as_ref());
    let (Some(folder), Some(git)) = (folder, workspace.git()) else { return Ok(None) };
    let range = (prepared.base.as_str(), prepared.candidate.as_str());
    let migrations = Migrations::read(&git, range, &prefixed(workspace, folder))?;
    let Some(last) = migrations.new_names().last() else { return Ok(None) };
    let files = migrations.files(&git, last)?;
    let file = files.into_iter().find(|(path, _)| goes_up(path));
    Ok(file.map(|(path, bytes)| Last { name: last.to_owned(), path, bytes }))
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
    fn a_change_that_fails_of_something_else_is_not_taken_for_one_that_was_made_to() {
        for said in [
            "Error: in prepare, no such table: milepost_fails_here",
            "ERROR:  relation \"milepost_fails_here\" does not exist\nLINE 1: SELECT * FROM milepost_fails_here;",
            "{\"message\": \"Table 'a.milepost_fails_here' doesn't exist\", \"query\": \"SELECT * FROM milepost_fails_here\"}",
        ] {
            assert!(is_named(said), "{said}");
        }
        for said in
            ["", "connection refused", "+ psql -c 'SELECT * FROM milepost_fails_here;'\nconnection refused"]
        {
            assert!(!is_named(said), "{said}");
        }
    }

    #[test]
    fn the_books_of_before_are_compared_by_all_that_they_hold() {
        let state = |book: &str| {
            crate::rehearsal::faults::bench::tests::state("create table schema_migrations (v)", book)
        };
        let before = state("insert into schema_migrations values ('1')");
        assert_eq!(of_books(&before, &before), None);
        let other = state("insert into schema_migrations values ('1 dirty')");
        assert_eq!(of_books(&before, &other).as_deref(), Some("schema_migrations"));
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
