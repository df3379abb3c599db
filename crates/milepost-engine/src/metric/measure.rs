//! One measurement, from the copies to what it came to.

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use milepost_gate::performance::{Measured as Which, PairOrder};
use milepost_ledger::{Digest, Measurement};
use milepost_runner::{Bench, Execution, Inconclusive, Outcome, RunContext, Sandboxes, Secrets, Verdict};

use super::{
    Copies, CopyOf, Progress,
    copies::Copy,
    judging::Judging,
    machine::fingerprint,
    seed,
    side::{Side, Unguarded, spec},
};
use crate::{
    EngineError, Result, Workspace,
    binding::{Metric, Run},
    plan::CheckKey,
};

/// What is measured, for whom, and with what it goes on.
pub(crate) struct Request<'r> {
    /// The project.
    pub(crate) workspace: &'r Workspace,
    /// The milestone.
    pub(crate) document: &'r str,
    /// The command.
    pub(crate) run: &'r Run,
    /// Its key.
    pub(crate) key: &'r CheckKey,
    /// The check tree: the candidate.
    pub(crate) tree: &'r str,
    /// The evidence for the same, if there is some that did not decide it.
    pub(crate) earlier: Option<(Digest, &'r Measurement)>,
    /// Set by Ctrl-C.
    pub(crate) cancel: &'r Arc<AtomicBool>,
    /// What must not appear in any output.
    pub(crate) secrets: &'r Secrets,
}

/// What a measurement came to, and what is told of its runs.
pub(crate) struct Measured {
    /// Every value, and the decision.
    pub(crate) measurement: Measurement,
    /// The verdict, and the last run.
    pub(crate) outcome: Outcome,
}

/// Measures. Whatever goes wrong is a measurement without a decision, which keeps the values that there are.
pub(crate) fn measure(request: &Request<'_>, tell: &mut dyn FnMut(Progress<'_>)) -> Measured {
    let system = request.workspace.system.as_ref();
    let started = system.now();
    let start = system.monotonic();
    let metric = request.run.metric.as_deref().expect("a metric is measured");
    let mut taking = Taking { measurement: begin(request, metric, started.as_second()), last: None };
    let judged = take(request, metric, &mut taking, tell);
    let Taking { mut measurement, last } = taking;
    let verdict = match judged {
        Ok(judging) => judging.conclude(&mut measurement),
        Err(error) => unmeasured(&mut measurement, why(&error)),
    };
    let cancelled = request.cancel.load(std::sync::atomic::Ordering::Relaxed);
    let verdict = if cancelled && !verdict.is_pass() { Verdict::Cancelled } else { verdict };
    let outcome = outcome(request, verdict, last, started, system.monotonic().saturating_sub(start));
    Measured { measurement, outcome }
}

impl Measured {
    /// Nothing ran, for a reason.
    pub(crate) fn refused(request: &Request<'_>, reason: &str) -> Self {
        let started = request.workspace.system.now();
        let metric = request.run.metric.as_deref().expect("a metric is measured");
        let mut measurement = begin(request, metric, started.as_second());
        let verdict = unmeasured(&mut measurement, reason.to_owned());
        Self { measurement, outcome: outcome(request, verdict, None, started, Duration::ZERO) }
    }
}

fn unmeasured(measurement: &mut Measurement, reason: String) -> Verdict {
    "unmeasured".clone_into(&mut measurement.decision);
    "it could not be measured".clone_into(&mut measurement.stopped);
    measurement.words.clone_from(&reason);
    Verdict::Inconclusive(Inconclusive::Undecided { reason })
}

/// A measurement that is being taken.
pub(super) struct Taking {
    pub(super) measurement: Measurement,
    /// The last execution of any side.
    pub(super) last: Option<Execution>,
}

fn begin(request: &Request<'_>, metric: &Metric, began: i64) -> Measurement {
    let base = metric.base.clone().filter(|_| metric.needs_baseline());
    let order = PairOrder::of(request.document, &metric.name, base.as_deref().unwrap_or(""), request.tree);
    let fresh = Measurement {
        metric: metric.name.clone(),
        method: if base.is_some() { "paired" } else { "absolute" }.to_owned(),
        budget: metric.budget.clone(),
        unit: String::new(),
        decision: "undecided".to_owned(),
        words: String::new(),
        stopped: String::new(),
        seed: seed::to_text(order.seed()),
        base,
        repeats: 1,
        pairs: Vec::new(),
        earlier: 0,
        values: Vec::new(),
        earlier_values: 0,
        change: None,
        low: None,
        high: None,
        began,
        machine: fingerprint(request.workspace.system.as_ref()),
        continues: None,
    };
    match request.earlier {
        // What two equal runs decided, and what a kept baseline did, is measured anew.
        Some((record, earlier)) if earlier.method == fresh.method => Measurement {
            seed: earlier.seed.clone(),
            repeats: earlier.repeats,
            pairs: earlier.pairs.clone(),
            earlier: earlier.pairs.len() as u32,
            values: earlier.values.clone(),
            earlier_values: earlier.values.len() as u32,
            continues: Some(record),
            ..fresh
        },
        _ => fresh,
    }
}

