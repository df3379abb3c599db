//! The trials, and their table.

use std::{
    io::{BufRead as _, BufReader},
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use milepost_database::Engine;

use super::{
    chance::Chance,
    child::CHILD,
    fixture::Fixture,
    killing_system::BEGUN,
    options::Options,
    state::State,
    steps::steps_eval,
    surroundings::{milepost, this},
    table::{Row, Rows, print_head},
};

/// Kills rollbacks and runs of steps, and compares.
///
/// # Errors
/// When a trial cannot be made, or any of them ends in another state.
pub(crate) fn crash_eval(options: &Options) -> Result<(), String> {
    let mut wrong = 0;
    print_head();
    if options.steps {
        wrong += steps_eval(options)?;
    }
    for engine in [Engine::Sqlite, Engine::Postgresql] {
        let is_asked = if engine == Engine::Sqlite { options.sqlite } else { options.postgresql };
        if !options.rollbacks || !is_asked {
            continue;
        }
        let folder =
            std::env::temp_dir().join(format!("milepost-crash-{}-{}", engine.name(), std::process::id()));
        let rows = Fixture::make(&folder, engine).and_then(|fixture| trials(&fixture, options));
        let _ = std::fs::remove_dir_all(&folder);
        wrong += rows?.print();
    }
    if wrong == 0 { Ok(()) } else { Err(format!("{wrong} trials ended in another state")) }
}

fn trials(fixture: &Fixture, options: &Options) -> Result<Rows, String> {
    fixture.restore()?;
    let before = State::of(fixture)?;
    let counted = fixture.run(this()?, &[CHILD, "rollback", "never", "0"])?;
    let after = State::of(fixture)?;
    if before.differs(&after).is_none() {
        return Err("the rollback changed nothing".to_owned());
    }
    fixture.run(milepost()?, &["ledger", "verify"])?;
    let mut numbers = counted.split_whitespace().map(|word| word.parse::<u64>().unwrap_or(0));
    let (writes, lines) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    fixture.restore()?;
    let mut running = begun(fixture.command(this()?, &[CHILD, "rollback", "never", "0"]))?;
    let start = Instant::now();
    running.wait().map_err(|error| error.to_string())?;
    let whole = start.elapsed();
    let trial = Trial { fixture, before: &before, after: &after };
    let mut rows = Rows::new(fixture.engine().name(), options.trials(writes, lines, 2));
    for abort in [false, true] {
        for at in 0..lines {
            for (kind, moment) in [
                ("1 before a line", "before"),
                ("2 in the midst of one", "torn"),
                ("3 after a line", "after"),
            ] {
                trial.chosen(moment, at, abort, rows.of(kind))?;
            }
        }
        // The looks before the first write of a run are not worth a trial each: nothing has changed.
        for at in (0..writes).filter(|_| options.every_write) {
            trial.chosen("write", at, abort, rows.of("4 a write, or Git"))?;
        }
    }
    let mut chance = Chance::new();
    for _ in 0..options.instants {
        let share = chance.draw();
        let abort = chance.draw() > 0.5;
        trial.at(whole.mul_f64(share), abort, rows.of("5 a random instant"))?;
    }
    Ok(rows)
}

struct Trial<'t> {
    fixture: &'t Fixture,
    before: &'t State,
    after: &'t State,
}

impl Trial<'_> {
    /// Killed by itself, at a moment that was chosen.
    fn chosen(&self, moment: &str, at: u64, abort: bool, row: &mut Row) -> Result<(), String> {
        self.fixture.restore()?;
        let output = self.fixture.command(this()?, &[CHILD, "rollback", moment, &at.to_string()]).output();
        output.map_err(|error| error.to_string())?;
        self.judge(abort, row, &format!("{moment} {at}"))
    }

    /// Killed from outside so long after its journal began, with everything that it started.
    fn at(&self, after: Duration, abort: bool, row: &mut Row) -> Result<(), String> {
        self.fixture.restore()?;
        let mut running = begun(self.fixture.command(this()?, &[CHILD, "rollback", "never", "0"]))?;
        std::thread::sleep(after);
        let group = i32::try_from(running.id()).ok().and_then(rustix::process::Pid::from_raw);
        if let Some(group) = group {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        running.wait().map_err(|error| error.to_string())?;
        self.judge(abort, row, &format!("{} ms", after.as_millis()))
    }

    /// Goes on or gives up, and compares.
    fn judge(&self, abort: bool, row: &mut Row, what: &str) -> Result<(), String> {
        row.trials += 1;
        let act = |action: &str| self.fixture.run(this()?, &[CHILD, action, "never", "0"]);
        let none = |said: &str| said.contains("no rollback is under way");
        // Nothing of the database and of the branch is done: then it has to be possible to give it up.
        let killed = State::of(self.fixture)?;
        let may_give_up = killed.is_before_the_pivot(self.before);
        let mut outcome = act(if abort { "abort" } else { "resume" });
        let mut expected = if abort { self.before } else { self.after };
        match &outcome {
            Ok(_) if abort => row.aborted += 1,
            Ok(_) => row.resumed += 1,
            Err(said) if none(said) => {
                row.untouched += 1;
                // Killed before it began, or after its last line.
                expected = if killed.differs(self.before).is_none() { self.before } else { self.after };
                outcome = Ok(String::new());
            }
            Err(said) if abort && !may_give_up && said.contains("cannot be given up any more") => {
                row.resumed += 1;
                expected = self.after;
                outcome = act("resume");
            }
            Err(_) => {}
        }
        let differs = match outcome {
            Ok(_) => {
                let evidence = self.fixture.run(milepost()?, &["ledger", "verify"]);
                evidence.err().or(State::of(self.fixture)?.differs(expected))
            }
            Err(said) => Some(said),
        };
        row.judged(&format!("{what}, {}", if abort { "abort" } else { "resume" }), differs);
        Ok(())
    }
}

/// A process whose journal has its first line, in a group of processes of its own.
pub(super) fn begun(mut command: Command) -> Result<Child, String> {
    command.process_group(0).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut running = command.spawn().map_err(|error| error.to_string())?;
    let mut said = String::new();
    if let Some(errors) = &mut running.stderr {
        // One line, without a buffer that would take more; what comes behind it is little.
        BufReader::with_capacity(1, errors).read_line(&mut said).map_err(|error| error.to_string())?;
    }
    if said.trim() == BEGUN { Ok(running) } else { Err(format!("it did not begin: {said}")) }
}
