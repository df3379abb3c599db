//! One measurement, from the copies to what it came to.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use milepost_gate::{
    Exit,
    performance::{Measured as Which, PairOrder},
};
use milepost_ledger::{Digest, Measurement, is_own_exit};
use milepost_runner::{Execution, Inconclusive, Outcome, RunContext, Sandboxes, Secrets, Verdict};

use super::{
    Copies, CopyOf, Progress,
    copies::Copy,
    judging::{Judging, repeats_for},
    machine::fingerprint,
    ready::Ready,
    seed,
    side::{NoValue, Side, Unguarded},
    stored::{self, Kept},
};
use crate::{
    EngineError, Result,
    binding::{Metric, Run},
    config::Measure,
    plan::CheckKey,
    session::Session,
};

/// What is measured, for whom, and with what it goes on.
pub(crate) struct Request<'r> {
    /// The project and what is known of it.
    pub(crate) session: &'r Session<'r>,
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
    let system = request.session.workspace.system.as_ref();
    let started = system.now();
    let start = system.monotonic();
    let metric = request.run.metric.as_deref().expect("a metric is measured");
    let mut taking = Taking { measurement: begin(request, metric, started.as_second()), last: None };
    let judged = take(request, metric, &mut taking, tell);
    let Taking { mut measurement, last } = taking;
    let verdict = judged.unwrap_or_else(|error| unmeasured(&mut measurement, why(&error)));
    let cancelled = request.cancel.load(Ordering::Relaxed);
    let verdict = if cancelled && !verdict.is_pass() { Verdict::Cancelled } else { verdict };
    let outcome = outcome(request, verdict, last, started, system.monotonic().saturating_sub(start));
    Measured { measurement, outcome }
}

impl Measured {
    /// Nothing ran, for a reason.
    pub(crate) fn refused(request: &Request<'_>, reason: &str) -> Self {
        let started = request.session.workspace.system.now();
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
        machine: fingerprint(request.session.workspace.system.as_ref()),
        kept_baseline: Vec::new(),
        kept_candidate: Vec::new(),
        continues: None,
    };
    match request.earlier {
        Some((record, earlier)) => go_on(fresh, record, earlier),
        None => fresh,
    }
}

/// With all that was measured before: pairs, and the looks at kept runs, whichever of both comes next. What two equal runs
/// decided is measured anew.
fn go_on(fresh: Measurement, record: Digest, earlier: &Measurement) -> Measurement {
    let (pairs, values) = match earlier.method.as_str() {
        // The values of one that kept runs decided are those of its looks.
        "paired" | "stored" => (earlier.pairs.clone(), Vec::new()),
        "absolute" => (Vec::new(), earlier.values.clone()),
        _ => return fresh,
    };
    Measurement {
        seed: earlier.seed.clone(),
        repeats: if pairs.is_empty() && values.is_empty() { fresh.repeats } else { earlier.repeats },
        earlier: pairs.len() as u32,
        pairs,
        earlier_values: values.len() as u32,
        values,
        kept_baseline: earlier.kept_baseline.clone(),
        kept_candidate: earlier.kept_candidate.clone(),
        continues: Some(record),
        ..fresh
    }
}

