//! Running one command again and again, to measure it.

use std::time::Duration;

use jiff::Timestamp;
use milepost_gate::Exit;

use crate::{
    attempt::{Run, attempt},
    capture::Captured,
    outcome::Verdict,
    process::{Source, Usage, sandbox::Enforced},
    run::RunContext,
    run_dir::RunDir,
    spec::CheckSpec,
};

/// By how much the clock on the wall may leave the one that only goes forward during a run, before it was set or the
/// machine slept.
const JUMP: Duration = Duration::from_secs(2);

/// One execution of a command.
#[derive(Debug, Clone)]
pub struct Execution {
    /// What it alone came to. What is no pass measured nothing.
    pub verdict: Verdict,
    /// How it ended; `None`: it could not be started.
    pub exit: Option<Exit>,
    /// When it began, by the wall clock.
    pub started: Timestamp,
    /// From its start to the end of its first process, by the clock that only goes forward.
    pub wall: Duration,
    /// What it and all its processes used, those alone that nobody waited for left out.
    pub usage: Usage,
    /// What it printed.
    pub stdout: Captured,
    /// What it complained of.
    pub stderr: Captured,
    /// By how much the wall clock left the other one, where that is too much to be drift.
    pub jump: Option<Duration>,
    /// What of its sandbox was in force.
    pub sandbox: Enforced,
}

/// A command that is executed many times, each time alone: strict shell, sandbox and time limit are those of a check.
pub struct Bench<'b> {
    spec: CheckSpec,
    context: &'b RunContext<'b>,
    dir: RunDir<'b>,
}

impl<'b> Bench<'b> {
    /// For a command. Nothing runs yet.
    pub fn new(spec: CheckSpec, context: &'b RunContext<'b>) -> Self {
        Self { spec, context, dir: RunDir::new(context.system) }
    }

    /// Runs it once; `output` hears what it prints, redacted.
    pub fn execute(&mut self, output: &mut dyn FnMut(Source, &[u8])) -> Execution {
        let system = self.context.system;
        let (clock, steady) = (system.now(), system.monotonic());
        let Run { verdict, exit, started, duration, usage, stdout, stderr, sandbox, .. } =
            attempt(&self.spec, self.context, &mut self.dir, &mut |source, bytes, _| output(source, bytes));
        let jump = jump(clock, system.now(), system.monotonic().saturating_sub(steady));
        Execution { verdict, exit, started, wall: duration, usage, stdout, stderr, jump, sandbox }
    }
}

fn jump(before: Timestamp, after: Timestamp, steady: Duration) -> Option<Duration> {
    let passed = after.duration_since(before).as_secs_f64();
    let distance = Duration::from_secs_f64((passed - steady.as_secs_f64()).abs());
    (distance > JUMP).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_is_noticed_and_one_that_drifts_is_not() {
        let at = |seconds: i64| Timestamp::from_second(seconds).unwrap();
        assert_eq!(jump(at(100), at(160), Duration::from_mins(1)), None);
        assert_eq!(jump(at(100), at(161), Duration::from_mins(1)), None);
        assert_eq!(jump(at(100), at(40), Duration::from_secs(1)), Some(Duration::from_secs(61)));
        assert_eq!(jump(at(100), at(7300), Duration::from_secs(1)), Some(Duration::from_secs(7199)));
    }
}
