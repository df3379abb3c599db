//! Whether a measurement is worth its time, before it is begun.

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use milepost_gate::{
    budget::{Budget, Dimension, Limit, Percentile, Quantity},
    performance::{
        AbsoluteGate, Machine, Margin, Measured as Which, PairedRule, Preflight, Readiness, Trial,
        preflight as judge,
    },
};
use milepost_runner::{RunContext, Sandboxes};
use milepost_system::System;
use serde::Serialize;

use super::{
    Copies, CopyOf, Progress,
    judging::repeats_for,
    machine::machine,
    measure::{Request, ready, why},
    side::{Side, Unguarded},
};
use crate::{
    EngineError, ErrorKind, Result,
    binding::{Metric, Run},
    config::Measure,
    session::Session,
    trust::{self, Allowed, Class},
    verify::secrets,
};

/// How many values the trial takes.
const VALUES: usize = 8;
/// The fewest that say something.
const LEAST: usize = 4;
/// The longest that a trial takes once it has the fewest values.
const LONGEST: Duration = Duration::from_mins(1);
/// The steps in which some kernels count the time of a process, in seconds.
const TICKS: [f64; 3] = [0.01, 0.004, 0.001];

/// What a trial of one metric says of its measurement. Values are in the base of their unit: seconds, bytes.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MetricPreflight {
    /// The metric.
    pub metric: String,
    /// What is allowed.
    pub budget: String,
    /// Whether to begin.
    pub readiness: Readiness,
    /// What the unchanged candidate gave, run after run.
    pub values: Vec<f64>,
    /// The symbol of the unit in which they are shown.
    pub unit: String,
    /// Whether noise and change are parts of the value (`0.1` for ten percent), and not values themselves.
    pub relative: bool,
    /// The noise of one pair: a standard deviation of logarithms of ratios, or of differences.
    pub noise: Option<f64>,
    /// The smallest step of what measures them, in their unit; 0 where it is not known.
    pub resolution: f64,
    /// About how many pairs of runs, or runs where there is no baseline, an unchanged candidate needs.
    pub needed: Option<usize>,
    /// The most that are run in one go.
    pub cap: usize,
    /// About how many seconds they take.
    pub seconds: Option<f64>,
    /// The longest that they may take, in seconds.
    pub max_seconds: u64,
    /// The smallest change that could be decided within the cap.
    pub smallest_change: Option<f64>,
    /// How often the command is executed for one value.
    pub repeats: u32,
    /// The machine.
    pub machine: Machine,
    /// What would make it better, or why nothing was tried.
    pub remarks: Vec<String>,
    /// Of what the values are.
    #[serde(skip)]
    dimension: Dimension,
}

impl MetricPreflight {
    /// A noise or a change as people read it: `0.52%`, or `4.1 KiB`.
    pub fn shown(&self, change: f64) -> String {
        change_shown(self.relative, self.dimension, change)
    }
}

fn change_shown(relative: bool, dimension: Dimension, change: f64) -> String {
    if relative {
        return format!("{:.2}%", change * 100.0);
    }
    Quantity::shown(dimension, change).to_string()
}

/// Tries the metrics of a milestone: the candidate against itself, in a copy of its own. Nothing is recorded.
///
/// # Errors
/// When there is no such metric, when nobody trusts the commands, and when the tree cannot be kept.
pub fn preflight(
    session: &Session<'_>,
    index: usize,
    name: Option<&str>,
    allow: &Allowed,
    cancel: &Arc<AtomicBool>,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<Vec<MetricPreflight>> {
    let workspace = session.workspace;
    let assessment = session.assess(index, false, true)?;
    let document = workspace.document_id(index);
    let wanted =
        |run: &Run| run.metric.as_ref().is_some_and(|metric| name.is_none_or(|name| metric.name == name));
    let places: Vec<usize> =
        (0..assessment.bound.runs.len()).filter(|at| wanted(&assessment.bound.runs[*at])).collect();
    if places.is_empty() {
        let what = name.map_or_else(|| "no metric".to_owned(), |name| format!("no metric `{name}`"));
        return Err(EngineError::usage(format!("`{document}` asks for {what}"))
            .hint("an item asks for one by `<!-- milepost: metric NAME -->`, or by \"performance metrics within targets\""));
    }
    let granted = trust::require(workspace, index, &assessment.bound, Class::Verify, allow)?;
    let secrets = secrets(workspace);
    let mut found = Vec::new();
    for at in places {
        let (run, state) = (&assessment.bound.runs[at], &assessment.states[at]);
        for command in run.preparation().iter().chain([run]) {
            let command = granted.command(command)?;
            if let Some(reason) = trust::recheck(workspace, &granted, command) {
                return Err(EngineError::new(ErrorKind::Untrusted, reason));
            }
        }
        let request = Request {
            session,
            document: &document,
            run,
            key: &state.key,
            tree: session.now.id()?.as_str(),
            earlier: None,
            cancel,
            secrets: &secrets,
        };
        found.push(one(&request, tell));
        if cancel.load(std::sync::atomic::Ordering::Relaxed) {
            return Err(EngineError::new(ErrorKind::Interrupted, "interrupted; nothing was recorded"));
        }
    }
    Ok(found)
}

/// What cannot be tried is no error of the others: it says why.
fn one(request: &Request<'_>, tell: &mut dyn FnMut(Progress<'_>)) -> MetricPreflight {
    let metric = request.run.metric.as_deref().expect("a metric is tried");
    let system = request.session.workspace.system.as_ref();
    let mut found = MetricPreflight {
        metric: metric.name.clone(),
        budget: metric.budget.clone(),
        readiness: Readiness::Unknown,
        values: Vec::new(),
        unit: String::new(),
        relative: true,
        noise: None,
        resolution: 0.0,
        needed: None,
        cap: metric.cap.map_or(PairedRule::CAP, |cap| cap as usize),
        seconds: None,
        max_seconds: metric.max_time,
        smallest_change: None,
        repeats: 1,
        machine: machine(system),
        remarks: Vec::new(),
        dimension: metric.dimension(),
    };
    let mut trial = Tried::default();
    let ended = attempt(request, metric, &mut trial, tell);
    found.values.clone_from(&trial.values);
    found.repeats = trial.repeats.max(1);
    let typical = trial.values.last().copied().unwrap_or(0.0);
    Quantity::shown(metric.dimension(), typical).unit().symbol().clone_into(&mut found.unit);
    match ended {
        Ok(()) => conclude(&mut found, metric.budget(), metric, &trial, system),
        Err(reason) => found.remarks.push(reason),
    }
    found
}

