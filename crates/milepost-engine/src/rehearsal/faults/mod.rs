//! What becomes of the database when something goes wrong: each fault is made to happen, on a copy where one can be had.

mod bench;
mod difference;
mod half_way;
mod in_use;
mod killed;
mod twice;

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use milepost_ledger::{FaultOutcome, RehearsedFault};

use super::{
    database::State,
    prepared::Prepared,
    stage::{Ended, Stage},
    statements::{self, Fault},
    steps::FAULTS,
    watched::{Stopped, Watch, watched},
};
use crate::{verify::VerifyEvent, way_back::Statements, with_causes};

use bench::Bench;

pub(super) use half_way::act as half_way;

/// The name of a kill in the middle of the way back.
const KILLED: &str = "killed";
/// The name of a way back that meets a reader.
const IN_USE: &str = "in use";
/// The name of a way back that is done twice.
const TWICE: &str = "twice";
/// The name of a change that fails before its end.
const HALF_WAY: &str = "half-way";

/// How many of them are tried on the copy.
const ON_COPY: u64 = 3;

/// Lets the way back of `milepost rollback` be killed, meet a reader, and be done twice. The database itself stays as it is.
pub(super) fn act(
    stage: &mut Stage<'_>,
    prepared: &Prepared<'_>,
    statements: &Statements,
    (changed, base): (&State, &State),
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<Vec<RehearsedFault>, Ended> {
    let (system, cancel) = (stage.system(), Arc::clone(stage.cancelled()));
    let each = Duration::from_secs(prepared.seconds());
    // One more for the copy.
    let all = prepared.seconds().saturating_mul(ON_COPY + 1);
    statements::step(stage, (FAULTS, all), events, |scratch, config, _| {
        let copy = match scratch.copy(system) {
            Ok(Some(copy)) => copy,
            Ok(None) => {
                let engine = changed.schema.engine;
                let words = format!(
                    "{engine} ends a transaction with every change of a schema: where the way back is stopped, what ran before stays"
                );
                return Ok(vec![told(KILLED, FaultOutcome::NotTried, words)]);
            }
            Err(error) => {
                let words = format!("a copy of the database cannot be made: {}", with_causes(&error));
                let not_tried = |fault| told(fault, FaultOutcome::NotTried, words.clone());
                return Ok([KILLED, IN_USE, TWICE].map(not_tried).to_vec());
            }
        };
        let tried = |fault: &str, tried: fn(&Bench<'_>) -> Result<RehearsedFault, Fault>| {
            in_time(fault, each, &cancel, |watch| {
                tried(&Bench::new(system, &copy, (config, watch), statements, (changed, base)))
            })
        };
        let killed = tried(KILLED, killed::tried)?;
        let in_use = tried(IN_USE, in_use::tried)?;
        let twice = if in_use.outcome == FaultOutcome::Held {
            tried(TWICE, twice::tried)?
        } else {
            told(TWICE, FaultOutcome::NotTried, "it is not known to lead back the first time")
        };
        Ok(vec![killed, in_use, twice])
    })
}

/// Makes one fault happen, for so long at most.
fn in_time(
    fault: &str,
    limit: Duration,
    cancel: &AtomicBool,
    tried: impl FnOnce(&Watch) -> Result<RehearsedFault, Fault>,
) -> Result<RehearsedFault, Fault> {
    match watched(limit, cancel, tried) {
        (_, Some(Stopped::TimeOver)) => {
            let words = format!("it did not end within {} s", limit.as_secs());
            Ok(told(fault, FaultOutcome::NotTried, words))
        }
        (tried, _) => tried,
    }
}

fn told(fault: &str, outcome: FaultOutcome, words: impl Into<String>) -> RehearsedFault {
    RehearsedFault { fault: fault.to_owned(), outcome, words: words.into() }
}

#[cfg(test)]
mod tests {
    use milepost_database::{Engine, PrivateOptions, Scratch, Script};
    use milepost_system::OsSystem;

    use super::{
        bench::tests::{config, state_of},
        *,
    };

    const BASE: &str = "create table a (b integer primary key); insert into a values (1), (2)";
    const CHANGE: &str = "alter table a add column c text; update a set c = 'x'";

    type Tried = fn(&Bench<'_>) -> Result<RehearsedFault, Fault>;

    /// A changed database with what takes it back. What is told of it is of one where this ran before the change, and this after it.
    fn on_bench(before: &str, after: &str, tried: &[Tried]) -> Vec<FaultOutcome> {
        let fresh = || Scratch::private(&OsSystem, Engine::Sqlite, &PrivateOptions::default()).unwrap();
        let (real, told) = (fresh(), fresh());
        let run = |scratch: &Scratch<'_>, sql: &str| scratch.open().unwrap().run(sql).unwrap();
        run(&real, &format!("{BASE}; {CHANGE}"));
        run(&told, &format!("{BASE}; {before}"));
        let base = state_of(&told);
        run(&told, &format!("{CHANGE}; {after}"));
        let changed = state_of(&told);
        let sql = "alter table a drop column c; select 1;".to_owned();
        let scripts = vec![Script { name: "1".to_owned(), sql }];
        let statements = Statements { scripts, ..Statements::default() };
        let (config, watch) = (config(), Watch::default());
        let bench = Bench::new(&OsSystem, &real, (&config, &watch), &statements, (&changed, &base));
        tried.iter().map(|tried| tried(&bench).unwrap().outcome).collect()
    }

    #[test]
    fn a_database_that_is_as_it_has_to_be_holds() {
        let all = on_bench("", "", &[killed::tried, in_use::tried, twice::tried]);
        assert_eq!(all, [FaultOutcome::Held; 3]);
    }

    #[test]
    fn what_is_not_as_the_changed_database_is_broken() {
        let other = "insert into a values (9, 'y')";
        assert_eq!(on_bench("", other, &[killed::tried]), [FaultOutcome::Broken]);
        assert_eq!(on_bench("", other, &[in_use::tried]), [FaultOutcome::Broken]);
    }

    #[test]
    fn what_is_not_as_the_database_of_before_is_broken() {
        let (other, changed) = ("insert into a values (9)", "delete from a where b = 9");
        let all = on_bench(other, changed, &[in_use::tried, twice::tried]);
        assert_eq!(all, [FaultOutcome::Broken; 2]);
    }

    #[test]
    fn what_takes_too_long_is_not_tried() {
        let still = AtomicBool::new(false);
        let slow = |_: &Watch| {
            std::thread::sleep(Duration::from_millis(200));
            Ok(told(KILLED, FaultOutcome::Held, "it held"))
        };
        let outcome =
            |limit: u64| in_time(KILLED, Duration::from_millis(limit), &still, slow).unwrap().outcome;
        assert_eq!((outcome(50), outcome(60_000)), (FaultOutcome::NotTried, FaultOutcome::Held));
    }
}
