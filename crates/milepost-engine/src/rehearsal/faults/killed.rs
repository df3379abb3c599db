//! The program is killed in the middle of the way back.

use milepost_database::{Engine, Script, UndoError};
use milepost_ledger::{FaultOutcome, RehearsedFault};

use super::{KILLED, bench::Bench, difference::Unlike, told};
use crate::rehearsal::statements::Fault;

/// The name of the run that is killed.
const RUN: &str = "rehearsal, killed";

/// Stops the way back in its middle and before its commit, and looks what is left: a killed program of a server's leaves its
/// connection to end, and one that writes a file leaves what lies there.
pub(super) fn tried(bench: &Bench<'_>) -> Result<RehearsedFault, Fault> {
    let engine = bench.changed.schema.engine;
    let (scripts, single) = (&bench.statements.scripts, pieces(engine, &bench.statements.scripts));
    match cuts(bench, &single, "statements")? {
        // Where a text cannot be cut up, it may run as a whole.
        fault if fault.outcome == FaultOutcome::NotTried => cuts(bench, scripts, "scripts"),
        fault => Ok(fault),
    }
}

fn cuts(bench: &Bench<'_>, scripts: &[Script], noun: &str) -> Result<RehearsedFault, Fault> {
    let count = scripts.len();
    for ran in moments(count) {
        match cut_after(bench, &scripts[..ran])? {
            Cut::Refused(why) => {
                return Ok(told(
                    KILLED,
                    FaultOutcome::NotTried,
                    format!("the way back does not come so far: {why}"),
                ));
            }
            Cut::Left(what) => {
                let words = format!(
                    "killed after {ran} of {count} {noun}, the way back leaves something behind: {}",
                    what.words
                );
                return Ok(told(KILLED, what.outcome, words));
            }
            Cut::Nothing => {}
        }
    }
    Ok(told(KILLED, FaultOutcome::Held, "killed before its end, the way back has changed nothing"))
}

/// After how many of them to stop: in the middle, and after the last.
fn moments(count: usize) -> Vec<usize> {
    match count {
        0 => Vec::new(),
        1 => vec![1],
        count => vec![count.div_ceil(2), count],
    }
}

/// A script for each statement.
fn pieces(engine: Engine, scripts: &[Script]) -> Vec<Script> {
    let of = |script: &Script| {
        let read = milepost_hazard::Script::read(engine, script.name.as_str(), script.sql.as_str());
        let texts = read.statements.iter().map(|statement| read.text[statement.span.range()].to_owned());
        texts.map(|sql| Script { name: script.name.clone(), sql }).collect::<Vec<_>>()
    };
    scripts.iter().flat_map(of).collect()
}

/// What a kill leaves.
enum Cut {
    Nothing,
    Left(Unlike),
    Refused(UndoError),
}

fn cut_after(bench: &Bench<'_>, scripts: &[Script]) -> Result<Cut, Fault> {
    let mut database = bench.open()?;
    if database.engine() == Engine::Sqlite {
        // What does not fit into two pages is written at once, as most of a large change is.
        database.run("pragma cache_size = 2").map_err(|error| Fault::Surroundings(error.to_string()))?;
    }
    database.begin(RUN, &bench.tables()).map_err(|error| Fault::Surroundings(error.to_string()))?;
    for script in scripts {
        if let Err(error) = database.script(script) {
            database.give_up();
            if error.is_of_surroundings() {
                return Err(Fault::of(&error));
            }
            return Ok(Cut::Refused(error));
        }
    }
    let files = bench.copy.as_killed(bench.system).map_err(|error| Fault::unreachable(&error))?;
    drop(database);
    let left = bench.unlike_changed(files.as_ref().unwrap_or(bench.copy))?;
    Ok(left.map_or(Cut::Nothing, Cut::Left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_the_moments_is_in_the_middle_and_none_comes_twice() {
        assert_eq!(moments(0), [0; 0]);
        assert_eq!(moments(1), [1]);
        assert_eq!(moments(2), [1, 2]);
        assert_eq!(moments(5), [3, 5]);
    }

    #[test]
    fn a_script_is_cut_between_its_statements() {
        let script = |sql: &str| Script { name: "1".to_owned(), sql: sql.to_owned() };
        let sql = "-- first\ndrop view v;\ncreate trigger t after insert on a begin delete from b; end;\ndrop table c";
        let found = pieces(Engine::Sqlite, &[script(sql), script("select 1;")]);
        let texts: Vec<&str> = found.iter().map(|piece| piece.sql.trim_end_matches(';')).collect();
        assert_eq!(
            texts,
            [
                "drop view v",
                "create trigger t after insert on a begin delete from b; end",
                "drop table c",
                "select 1"
            ]
        );
        let body = "drop function f; do $$ begin perform 1; perform 2; end $$;";
        assert_eq!(pieces(Engine::Postgresql, &[script(body)]).len(), 2);
    }
}
