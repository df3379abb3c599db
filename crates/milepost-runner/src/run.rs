//! Running checks in waves.

mod wave;

use std::{
    ops::Range,
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use milepost_system::System;

use crate::{
    event::Event,
    guard::Guard,
    outcome::{Inconclusive, Outcome, Verdict},
    process::sandbox::{Places, Sandboxes},
    redact::Secrets,
    run_dir,
    spec::CheckSpec,
};
use wave::wave;

/// What all checks of a run share.
#[derive(Clone)]
pub struct RunContext<'a> {
    /// The machine.
    pub system: &'a dyn System,
    /// The root of the project.
    pub root: PathBuf,
    /// Folders besides the root in which reports may lie.
    pub reports_in: Vec<PathBuf>,
    /// Set from elsewhere to stop everything.
    pub cancel: Arc<AtomicBool>,
    /// How many checks run at once, at least one.
    pub jobs: usize,
    /// What must not appear in any output.
    pub secrets: Secrets,
    /// Who notices that files change.
    pub guard: &'a (dyn Guard + Sync),
    /// How long processes may outlive a command before they count as leaked.
    pub settle: Duration,
    /// The sandboxes that checks enter.
    pub sandboxes: Arc<Sandboxes>,
}

impl<'a> RunContext<'a> {
    /// A context with one job, no known secrets, 100 ms for processes that are about to end, and sandboxes in which
    /// the root may be changed.
    pub fn new(system: &'a dyn System, root: impl Into<PathBuf>, guard: &'a (dyn Guard + Sync)) -> Self {
        let root = root.into();
        let places = Places::of(system).with_work_tree(&root);
        Self {
            system,
            root,
            reports_in: Vec::new(),
            cancel: Arc::new(AtomicBool::new(false)),
            jobs: 1,
            secrets: Secrets::default(),
            guard,
            settle: Duration::from_millis(100),
            sandboxes: Arc::new(Sandboxes::new(places)),
        }
    }
}

/// Runs checks and returns their outcomes in the same order.
///
/// Neighbours that declare no writes make one wave and run together, as many at once as there are jobs; a check that
/// declares writes is a wave of its own. The files are looked at before and after each wave. Where they changed beyond
/// the declared writes, or where something was left running that any check of the wave may have started, nothing of the
/// wave counts: a wave of several is then run again one by one, and only when that shows which check it was do the
/// others keep their verdicts.
///
/// The evidence of an outcome holds for [`Outcome::guard`], which is another tree than at the start when an earlier
/// check has written files.
pub fn run_checks(
    specs: &[CheckSpec],
    context: &RunContext<'_>,
    events: &mut dyn FnMut(Event<'_>),
) -> Vec<Outcome> {
    run_dir::sweep(context.system);
    let start = context.system.monotonic();
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(specs.len());
    for range in waves(specs) {
        let checks: Vec<usize> = range.collect();
        let clock = wave::Clock { start, finished: outcomes.len() };
        let mut done = wave(specs, &checks, context, clock, events);
        let why = done.why();
        if checks.len() > 1 && !why.is_empty() {
            events(Event::Separating { checks: &checks, why: &why });
            done = separate(specs, &checks, context, clock, &done, events);
        }
        for (place, outcome) in checks.iter().zip(done.into_outcomes()) {
            events(Event::Finished { check: *place, outcome: &outcome });
            outcomes.push(outcome);
        }
    }
    outcomes
}

/// Runs the checks of a wave again, one by one. When none of them shows what the wave did, all of them stay without a
/// verdict: the one that did it may have nothing left to do.
fn separate(
    specs: &[CheckSpec],
    checks: &[usize],
    context: &RunContext<'_>,
    clock: wave::Clock,
    together: &wave::Wave,
    events: &mut dyn FnMut(Event<'_>),
) -> wave::Wave {
    let mut alone = wave::Wave::default();
    let mut guilty = false;
    for check in checks {
        let one = wave(specs, std::slice::from_ref(check), context, clock, events);
        guilty |= !one.why().is_empty();
        alone.extend(one);
    }
    if !guilty {
        alone.spoil(together);
    }
    alone
}

/// The places of each wave.
fn waves(specs: &[CheckSpec]) -> Vec<Range<usize>> {
    let mut waves: Vec<Range<usize>> = Vec::new();
    for (place, spec) in specs.iter().enumerate() {
        match waves.last_mut() {
            Some(last) if spec.writes.is_empty() && specs[last.start].writes.is_empty() => {
                last.end = place + 1;
            }
            _ => waves.push(place..place + 1),
        }
    }
    waves
}

/// Takes the verdict away where something was seen that makes it worthless. A run that was stopped stays stopped.
fn taint(outcome: &mut Outcome, why: Inconclusive) {
    if !matches!(
        outcome.verdict,
        Verdict::Cancelled | Verdict::Inconclusive(Inconclusive::InputsChanged { .. })
    ) {
        outcome.verdict = Verdict::Inconclusive(why);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_without_writes_run_together() {
        let spec = |writes: &[&str]| {
            let mut spec = CheckSpec::new("k", "true", "/");
            spec.writes = writes.iter().map(|&glob| glob.to_owned()).collect();
            spec
        };
        let specs = [spec(&[]), spec(&[]), spec(&["dist"]), spec(&["x"]), spec(&[]), spec(&[])];
        assert_eq!(waves(&specs), [0..2, 2..3, 3..4, 4..6]);
    }
}