fn take(
    request: &Request<'_>,
    metric: &Metric,
    taking: &mut Taking,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<Verdict> {
    let workspace = request.session.workspace;
    let mut say = |words: &str| tell(Progress { metric: &metric.name, pairs: 0, cap: 0, words });
    let judging = Judging::new(metric, &taking.measurement)?;
    say("copying the project");
    let copies = Copies::of(workspace)?;
    let git = workspace.git().ok_or_else(|| EngineError::usage("there is no Git repository"))?;
    let candidate = copies.with(CopyOf::Candidate, git.head()?.as_deref(), request.tree)?;
    let mut lost = None;
    let base = match &taking.measurement.base {
        Some(commit) => match copies.with(CopyOf::Base, Some(commit), commit) {
            Ok(copy) => Some(copy),
            Err(error) if git.blobs(&[commit])?.contains(&None) => {
                lost = Some(format!("the baseline `{commit:.12}` cannot be copied: {}", why(&error)));
                None
            }
            Err(error) => return Err(error),
        },
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
        let mut last = None;
        let made = ready(request, Which::Base, &copies, copy, context).make(&mut last, &mut say);
        // That it was killed, ran out of time or found no program is no word about the code.
        let is_refused = |last: &Execution| matches!(last.exit, Some(Exit::Code(code)) if is_own_exit(code));
        let gone = last
            .as_ref()
            .is_some_and(|last| matches!(last.verdict, Verdict::Fail { .. }) && is_refused(last));
        taking.last = last.or(taking.last.take());
        match made {
            Err(error) if gone && !request.cancel.load(Ordering::Relaxed) => lost = Some(why(&error)),
            made => made?,
        }
    }
    let made = ready(request, Which::Candidate, &copies, &candidate, &candidate_context)
        .make(&mut taking.last, &mut say);
    if let (Err(error), Some(lost)) = (&made, &lost) {
        return Err(EngineError::usage(format!("{lost}; {}", why(error))));
    }
    made?;
    let run = request.run;
    let mut next = Side::new(Which::Candidate, workspace, run, metric, &candidate.root, &candidate_context)?;
    if let Some(lost) = lost {
        return by_kept_runs(request, metric, lost, &mut next, taking, tell);
    }
    let base = match (&base, &base_context) {
        (Some(copy), Some(context)) => {
            Some(Side::new(Which::Base, workspace, run, metric, &copy.root, context)?)
        }
        _ => None,
    };
    let judging = judging.run(workspace.system.as_ref(), base, next, taking, tell);
    Ok(judging.conclude(&mut taking.measurement))
}

/// Judges by what was kept of a baseline that cannot be run again.
fn by_kept_runs(
    request: &Request<'_>,
    metric: &Metric,
    lost: String,
    next: &mut Side<'_>,
    taking: &mut Taking,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<Verdict> {
    let kept = Kept::of(request, metric, lost)?;
    if !kept.new.is_empty() {
        taking.measurement.continues = request.earlier.map(|(record, _)| record);
    }
    taking.measurement.earlier_values = kept.new.iter().map(|runs| runs.values.len() as u32).sum();
    let is_time = matches!(metric.measure, Measure::Cpu | Measure::Wall);
    // Pairs that wait for their baseline go on as they began.
    let went_on = (!taking.measurement.pairs.is_empty()).then_some(taking.measurement.repeats);
    let mut repeats = went_on.unwrap_or(1);
    let verdict = {
        let mut values = || -> std::result::Result<Vec<f64>, NoValue> {
            let mut shortest = f64::INFINITY;
            for _ in 0..metric.warmup.max(u32::from(is_time)) {
                shortest = shortest.min(next.once()?);
            }
            repeats = match went_on {
                Some(repeats) => repeats,
                None if is_time => repeats_for(shortest),
                None => 1,
            };
            next.repeats = repeats;
            let mut values = Vec::new();
            for run in 1..=stored::RUNS {
                values.push(next.sample()?);
                let words = "the baseline cannot be run again: held against kept runs of it";
                tell(Progress { metric: &metric.name, pairs: run, cap: stored::RUNS, words });
            }
            Ok(values)
        };
        let mut take = || values().map_err(|none| none.reason);
        stored::judge(metric, kept, taking.measurement.began, &mut take, &mut taking.measurement)
    };
    taking.measurement.repeats = repeats;
    taking.last = next.last.take();
    Ok(verdict)
}

/// What makes the copy of a side ready.
pub(super) fn ready<'r, 'c>(
    request: &'r Request<'r>,
    which: Which,
    copies: &'r Copies<'c>,
    copy: &'r Copy,
    context: &'r RunContext<'r>,
) -> Ready<'r, 'c> {
    let Request { session, run, key, .. } = request;
    let workspace = session.workspace;
    Ready { workspace, preparation: run.preparation(), key, name: which.to_string(), copies, copy, context }
}

/// An error with what it comes from, in one line.
pub(crate) fn why(error: &EngineError) -> String {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn measurement(method: &str) -> Measurement {
        let kept = json!([{ "began": 7, "values": [1.0, 1.0, 1.0, 1.0, 1.0], "machine": {} }]);
        let content = json!({
            "metric": "speed", "method": method, "budget": "", "unit": "", "decision": "unmeasured", "words": "",
            "stopped": "", "began": 0, "repeats": 3, "seed": "5", "values": [1.0],
            "pairs": [{ "base": 1.0, "candidate": 1.0, "baseFirst": true }],
            "keptBaseline": kept, "keptCandidate": kept,
        });
        serde_json::from_value(content).unwrap()
    }

    #[test]
    fn looks_and_pairs_outlive_an_attempt_of_the_other_kind() {
        let fresh = || Measurement {
            pairs: Vec::new(),
            values: Vec::new(),
            kept_baseline: Vec::new(),
            kept_candidate: Vec::new(),
            repeats: 1,
            seed: "9".to_owned(),
            ..measurement("paired")
        };
        let record = Digest::of(b"record");
        for method in ["paired", "stored"] {
            let found = go_on(fresh(), record, &measurement(method));
            assert_eq!((found.pairs.len(), found.earlier, found.repeats), (1, 1, 3), "{method}");
            assert_eq!((found.kept_baseline.len(), found.kept_candidate.len()), (1, 1), "{method}");
            assert_eq!((found.seed.as_str(), found.continues), ("5", Some(record)), "{method}");
            assert!(found.values.is_empty(), "{method}");
        }
        let exact = go_on(fresh(), record, &measurement("exact"));
        assert!(exact.pairs.is_empty() && exact.continues.is_none());
    }
}
