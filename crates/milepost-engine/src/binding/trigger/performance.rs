//! Entries that speak of speed or size.

use milepost_gate::{
    budget::{Purpose, Wish, budget_in},
    performance::Better,
};

use super::{Trigger, watched, words::spaced};
use crate::{
    binding::{Bound, Check, Run, RunId},
    config::{Config, Measure, MetricConfig, fits},
};

/// What a sentence about speed or size comes to: the metrics that it names, or all of them where it speaks of performance,
/// each held against what the sentence allows, or against its own budget where the sentence has no number.
pub(super) fn performance(config: &Config, text: &str, fails: bool, bound: &mut Bound) -> Option<Trigger> {
    let sentence = spaced(text);
    let begins = |stem: &&str| sentence.contains(stem);
    let speaks =
        [" perform", " slow", " latenc", " throughput", " response time", " degrad"].iter().any(begins);
    let named = |name: &str| sentence.contains(&spaced(name));
    let is_named = config.metrics.keys().any(|name| named(name));
    if !(speaks || is_named && !fails) {
        return None;
    }
    let wish = budget_in(text, Purpose::Trigger).map(|worded| worded.wish);
    // "Build fails for more than 2 hours" says how long it fails, and not how long a metric `build` may take.
    if !speaks && wish.is_none() {
        return None;
    }
    if !is_named && let Some(part) = sentence.split(' ').find(|word| !is_general(word)) {
        return Some(Trigger::Watched(format!("it speaks of `{part}`, and no metric has that name")));
    }
    if wish.is_none() && text.contains(|c: char| c.is_ascii_digit()) {
        return Some(watched("what it allows can be read in more than one way"));
    }
    let is_meant = |name: &str, metric: &MetricConfig| {
        if is_named { named(name) } else { metric.measure != Measure::FileSize }
    };
    let mut runs: Vec<RunId> = Vec::new();
    let mut unfit = None;
    for (name, metric) in config.metrics.iter().filter(|(name, metric)| is_meant(name, metric)) {
        let better = metric.better.or(metric.budget.map(|budget| budget.better())).unwrap_or(Better::Lower);
        let budget = wish.map_or_else(|| metric.budget(), |wish| wish.budget(better));
        if budget.better() != better || fits(metric, budget).is_some() {
            unfit = Some(name);
            continue;
        }
        runs.push(bound.intern(Run::metric(config, name, metric, budget)));
    }
    let is_of_one = matches!(wish, Some(Wish::Keeps(_))) && !is_named;
    Some(match (runs.as_slice(), unfit) {
        ([], None) => watched("nothing measures it: add `[metrics.NAME]` to `milepost.toml`"),
        ([], Some(name)) => Trigger::Watched(format!("what it allows does not fit the metric `{name}`")),
        (_, Some(name)) if !is_of_one => {
            Trigger::Watched(format!("what it allows does not fit the metric `{name}`"))
        }
        ([_, _, ..], _) if is_of_one => watched("it names none of the metrics that it could mean"),
        _ => Trigger::Broken(Box::new(Check::Metrics(runs))),
    })
}

/// Whether a word names no part of a program.
fn is_general(word: &str) -> bool {
    let begins = |stem: &&str| word.starts_with(*stem);
    word.starts_with(|c: char| c.is_ascii_digit())
        || word.is_empty()
        || SMALL.contains(&word)
        || GENERAL.iter().any(begins)
}

/// What may stand beside "performance" in an entry that speaks of all of it, as beginnings of words. Any other word names a
/// part, and a part that is no metric is measured by none.
const GENERAL: [&str; 43] = [
    "perform",
    "degrad",
    "slow",
    "latenc",
    "throughput",
    "respons",
    "regress",
    "drop",
    "worse",
    "deteriorat",
    "overhead",
    "metric",
    "target",
    "baseline",
    "budget",
    "limit",
    "overall",
    "general",
    "system",
    "applic",
    "signific",
    "notic",
    "unaccept",
    "serious",
    "severe",
    "major",
    "exceed",
    "increas",
    "decreas",
    "compar",
    "measur",
    "relativ",
    "beyond",
    "outside",
    "percent",
    "greater",
    "higher",
    "lower",
    "within",
    "before",
    "after",
    "become",
    "median",
];
/// The same, whole words, with units.
const SMALL: [&str; 42] = [
    "a", "an", "and", "any", "app", "are", "at", "bad", "below", "by", "from", "get", "gets", "above", "in",
    "is", "it", "its", "least", "less", "more", "most", "ms", "no", "not", "of", "or", "over", "s", "sec",
    "second", "seconds", "than", "the", "time", "times", "to", "under", "us", "was", "with", "min",
];
