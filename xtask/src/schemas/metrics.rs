//! What was measured.

use schemars::JsonSchema;

/// The metrics of a project, by name.
#[derive(JsonSchema)]
pub(super) struct Metrics {
    /// Each metric with everything that was measured of it; absent with `--preflight`.
    metrics: Option<Vec<Metric>>,
    /// With `--preflight`: what a trial of each metric of the milestone says.
    preflight: Option<Vec<Preflight>>,
}

/// What a trial of one metric says of its measurement. Values are in the base of their unit: seconds, bytes.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Preflight {
    /// The metric.
    metric: String,
    /// What is allowed.
    budget: String,
    /// Whether to begin: `ready`, `too-noisy` or `unknown`.
    readiness: String,
    /// What the unchanged candidate gave, run after run.
    values: Vec<f64>,
    /// The symbol of the unit in which they are shown.
    unit: String,
    /// Whether noise and change are parts of the value (`0.1` for ten percent), and not values themselves.
    relative: bool,
    /// The noise of one pair: a standard deviation of logarithms of ratios, or of differences.
    noise: Option<f64>,
    /// The smallest step of what measures them; 0 where it is not known.
    resolution: f64,
    /// About how many pairs of runs, or runs where there is no baseline, an unchanged candidate needs.
    needed: Option<u64>,
    /// The most that are run in one go.
    cap: u64,
    /// About how many seconds they take.
    seconds: Option<f64>,
    /// The longest that they may take, in seconds.
    max_seconds: u64,
    /// The smallest change that could be decided within the cap.
    smallest_change: Option<f64>,
    /// How often the command is executed for one value.
    repeats: u64,
    /// The machine.
    machine: Machine,
    /// What would make it better, or why nothing was tried.
    remarks: Vec<String>,
}

/// A machine before a measurement.
#[derive(JsonSchema)]
pub(super) struct Machine {
    /// Its processors.
    cores: Option<u64>,
    /// How many programs wanted to run in the last minute.
    load: Option<f64>,
    /// What governs the frequency of its processors.
    governor: Option<String>,
    /// Whether it runs on battery.
    on_battery: Option<bool>,
}

/// A metric with everything that was measured of it and is believed.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Metric {
    /// Its name.
    name: String,
    /// Its budget in `milepost.toml`; null where it stands there no more.
    budget: Option<String>,
    /// The symbol of the unit in which it is shown; empty for a count.
    unit: String,
    /// Every measurement, the oldest first.
    moments: Vec<Moment>,
}

/// One measurement. Values are medians, in the base of their unit: seconds, bytes.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Moment {
    /// The record, in short.
    record: String,
    /// When it began, by the machine's clock.
    started: String,
    /// The tree of the candidate.
    tree: String,
    /// The commit of the baseline.
    base: Option<String>,
    /// What was allowed.
    budget: String,
    /// `paired`, `exact`, `absolute` or `stored`.
    method: String,
    /// `within`, `regressed`, `undecided` or `unmeasured`.
    decision: String,
    /// What was found, in words.
    words: String,
    /// How many pairs or single runs there are.
    runs: u64,
    /// The value of the baseline.
    baseline: Option<f64>,
    /// The value of the candidate.
    candidate: Option<f64>,
    /// The change, `0.1` for ten percent more; in the unit of the metric where the budget is.
    change: Option<f64>,
    /// The lower end of what the change may be.
    low: Option<f64>,
    /// The upper end.
    high: Option<f64>,
}