#[derive(Default)]
struct Tried {
    values: Vec<f64>,
    repeats: u32,
    /// How long each value took, in seconds.
    seconds: Vec<f64>,
}

fn attempt(
    request: &Request<'_>,
    metric: &Metric,
    tried: &mut Tried,
    tell: &mut dyn FnMut(Progress<'_>),
) -> std::result::Result<(), String> {
    let workspace = request.session.workspace;
    let system = workspace.system.as_ref();
    let said = |error: EngineError| why(&error);
    let mut say = |words: &str| tell(Progress { metric: &metric.name, pairs: 0, cap: 0, words });
    say("copying the project");
    let copies = Copies::of(workspace).map_err(said)?;
    let head = match workspace.git() {
        Some(git) => git.head().map_err(|error| error.to_string())?,
        None => None,
    };
    let copy = copies.with(CopyOf::Candidate, head.as_deref(), request.tree).map_err(said)?;
    let guard = Unguarded;
    let context = RunContext {
        cancel: Arc::clone(request.cancel),
        secrets: request.secrets.clone(),
        sandboxes: Arc::new(Sandboxes::new(copies.places(&copy))),
        ..RunContext::new(system, copy.root.clone(), &guard)
    };
    ready(request, Which::Candidate, &copies, &copy, &context).make(&mut None, &mut say).map_err(said)?;
    let mut side =
        Side::new(Which::Candidate, workspace, request.run, metric, &copy.root, &context).map_err(said)?;
    let is_time = matches!(metric.measure, Measure::Cpu | Measure::Wall);
    let mut shortest = f64::INFINITY;
    for _ in 0..metric.warmup.max(1) {
        shortest = shortest.min(side.once().map_err(|none| none.reason)?);
    }
    tried.repeats = if is_time { repeats_for(shortest) } else { 1 };
    side.repeats = tried.repeats;
    let start = system.monotonic();
    while tried.values.len() < VALUES {
        let before = system.monotonic();
        if tried.values.len() >= LEAST && before.saturating_sub(start) > LONGEST {
            break;
        }
        tried.values.push(side.sample().map_err(|none| none.reason)?);
        tried.seconds.push(system.monotonic().saturating_sub(before).as_secs_f64());
        let words = "the same code against itself";
        tell(Progress { metric: &metric.name, pairs: tried.values.len(), cap: VALUES, words });
    }
    Ok(())
}

fn conclude(
    found: &mut MetricPreflight,
    budget: Budget,
    metric: &Metric,
    tried: &Tried,
    system: &dyn System,
) {
    let seconds = tried.seconds.iter().sum::<f64>() / tried.seconds.len().max(1) as f64;
    let is_time = matches!(metric.measure, Measure::Cpu | Measure::Wall);
    found.resolution = resolution(metric.measure, &tried.values, tried.repeats, system);
    let is_steady = tried.values.windows(2).all(|two| two[0].total_cmp(&two[1]).is_eq());
    if is_steady && matches!(metric.measure, Measure::Stdout | Measure::FileSize) {
        found.readiness = Readiness::Ready;
        found.needed = Some(2);
        found.seconds = Some(4.0 * seconds);
        found.remarks.push("it was the same in each run: two of each side decide".to_owned());
        return;
    }
    match (budget.rule(), budget.limit) {
        (Some(Ok(rule)), _) => {
            found.relative = matches!(rule.margin(), Margin::Ratio(_));
            let alpha = PairedRule::ALPHA;
            let rule =
                rule.with_error_rates(alpha / f64::from(metric.together.max(1)), alpha).unwrap_or(rule);
            // The command was repeated for each value already.
            let trial = Trial {
                values: &tried.values,
                resolution: found.resolution,
                run_seconds: seconds,
                is_time: false,
            };
            let Preflight { readiness, noise, pairs, seconds, smallest_change, remarks, .. } =
                judge(rule.with_cap(found.cap), trial, Some(metric.max_time as f64), &found.machine);
            found.readiness = readiness;
            (found.noise, found.needed, found.seconds) = (noise, pairs, seconds);
            found.smallest_change = smallest_change.map(f64::abs);
            found.remarks = remarks;
            let enough = pairs.map(|pairs| pairs.max(2).saturating_mul(11) / 10);
            if readiness == Readiness::TooNoisy
                && let Some(enough) = enough
            {
                found.remarks.push(format!(
                    "an unchanged candidate needs about {enough} pairs: a quieter machine, a larger budget, or `cap = {enough}` and a longer `max-time`"
                ));
            }
            if is_time && tried.repeats > 1 {
                found.remarks.push(format!(
                    "one run is short: each value is the mean of {} executions",
                    tried.repeats
                ));
            }
        }
        (Some(Err(error)), _) => found.remarks.push(format!("it varies, and {error}")),
        (None, Limit::Absolute(limit)) => {
            let part = budget.percentile.map_or(0.5, Percentile::part);
            let gate =
                AbsoluteGate::new(budget.better(), limit.base(), budget.is_strict(), part, PairedRule::ALPHA);
            let Ok(gate) = gate else { return };
            let least = gate.least_runs() as usize;
            found.cap = metric.cap.map_or(found.cap.max(2 * least), |cap| cap as usize);
            found.needed = Some(least);
            found.seconds = Some(least as f64 * seconds);
            let broken = tried.values.iter().filter(|value| budget.holds(**value) != Some(true)).count();
            let fits = least <= found.cap && least as f64 * seconds <= metric.max_time as f64;
            found.readiness = if fits { Readiness::Ready } else { Readiness::TooNoisy };
            found.remarks.push(format!("{broken} of {} runs broke `{budget}`", tried.values.len()));
        }
        (None, _) => {}
    }
}

/// The smallest step of what measures: that of the clock as it is seen, and the tick in which the times of processes are
/// counted where all of them are multiples of one.
fn resolution(measure: Measure, values: &[f64], repeats: u32, system: &dyn System) -> f64 {
    let of_values = |step: f64| {
        let step = step / f64::from(repeats.max(1));
        values.iter().all(|value| ((value / step).round() * step - value).abs() < step * 1e-3)
    };
    match measure {
        Measure::Cpu => {
            TICKS.into_iter().find(|tick| of_values(*tick)).unwrap_or(1e-6) / f64::from(repeats.max(1))
        }
        Measure::Wall => clock_step(system),
        Measure::PeakMemory => 4096.0,
        Measure::Stdout | Measure::FileSize => 0.0,
    }
}

/// The smallest step that the clock that only goes forward was seen to make, in seconds.
fn clock_step(system: &dyn System) -> f64 {
    let mut least: Option<Duration> = None;
    let mut before = system.monotonic();
    for _ in 0..1000 {
        let now = system.monotonic();
        if now > before {
            let step = now.saturating_sub(before);
            least = Some(least.map_or(step, |least| least.min(step)));
        }
        before = now;
    }
    least.map_or(0.0, |step| step.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use milepost_system::OsSystem;

    use super::*;

    #[test]
    fn a_change_is_told_in_its_own_unit() {
        assert_eq!(change_shown(true, Dimension::Bytes, 0.052), "5.20%");
        assert_eq!(change_shown(false, Dimension::Bytes, 4096.0), "4 KiB");
        assert_eq!(change_shown(false, Dimension::Time, 0.002), "2 ms");
    }

    #[test]
    fn a_coarse_count_of_time_is_seen() {
        let of = |values: &[f64], repeats| resolution(Measure::Cpu, values, repeats, &OsSystem);
        assert!((of(&[0.12, 0.13, 0.12, 0.15], 1) - 0.01).abs() < 1e-12);
        assert!((of(&[0.124, 0.128, 0.132, 0.12], 1) - 0.004).abs() < 1e-12);
        assert!((of(&[0.123_456, 0.12, 0.13, 0.14], 1) - 1e-6).abs() < 1e-12);
        assert!(
            (of(&[0.0025, 0.005, 0.0075, 0.0025], 4) - 0.0025).abs() < 1e-12,
            "four executions for one value"
        );
        assert!(resolution(Measure::Wall, &[], 1, &OsSystem) < 1e-3);
    }
}
