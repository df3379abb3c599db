//! A check with its retries.

use std::{collections::HashSet, sync::atomic::Ordering, time::Duration};

use milepost_gate::{TestId, TestRun, TestStatus, TestsSeen};

use crate::{
    attempt::{Run, attempt},
    guard::Token,
    outcome::{Attempt, Inconclusive, Outcome, Verdict},
    process::Source,
    run::RunContext,
    run_dir::RunDir,
    spec::CheckSpec,
};

/// What a running check tells.
pub(crate) enum Told<'a> {
    Started(u32),
    Output(Source, &'a [u8], Duration),
}

/// A finished check, and whether something was left running that may have come from another.
pub(crate) struct Checked {
    pub(crate) outcome: Outcome,
    pub(crate) doubtful: Vec<String>,
}

/// Runs a check, again while it fails and retries are left. A pass after a failure is flaky, never a pass.
pub(crate) fn check(
    spec: &CheckSpec,
    context: &RunContext<'_>,
    guard: Option<&Token>,
    dir: &mut RunDir<'_>,
    tell: &mut dyn FnMut(Told<'_>),
) -> Checked {
    let mut attempts: Vec<Attempt> = Vec::new();
    let mut earlier: Vec<TestRun> = Vec::new();
    let mut leaked = Vec::new();
    let mut doubtful = Vec::new();
    loop {
        tell(Told::Started(attempts.len() as u32 + 1));
        let mut run = if context.cancel.load(Ordering::Relaxed) {
            Run::none(context.system, Verdict::Cancelled)
        } else if let Some(reason) = context.guard.refuses(spec) {
            Run::none(context.system, Verdict::Inconclusive(Inconclusive::NotStarted { reason }))
        } else {
            attempt(spec, context, dir, &mut |source, bytes, at| tell(Told::Output(source, bytes, at)))
        };
        for stray in &run.leaked {
            let kept = if stray.certain { &mut leaked } else { &mut doubtful };
            kept.push(stray.command.clone());
        }
        attempts.push(Attempt { exit: run.exit, verdict: run.verdict.clone(), duration: run.duration });
        let failed = matches!(run.verdict, Verdict::Fail { .. } | Verdict::TimedOut { .. });
        let regressed = failed && regressed(spec, &run);
        let retries = if regressed { spec.retries.max(REGRESSION_RETRIES) } else { spec.retries };
        if failed && !run.nothing_ran && attempts.len() <= retries as usize {
            if let TestsSeen::Listed(tests) = run.observed.tests {
                earlier.push(tests);
            }
            continue;
        }
        if let TestsSeen::Listed(tests) = &mut run.observed.tests {
            mark_flaky(tests, &earlier);
        }
        let first = attempts.iter().find_map(|attempt| match &attempt.verdict {
            Verdict::Fail { .. } | Verdict::TimedOut { .. } => attempt.verdict.reason(),
            _ => None,
        });
        let verdict = match (run.verdict, first) {
            (Verdict::Pass, Some(reason)) => Verdict::Flaky { reason },
            (verdict, _) => verdict,
        };
        leaked.extend(doubtful.iter().cloned());
        let refused = matches!(verdict, Verdict::Cancelled | Verdict::Inconclusive(_));
        let verdict = match context.guard.refuses(spec).filter(|_| !refused) {
            Some(reason) => Verdict::Inconclusive(Inconclusive::Undecided { reason }),
            None => verdict,
        };
        let outcome = Outcome {
            key: spec.key.clone(),
            verdict,
            exit: run.exit,
            started: run.started,
            duration: run.duration,
            usage: run.usage,
            stdout: run.stdout,
            stderr: run.stderr,
            order: run.order,
            failed_at: run.failed_at,
            observed: run.observed,
            attempts,
            leaked,
            nothing_ran: run.nothing_ran,
            guard: guard.cloned(),
            sandbox: run.sandbox,
        };
        return Checked { outcome, doubtful };
    }
}

/// How often a run is repeated in which a test fails that passed at the baseline: what then passes is a flake.
const REGRESSION_RETRIES: u32 = 2;

/// Whether a test failed that passed at the baseline.
fn regressed(spec: &CheckSpec, run: &Run) -> bool {
    let known = spec.baseline.as_ref().and_then(|baseline| baseline.tests.as_ref());
    let (Some(known), TestsSeen::Listed(tests)) = (known, &run.observed.tests) else { return false };
    tests.cases.iter().any(|case| {
        case.status == TestStatus::Failed
            && known
                .get(&case.id)
                .is_some_and(|then| matches!(then.status, TestStatus::Passed | TestStatus::Flaky))
    })
}

/// What failed in an earlier attempt on the same files and passes now is flaky, test by test.
fn mark_flaky(tests: &mut TestRun, earlier: &[TestRun]) {
    let failed: HashSet<&TestId> = earlier
        .iter()
        .flat_map(|run| &run.cases)
        .filter(|case| case.status == TestStatus::Failed)
        .map(|case| &case.id)
        .collect();
    for case in tests.cases.iter_mut().filter(|case| failed.contains(&case.id)) {
        if case.status == TestStatus::Passed {
            case.status = TestStatus::Flaky;
        }
    }
}
