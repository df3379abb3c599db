//! What was measured.

use schemars::JsonSchema;

/// The metrics of a project, by name.
#[derive(JsonSchema)]
pub(super) struct Metrics {
    /// Each metric with everything that was measured of it.
    metrics: Vec<Metric>,
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
