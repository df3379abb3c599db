//! The gate for a baseline that cannot be run again: what was kept of it, beside new runs of the candidate.

use std::collections::BTreeMap;

use milepost_gate::performance::{Decision, PairedRule, Session as Runs, StoredGate, StoredReport};
use milepost_ledger::{CheckRun, Digest, KeptRuns, Kind, Measurement, Query, Trust};
use milepost_runner::{Inconclusive, Verdict};
use serde_json::{Value, json};

use super::{machine::fingerprint, measure::Request};
use crate::{Result, binding::Metric, plan::specification};

/// How often one candidate may be looked at, declared before the first look: each has its part of the error rate.
pub(super) const LOOKS: u32 = 3;
/// How many runs of the candidate one look takes.
pub(super) const RUNS: usize = 10;

/// What is held against each other, and why it has to be.
pub(super) struct Kept {
    /// Runs of the baseline.
    pub(super) base: Vec<Runs>,
    /// Runs of the candidate at earlier looks.
    pub(super) new: Vec<Runs>,
    /// What has to be equal for both: the machine, the command and what it gets.
    pub(super) environment: BTreeMap<String, String>,
    /// Why the baseline cannot be run.
    pub(super) lost: String,
}

impl Kept {
    /// What the ledger holds of a metric at its baseline and is believed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn of(request: &Request<'_>, metric: &Metric, lost: String) -> Result<Self> {
        let session = request.session;
        let content = specification(session.trees.prefix(), session.ledger.repository(), request.run);
        let mut environment = fingerprint(session.workspace.system.as_ref());
        if !environment.is_empty() {
            environment.extend(command(&content, &request.key.environment, &request.key.tools)?);
        }
        let records = session.ledger.find(&Query { kind: Some(Kind::CheckRun), ..Query::default() })?;
        let is_meant = |measured: &Measurement| {
            measured.metric == metric.name && measured.method == "paired" && measured.base == metric.base
        };
        let found: Vec<_> = records
            .iter()
            .filter_map(|record| {
                let run = record.check_run()?;
                let measured = run.result.measurement.as_deref().filter(|measured| is_meant(measured))?;
                Some((&**record, run, measured))
            })
            .collect();
        let trusts =
            session.ledger.trust_all(found.iter().map(|(record, ..)| *record), session.signers.policy()?)?;
        let mut base = Vec::new();
        for ((_, run, measured), trust) in found.into_iter().zip(trusts) {
            if !matches!(trust, Trust::Refused(_)) {
                base.push(of_baseline(run, measured)?);
            }
        }
        let earlier = request.earlier.map(|(_, earlier)| earlier);
        let new = earlier.into_iter().flat_map(|earlier| &earlier.kept_candidate).map(runs).collect();
        Ok(Self { base: comparable(base, &environment), new, environment, lost })
    }
}

/// The runs of the baseline in one paired measurement, those of earlier ones left out.
fn of_baseline(run: &CheckRun, measured: &Measurement) -> Result<Runs> {
    let mut environment = measured.machine.clone();
    if !environment.is_empty() {
        environment.extend(command(&run.key.specification_content, &run.key.environment, &run.key.tools)?);
    }
    let pairs = measured.pairs.iter().skip(measured.earlier as usize);
    Ok(Runs {
        began: measured.began,
        values: pairs.map(|pair| pair.base).collect(),
        calibrators: None,
        environment,
    })
}

/// What of a command decides its values, each as a digest: not its budget.
fn command(
    content: &Value,
    variables: &BTreeMap<String, Option<Digest>>,
    tools: &[milepost_ledger::Tool],
) -> Result<BTreeMap<String, String>> {
    let of = |value: &Value, names: &[&str]| -> Vec<Value> {
        names.iter().map(|name| value.get(name).cloned().unwrap_or_default()).collect()
    };
    let how = of(content, &["interpreter", "script", "cwd", "env", "sandbox"]);
    let metric = content.get("metric").cloned().unwrap_or_default();
    let what = of(&metric, &["prepare", "measure", "pattern", "pointer", "unit", "files", "compression"]);
    let facts =
        [("the command", json!([how, what])), ("variables", json!(variables)), ("programs", json!(tools))];
    facts.into_iter().map(|(name, value)| Ok((name.to_owned(), Digest::of_json(&value)?.short()))).collect()
}

/// Sessions of enough runs, the oldest first: what began close together is one. Those of this environment alone, where there
/// are any.
fn comparable(mut all: Vec<Runs>, environment: &BTreeMap<String, String>) -> Vec<Runs> {
    if all.iter().any(|runs| runs.environment == *environment) {
        all.retain(|runs| runs.environment == *environment);
    }
    all.sort_by_key(|runs| runs.began);
    let mut found: Vec<Runs> = Vec::new();
    for runs in all {
        match found.last_mut() {
            Some(last)
                if runs.began - last.began < StoredGate::APART && runs.environment == last.environment =>
            {
                last.values.extend(runs.values);
            }
            _ => found.push(runs),
        }
    }
    found.retain(|runs| runs.values.len() >= Runs::LEAST_RUNS);
    found
}

