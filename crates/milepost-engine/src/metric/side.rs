//! One of the two that are compared, ready to run.

use std::path::Path;

use milepost_gate::performance::Measured;
use milepost_runner::{Bench, Execution, Guard, RunContext, Token};
use milepost_system::System;

use super::{reading::printed_value, size::size_of};
use crate::{
    Result, Workspace,
    binding::{Metric, Run},
    config::Measure,
    verify::spec_in,
};

/// Runs the command in one copy and reads what is measured.
pub(super) struct Side<'s> {
    which: Measured,
    system: &'s dyn System,
    root: &'s Path,
    metric: &'s Metric,
    bench: Bench<'s>,
    /// How often the command is executed for one value.
    pub(super) repeats: u32,
    /// The last execution.
    pub(super) last: Option<Execution>,
}

/// Why a side gave no value.
#[derive(Debug)]
pub(super) struct NoValue {
    pub(super) which: Measured,
    pub(super) reason: String,
}

impl<'s> Side<'s> {
    /// The command of a metric in a copy whose project stands at `root`.
    pub(super) fn new(
        which: Measured,
        workspace: &'s Workspace,
        run: &'s Run,
        metric: &'s Metric,
        root: &'s Path,
        context: &'s RunContext<'s>,
    ) -> Result<Self> {
        let bench = Bench::new(spec_in(workspace, run, root, run.label.clone(), 1)?, context);
        let system = workspace.system.as_ref();
        Ok(Self { which, system, root, metric, bench, repeats: 1, last: None })
    }

    /// Executes the command once, and gives what was measured.
    pub(super) fn once(&mut self) -> Result<f64, NoValue> {
        let execution = self.bench.execute(&mut |_, _| {});
        let value = self.value(&execution);
        self.last = Some(execution);
        value.map_err(|reason| NoValue { which: self.which, reason })
    }

    /// One value: the mean of as many executions as it takes to be long enough for the clock.
    pub(super) fn sample(&mut self) -> Result<f64, NoValue> {
        let mut sum = 0.0;
        for _ in 0..self.repeats {
            sum += self.once()?;
        }
        Ok(sum / f64::from(self.repeats))
    }

    fn value(&self, execution: &Execution) -> Result<f64, String> {
        if let Some(reason) = execution.verdict.reason() {
            return Err(reason);
        }
        if let Some(jump) = execution.jump.filter(|_| self.metric.measure != Measure::FileSize) {
            let seconds = jump.as_secs();
            return Err(format!(
                "the clock was set, or the machine slept: it jumped by {seconds} s during a run"
            ));
        }
        match self.metric.measure {
            Measure::Cpu => Ok((execution.usage.user + execution.usage.system).as_secs_f64()),
            Measure::Wall => Ok(execution.wall.as_secs_f64()),
            Measure::PeakMemory => Ok(execution.usage.max_rss_kib as f64 * 1024.0),
            Measure::FileSize => {
                let size = size_of(self.system, self.root, &self.metric.files, self.metric.compression)?;
                Ok(size as f64)
            }
            Measure::Stdout => {
                let bytes = execution.stdout.stored();
                let bytes = bytes.map_err(|error| format!("what it printed cannot be read: {error}"))?;
                printed_value(self.metric, &String::from_utf8_lossy(&bytes))
            }
        }
    }
}

/// Nobody but the command changes a copy, and what it changes there concerns nobody.
pub(crate) struct Unguarded;

impl Guard for Unguarded {
    fn before(&self) -> std::io::Result<Token> {
        Ok(Token(String::new()))
    }

    fn after(&self, _: &Token, _: &[String]) -> std::io::Result<Vec<String>> {
        Ok(Vec::new())
    }
}