fn take(
    request: &Request<'_>,
    metric: &Metric,
    taking: &mut Taking,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<Judging> {
    let workspace = request.workspace;
    let mut say = |words: &str| tell(Progress { metric: &metric.name, pairs: 0, cap: 0, words });
    let judging = Judging::new(metric, &taking.measurement)?;
    say("copying the project");
    let copies = Copies::of(workspace)?;
    let git = workspace.git().ok_or_else(|| EngineError::usage("there is no Git repository"))?;
    let candidate = copies.with(CopyOf::Candidate, git.head()?.as_deref(), request.tree)?;
    let base = match &taking.measurement.base {
        Some(commit) => Some(copies.with(CopyOf::Base, Some(commit), commit).map_err(|error| {
            EngineError::usage(format!("the baseline `{commit:.12}` cannot be copied: {}", why(&error)))
        })?),
        None => None,
    };
    let guard = Unguarded;
    let context = |copy: &Copy| RunContext {
        cancel: Arc::clone(request.cancel),
        secrets: request.secrets.clone(),
        sandboxes: Arc::new(Sandboxes::new(copies.places(copy))),
        ..RunContext::new(workspace.system.as_ref(), copy.root.clone(), &guard)
    };
    let candidate_context = context(&candidate);
    let base_context = base.as_ref().map(context);
    if let (Some(copy), Some(context)) = (&base, &base_context) {
        Ready { request, which: Which::Base, copies: &copies, copy, context }
            .make(&mut taking.last, &mut say)?;
    }
    let (copy, context) = (&candidate, &candidate_context);
    Ready { request, which: Which::Candidate, copies: &copies, copy, context }
        .make(&mut taking.last, &mut say)?;
    let run = request.run;
    let next = Side::new(Which::Candidate, workspace, run, metric, &candidate.root, &candidate_context)?;
    let base = match (&base, &base_context) {
        (Some(copy), Some(context)) => {
            Some(Side::new(Which::Base, workspace, run, metric, &copy.root, context)?)
        }
        _ => None,
    };
    Ok(judging.run(workspace.system.as_ref(), base, next, taking, tell))
}

/// A copy that is to be made ready.
pub(super) struct Ready<'r, 'c> {
    pub(super) request: &'r Request<'r>,
    pub(super) which: Which,
    pub(super) copies: &'r Copies<'c>,
    pub(super) copy: &'r Copy,
    pub(super) context: &'r RunContext<'r>,
}

impl Ready<'_, '_> {
    /// Makes it ready, where that was not done for just these files.
    pub(super) fn make(&self, last: &mut Option<Execution>, say: &mut dyn FnMut(&str)) -> Result<()> {
        let Self { request, which, copies, copy, context } = self;
        let Some(preparation) = request.run.preparation() else { return Ok(()) };
        let by = Digest::of_json(&serde_json::json!({
            "script": preparation.script,
            "cwd": preparation.cwd,
            "environment": *request.key.environment,
            "tools": request.key.tools,
        }))?;
        if copies.is_prepared(copy, &by) {
            return Ok(());
        }
        copies.forget_prepared(copy);
        say(&format!("making the {which} ready"));
        let execution =
            Bench::new(spec(request.workspace, &preparation, &copy.root)?, context).execute(&mut |_, _| {});
        let reason = execution.verdict.reason();
        *last = Some(execution);
        match reason {
            None => copies.note_prepared(copy, &by),
            Some(reason) => Err(EngineError::usage(format!("the {which} cannot be made ready: {reason}"))),
        }
    }
}

/// An error with what it comes from, in one line.
pub(super) fn why(error: &EngineError) -> String {
    let source = error.source.as_ref().map_or_else(String::new, |source| format!(": {source}"));
    format!("{}{source}", error.message).lines().collect::<Vec<_>>().join(" ")
}

fn outcome(
    request: &Request<'_>,
    verdict: Verdict,
    last: Option<Execution>,
    started: jiff::Timestamp,
    duration: Duration,
) -> Outcome {
    let exit = last.as_ref().and_then(|last| last.exit);
    let outcome = Outcome::of(request.key.specification.to_string(), verdict, exit, started, duration);
    match last {
        Some(Execution { usage, stdout, stderr, sandbox, .. }) => {
            Outcome { usage, stdout, stderr, sandbox, ..outcome }
        }
        None => outcome,
    }
}
