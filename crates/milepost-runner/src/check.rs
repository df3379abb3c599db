//! A check with its retries.

use std::{sync::atomic::Ordering, time::Duration};

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
    let mut leaked = Vec::new();
    let mut doubtful = Vec::new();
    loop {
        tell(Told::Started(attempts.len() as u32 + 1));
        let run = if context.cancel.load(Ordering::Relaxed) {
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
        if failed && !run.nothing_ran && attempts.len() <= spec.retries as usize {
            continue;
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
