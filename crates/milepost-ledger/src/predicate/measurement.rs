//! Every value of a measurement, and what they came to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Digest;

/// What was measured of a metric. Values are in the base of their dimension: seconds, bytes, a count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Measurement {
    /// The metric's name.
    pub metric: String,
    /// `paired`: runs of baseline and candidate beside each other. `exact`: two equal runs of each side. `absolute`:
    /// runs of the candidate alone. `stored`: kept runs of the baseline, which could not be run again.
    pub method: String,
    /// What was allowed.
    pub budget: String,
    /// The symbol of the unit in which it is shown best; empty for a count.
    pub unit: String,
    /// `within`, `regressed`, `undecided` or `unmeasured`.
    pub decision: String,
    /// What was found, in words.
    pub words: String,
    /// Why the measurement ended when it did.
    pub stopped: String,
    /// The commit of the baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The seed of the order of the runs in each pair, hexadecimal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seed: String,
    /// How often the command was executed for one value.
    #[serde(default = "once")]
    pub repeats: u32,
    /// Each pair, also those of earlier measurements that this one goes on with, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<SamplePair>,
    /// How many of the pairs are of earlier measurements.
    #[serde(default)]
    pub earlier: u32,
    /// Values of the candidate alone, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<f64>,
    /// How many of these values are of earlier measurements.
    #[serde(default)]
    pub earlier_values: u32,
    /// The change, `0.1` for ten percent more, in the unit of the metric where the budget is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<f64>,
    /// The lower end of what the change may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// The upper end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// When it began, in seconds since 1970.
    pub began: i64,
    /// What has to be equal for its values to be held against those of another time: processor, kernel, governor.
    #[serde(default)]
    pub machine: BTreeMap<String, String>,
    /// Of a `stored` baseline: its runs of earlier days, one session each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_baseline: Vec<KeptRuns>,
    /// The runs of the candidate that they were held against, one session for each look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_candidate: Vec<KeptRuns>,
    /// The record whose pairs these go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<Digest>,
}

fn once() -> u32 {
    1
}

/// Runs of one state of the code, one after the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptRuns {
    /// When they began, in seconds since 1970.
    pub began: i64,
    /// What each measured.
    pub values: Vec<f64>,
    /// What has to be equal for them to be held against others.
    pub machine: BTreeMap<String, String>,
}

/// One run of each side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SamplePair {
    /// Of the baseline.
    pub base: f64,
    /// Of the candidate.
    pub candidate: f64,
    /// Whether the baseline ran first.
    pub base_first: bool,
}
