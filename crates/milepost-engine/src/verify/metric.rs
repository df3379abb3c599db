//! The metrics among what `verify` runs.

use milepost_ledger::{CheckRun, Verdict};
use milepost_runner::{CheckSpec, Event, Inconclusive, Verdict as RunVerdict};

use super::{
    VerifyOptions,
    run::{VerifyEvent, secrets},
    sandbox,
    spec::spec_in,
};
use crate::{
    Result,
    binding::Run,
    metric::{Measured, Request, measure},
    plan::RunState,
    session::{Assessment, Session},
    trust::{Granted, recheck_run},
};

/// Whether a run can be measured, and measuring could change what is known: without a baseline there is nothing to
/// compare with, and once it is shown that a tree has regressed, no further pair shows the opposite. What is no metric
/// always is.
pub(super) fn is_open(run: &Run, state: &RunState, force: bool) -> bool {
    let Some(metric) = &run.metric else { return true };
    let has_base = !metric.needs_baseline() || metric.base.is_some();
    let is_shown = |state: &RunState| {
        let method = |run: &CheckRun| run.result.measurement.as_ref().map(|one| one.method.clone());
        let newest = state.newest.as_ref().filter(|_| state.is_fresh());
        newest.is_some_and(|(_, run)| is_final(&run.result.verdict, method(run).as_deref()))
    };
    has_base && (force || !is_shown(state))
}

/// Whether a verdict stands: one that rests on kept runs of the baseline holds until the baseline can be run again.
fn is_final(verdict: &Verdict, method: Option<&str>) -> bool {
    *verdict == Verdict::Fail && method != Some("stored")
}

/// Refuses what runs in copies where nobody granted its commands, or they ask for a sandbox that is not there. The runs come
/// back in their order, to tell later in which sandbox they ran.
///
/// # Errors
/// [`crate::ErrorKind::Untrusted`] and [`crate::ErrorKind::NoSandbox`].
pub(super) fn require(
    session: &Session<'_>,
    before: &Assessment,
    granted: &Granted,
    runs: &[usize],
) -> Result<Vec<CheckSpec>> {
    let workspace = session.workspace;
    let (mut specs, mut preparations) = (Vec::new(), Vec::new());
    for at in runs {
        let run = &before.bound.runs[*at];
        granted.command(run)?;
        specs.push(spec_in(workspace, run, &workspace.root, run.label.clone(), 1)?);
        if let Some(preparation) = run.preparation() {
            granted.command(&preparation)?;
            let label = preparation.label.clone();
            preparations.push(spec_in(workspace, &preparation, &workspace.root, label, 1)?);
        }
    }
    sandbox::require(&specs)?;
    sandbox::require(&preparations)?;
    Ok(specs)
}

/// Measures one metric: `at` is its place among the runs, `check` that among what runs now.
pub(super) fn run(
    session: &Session<'_>,
    document: &str,
    before: &Assessment,
    granted: &Granted,
    (at, check): (usize, usize),
    options: &VerifyOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<Measured> {
    let workspace = session.workspace;
    let (run, state) = (&before.bound.runs[at], &before.states[at]);
    let changed = || recheck_run(workspace, granted, run);
    let newest = state.newest.as_ref().filter(|_| state.is_fresh());
    let earlier = newest.and_then(|(digest, run)| Some((*digest, run.result.measurement.as_deref()?)));
    let secrets = secrets(workspace);
    let request = Request {
        session,
        document,
        run,
        key: &state.key,
        tree: session.now.id()?.as_str(),
        earlier,
        cancel: &options.cancel,
        secrets: &secrets,
    };
    events(VerifyEvent::Run(Event::Started { check, attempt: 1 }));
    let refused = changed();
    let mut measured = match &refused {
        None => measure(&request, &mut |progress| events(VerifyEvent::Measuring { check, progress })),
        Some(reason) => Measured::refused(&request, reason),
    };
    if refused.is_none()
        && let Some(reason) = changed()
    {
        measured.outcome.verdict = RunVerdict::Inconclusive(Inconclusive::Undecided { reason });
    }
    events(VerifyEvent::Run(Event::Finished { check, outcome: &measured.outcome }));
    Ok(measured)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regression_by_kept_runs_is_measured_again() {
        assert!(is_final(&Verdict::Fail, Some("paired")));
        assert!(!is_final(&Verdict::Fail, Some("stored")));
        assert!(!is_final(&Verdict::Pass, Some("paired")));
    }
}
