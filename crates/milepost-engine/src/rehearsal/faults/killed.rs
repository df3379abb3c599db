//! The program is killed in the middle of the way back.

use milepost_database::{Engine, UndoError};
use milepost_ledger::{FaultOutcome, RehearsedFault};

use super::{KILLED, bench::Bench, told};
use crate::rehearsal::statements::Fault;

/// The name of the run that is killed.
const RUN: &str = "rehearsal, killed";

/// Stops the way back after its first script and before its commit, and looks what is left: a killed program of a server's leaves its
/// connection to end, and one that writes a file leaves what lies there.
pub(super) fn tried(bench: &Bench<'_>) -> Result<RehearsedFault, Fault> {
    let count = bench.statements.scripts.len();
    for ran in [1, count] {
        match cut_after(bench, ran)? {
            Cut::Refused(why) => {
                return Ok(told(
                    KILLED,
                    FaultOutcome::NotTried,
                    format!("the way back does not come so far: {why}"),
                ));
            }
            Cut::Left(what) => {
                let words = format!(
                    "killed after {ran} of {count} scripts, the way back leaves something behind: {what}"
                );
                return Ok(told(KILLED, FaultOutcome::Broken, words));
            }
            Cut::Nothing => {}
        }
    }
    Ok(told(KILLED, FaultOutcome::Held, "killed before its end, the way back has changed nothing"))
}

/// What a kill leaves.
enum Cut {
    Nothing,
    Left(String),
    Refused(UndoError),
}

fn cut_after(bench: &Bench<'_>, scripts: usize) -> Result<Cut, Fault> {
    let mut database = bench.open()?;
    if database.engine() == Engine::Sqlite {
        // What does not fit into two pages is written at once, as most of a large change is.
        database.run("pragma cache_size = 2").map_err(|error| Fault::Surroundings(error.to_string()))?;
    }
    database.begin(RUN, &bench.tables()).map_err(|error| Fault::Surroundings(error.to_string()))?;
    for script in &bench.statements.scripts[..scripts] {
        if let Err(error) = database.script(script) {
            database.give_up();
            return Ok(Cut::Refused(error));
        }
    }
    let files = bench.copy.as_killed(bench.system).map_err(|error| Fault::unreachable(&error))?;
    drop(database);
    let left = bench.unlike_changed(files.as_ref().unwrap_or(bench.copy))?;
    Ok(left.map_or(Cut::Nothing, Cut::Left))
}