/// Holds what was kept against a new session of the candidate, which `take` measures. What can be refused is refused
/// before it runs.
pub(super) fn judge(
    metric: &Metric,
    kept: Kept,
    now: i64,
    take: &mut dyn FnMut() -> std::result::Result<Vec<f64>, String>,
    measurement: &mut Measurement,
) -> Verdict {
    let Kept { base, mut new, environment, lost } = kept;
    "stored".clone_into(&mut measurement.method);
    let asked = asked(metric, &base, &new, environment, now);
    let (gate, mut runs) = match asked {
        Ok(asked) => asked,
        Err(reason) => return conclude(measurement, base, new, None, format!("{reason}; {lost}")),
    };
    match take() {
        Ok(values) => runs.values = values,
        Err(reason) => {
            return conclude(
                measurement,
                base,
                new,
                None,
                format!("a run of the candidate gave no value: {reason}; {lost}"),
            );
        }
    }
    new.push(runs);
    let report = gate.judge(&base, &new);
    let rule = metric.budget().rule().and_then(std::result::Result::ok);
    let is_open = report.decision == Decision::Undecided && rule.is_some_and(|rule| rule.threshold() > 0.0);
    let cannot = match gate.blind_at(&base, LOOKS as usize) {
        Ok(Some(_)) if is_open => {
            format!("; so few sessions of the baseline cannot confirm `{}`", metric.budget)
        }
        _ => String::new(),
    };
    let words = format!("{}{cannot}; {lost}", report.words());
    conclude(measurement, base, new, Some(report), words)
}

/// The gate and the empty session that it waits for; or why no further one would say anything.
fn asked(
    metric: &Metric,
    base: &[Runs],
    new: &[Runs],
    environment: BTreeMap<String, String>,
    now: i64,
) -> std::result::Result<(StoredGate, Runs), String> {
    let said = |words: &dyn std::fmt::Display| format!("by a stored baseline: {words}");
    let Some(clock) = metric.clock else {
        return Err(said(&"only times can be held against kept ones, and this is none"));
    };
    let rule = metric.budget().rule().and_then(std::result::Result::ok);
    let Some(rule) = rule else { return Err(said(&format!("`{}` compares with nothing", metric.budget))) };
    let alpha = PairedRule::ALPHA;
    let rule = rule
        .with_error_rates(alpha / f64::from(metric.together.max(1)), alpha)
        .map_err(|error| said(&error))?;
    let gate = StoredGate::new(rule, clock, LOOKS).map_err(|refusal| said(&refusal))?;
    if base.is_empty() {
        let least = Runs::LEAST_RUNS;
        return Err(said(&format!("no measurement with {least} runs of it is kept here")));
    }
    if new.len() >= LOOKS as usize {
        return Err(said(&format!("it was looked at {LOOKS} times, as declared, and is not decided")));
    }
    // With values of the baseline itself the gate tells whether it would answer at all.
    let runs = Runs { began: now, values: base[0].values.clone(), calibrators: None, environment };
    let probe: Vec<Runs> = new.iter().cloned().chain([runs.clone()]).collect();
    match gate.judge(base, &probe).refusal {
        Some(refusal) => Err(said(&refusal)),
        None => Ok((gate, Runs { values: Vec::new(), ..runs })),
    }
}

/// Writes down what it came to, and gives the verdict.
fn conclude(
    measurement: &mut Measurement,
    base: Vec<Runs>,
    new: Vec<Runs>,
    report: Option<StoredReport>,
    words: String,
) -> Verdict {
    let decision = report.as_ref().map_or(Decision::Undecided, |report| report.decision);
    if let Some(report) = report {
        (measurement.change, measurement.low, measurement.high) =
            (report.change, report.interval.low, report.interval.high);
    }
    measurement.values = new.iter().flat_map(|runs| &runs.values).copied().collect();
    measurement.kept_baseline = base.into_iter().map(kept_runs).collect();
    measurement.kept_candidate = new.into_iter().map(kept_runs).collect();
    measurement.decision = decision.to_string();
    measurement.words.clone_from(&words);
    if measurement.stopped.is_empty() {
        "the baseline cannot be run again".clone_into(&mut measurement.stopped);
    }
    match decision {
        Decision::Within => Verdict::Pass,
        Decision::Regressed => Verdict::Fail { reason: words },
        Decision::Undecided | Decision::Unmeasured => {
            Verdict::Inconclusive(Inconclusive::Undecided { reason: format!("undecided: {words}") })
        }
    }
}

fn runs(kept: &KeptRuns) -> Runs {
    let KeptRuns { began, values, machine } = kept.clone();
    Runs { began, values, calibrators: None, environment: machine }
}

fn kept_runs(runs: Runs) -> KeptRuns {
    KeptRuns { began: runs.began, values: runs.values, machine: runs.environment }
}

#[cfg(test)]
mod tests;
