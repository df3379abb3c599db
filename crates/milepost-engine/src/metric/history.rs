//! What was measured of each metric so far.

use std::collections::BTreeMap;

use milepost_gate::budget::{Quantity, Unit};
use milepost_ledger::{Kind, Measurement, Query, Record, Trust};
use serde::Serialize;

use crate::{Result, session::Session};

/// A metric with everything that was measured of it and is believed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MetricHistory {
    /// Its name.
    pub name: String,
    /// Its budget in `milepost.toml`; `None` where it stands there no more.
    pub budget: Option<String>,
    /// The symbol of the unit in which it is shown; empty for a count.
    pub unit: String,
    /// Every measurement, the oldest first.
    pub moments: Vec<MetricMoment>,
}

/// One measurement. Values are medians, in the base of their unit: seconds, bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MetricMoment {
    /// The record, in short.
    pub record: String,
    /// When it began, by the machine's clock.
    pub started: String,
    /// The tree of the candidate.
    pub tree: String,
    /// The commit of the baseline.
    pub base: Option<String>,
    /// What was allowed.
    pub budget: String,
    /// `paired`, `exact`, `absolute` or `stored`.
    pub method: String,
    /// `within`, `regressed`, `undecided` or `unmeasured`.
    pub decision: String,
    /// What was found, in words.
    pub words: String,
    /// How many pairs or single runs there are.
    pub runs: usize,
    /// The value of the baseline.
    pub baseline: Option<f64>,
    /// The value of the candidate.
    pub candidate: Option<f64>,
    /// The change, `0.1` for ten percent more; in the unit of the metric where the budget is.
    pub change: Option<f64>,
    /// The lower end of what the change may be.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

/// The metrics of a project and those of its ledger, by name; with `only` this one. Nothing is run, nothing is written.
///
/// # Errors
/// When the ledger cannot be read.
pub fn metric_history(session: &Session<'_>, only: Option<&str>) -> Result<Vec<MetricHistory>> {
    let is_meant = |name: &str| only.is_none_or(|only| only == name);
    let mut found: BTreeMap<String, MetricHistory> = BTreeMap::new();
    for (name, metric) in session.workspace.config.metrics.iter().filter(|(name, _)| is_meant(name)) {
        let of = found.entry(name.clone()).or_insert_with(|| empty(name));
        of.budget = Some(metric.budget().to_string());
    }
    let records = session.ledger.find(&Query { kind: Some(Kind::CheckRun), ..Query::default() })?;
    let measured: Vec<(&Record, &Measurement)> = records
        .iter()
        .filter_map(|record| Some((&**record, record.check_run()?.result.measurement.as_deref()?)))
        .filter(|(_, measurement)| is_meant(&measurement.metric))
        .collect();
    let trusts =
        session.ledger.trust_all(measured.iter().map(|(record, _)| *record), session.signers.policy()?)?;
    let believed = measured.into_iter().zip(trusts).filter(|(_, trust)| !matches!(trust, Trust::Refused(_)));
    // Newest first.
    for ((record, measurement), _) in believed.collect::<Vec<_>>().into_iter().rev() {
        let Some(run) = record.check_run() else { continue };
        let of = found.entry(measurement.metric.clone()).or_insert_with(|| empty(&measurement.metric));
        if !measurement.unit.is_empty() {
            of.unit.clone_from(&measurement.unit);
        }
        of.moments.push(moment(record, &run.result.started, &run.key.tree, measurement));
    }
    Ok(found.into_values().collect())
}

impl MetricHistory {
    /// A value in the unit that reads best, such as `1.3 s`.
    pub fn shown(&self, value: f64) -> String {
        let unit = Unit::from_spelling(&self.unit).unwrap_or(Unit::COUNT);
        Quantity::shown(unit.dimension(), value).to_string()
    }
}

fn empty(name: &str) -> MetricHistory {
    MetricHistory { name: name.to_owned(), budget: None, unit: String::new(), moments: Vec::new() }
}

fn moment(record: &Record, started: &str, tree: &str, measurement: &Measurement) -> MetricMoment {
    // Pairs that wait for the baseline have no part in what kept runs decide.
    let pairs = if measurement.method == "stored" { &[][..] } else { &measurement.pairs[..] };
    let alone = measurement.values.iter().copied();
    MetricMoment {
        record: record.digest.short(),
        started: started.to_owned(),
        tree: tree.to_owned(),
        base: measurement.base.clone(),
        budget: measurement.budget.clone(),
        method: measurement.method.clone(),
        decision: measurement.decision.clone(),
        words: measurement.words.clone(),
        runs: pairs.len().max(measurement.values.len()),
        baseline: median(pairs.iter().map(|pair| pair.base))
            .or_else(|| median(measurement.kept_baseline.iter().flat_map(|kept| &kept.values).copied())),
        candidate: median(pairs.iter().map(|pair| pair.candidate)).or_else(|| median(alone)),
        change: measurement.change,
        low: measurement.low,
        high: measurement.high,
    }
}

/// The middle value; of an even number the mean of the two in the middle.
fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() % 2 {
        1 => values.get(middle).copied(),
        _ => Some(f64::midpoint(*values.get(middle.checked_sub(1)?)?, *values.get(middle)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle_and_of_nothing_there_is_none() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), Some(2.5));
        assert_eq!(median([].into_iter()), None);
    }
}
