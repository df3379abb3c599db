//! What `verify` found, as plain data.

use milepost_ledger::{Measurement, RunEnvironment};
use serde::Serialize;

use crate::{
    Result,
    binding::Gate,
    exit::Exit,
    explain::{Explanation, show},
    session::{Assessment, Session},
    standing::{Proof, Standing},
    triggers::{Triggers, triggers},
};

/// What `verify` found.
#[derive(Debug, Clone, Serialize)]
pub struct VerifyReport {
    /// Per document.
    pub documents: Vec<VerifiedDocument>,
    /// What kept evidence from being recorded.
    pub warnings: Vec<String>,
}

/// What was found in one document.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedDocument {
    /// The milestone's id.
    pub id: String,
    /// Its document.
    pub path: String,
    /// The commands: run now, or known from before.
    pub runs: Vec<RanRun>,
    /// The items with what is known of them.
    pub explanation: Explanation,
    /// When to roll back, and how that stands.
    #[serde(flatten)]
    pub triggers: Triggers,
    /// What `--write` changed: lines of a diff.
    pub written: Vec<String>,
    /// What this document tells the shell.
    #[serde(skip)]
    pub exit: Exit,
}

/// One command.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RanRun {
    /// How it is shown.
    pub label: String,
    /// The patch after which it has to fail: then a pass is that it did.
    pub must_fail_with: Option<String>,
    /// Whether it ran now; else its evidence is from before.
    pub ran: bool,
    /// `pass`, `fail`, `flaky`, `inconclusive`, `timeout`, `cancelled`; `planned` in a dry run.
    pub verdict: String,
    /// Why it is not a pass.
    pub reason: Option<String>,
    /// Milliseconds.
    pub duration_ms: u64,
    /// How many tests ran and passed; `None` where that is not known or it runs no tests.
    pub tests: Option<(u64, u64)>,
    /// Whether it runs tests and their number is unknown.
    pub tests_unknown: bool,
    /// The tests that failed, by id, where it reports them.
    pub failed: Vec<String>,
    /// Why it has to run: what differs since the newest evidence.
    pub because: Vec<String>,
    /// The end of its output, where it did not pass.
    pub tail: Option<String>,
    /// The record of the evidence.
    pub record: Option<String>,
    /// The sandbox in which it ran.
    pub sandbox: Option<RanSandbox>,
    /// What was measured, for a metric.
    pub measurement: Option<RanMeasurement>,
}

/// What was measured of a metric. Values are in the base of their unit: seconds, bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RanMeasurement {
    /// `paired`, `exact`, `absolute` or `stored`.
    pub method: String,
    /// What is allowed.
    pub budget: String,
    /// `within`, `regressed`, `undecided` or `unmeasured`.
    pub decision: String,
    /// What was found, in words.
    pub words: String,
    /// Why it ended when it did.
    pub stopped: String,
    /// The commit of the baseline.
    pub base: Option<String>,
    /// How many pairs of runs there are.
    pub pairs: usize,
    /// How many runs of the candidate alone there are.
    pub values: usize,
    /// How often the command was executed for one value.
    pub repeats: u32,
    /// The change, `0.1` for ten percent more; in the unit of the metric where the budget is.
    pub change: Option<f64>,
    /// The lower end of what the change may be.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

impl RanMeasurement {
    /// That of a record.
    pub(super) fn of(measurement: &Measurement) -> Self {
        Self {
            method: measurement.method.clone(),
            budget: measurement.budget.clone(),
            decision: measurement.decision.clone(),
            words: measurement.words.clone(),
            stopped: measurement.stopped.clone(),
            base: measurement.base.clone(),
            pairs: measurement.pairs.len(),
            values: measurement.values.len(),
            repeats: measurement.repeats,
            change: measurement.change,
            low: measurement.low,
            high: measurement.high,
        }
    }
}

/// What of a sandbox was in force for a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RanSandbox {
    /// `T1`, `T2` or `T3`.
    pub tier: String,
    /// The version of Landlock's interface, where it was in force.
    pub landlock_abi: Option<u32>,
    /// What it could reach of the network: `none`, `loopback` or `full`.
    pub network: String,
    /// Why this is less than what was asked for.
    pub lowered: Option<String>,
}

impl RanSandbox {
    /// That of a record.
    pub(super) fn of(environment: &RunEnvironment) -> Self {
        Self {
            tier: environment.tier.clone(),
            landlock_abi: environment.landlock_abi,
            network: environment.network.clone(),
            lowered: environment.lowered.clone(),
        }
    }
}

impl VerifyReport {
    /// What the shell is told.
    pub fn exit(&self) -> Exit {
        Exit::worst(self.documents.iter().map(|document| document.exit))
    }
}

/// One document's report from its assessment.
///
/// # Errors
/// When the ledger, Git or a file fails.
pub(super) fn document(
    session: &Session<'_>,
    assessment: &Assessment,
    runs: Vec<RanRun>,
) -> Result<VerifiedDocument> {
    let explanation = show(session.workspace, assessment);
    let triggers = triggers(session, assessment, None)?;
    let hit = triggers.hits().map(|_| Exit::Failed);
    Ok(VerifiedDocument {
        id: explanation.id.clone(),
        path: explanation.path.clone(),
        exit: Exit::worst(hit.chain([exit(assessment, &runs)])),
        runs,
        triggers,
        explanation,
        written: Vec::new(),
    })
}

/// What a document tells the shell: the worst of its commands and of the items that guard `complete`, and of claims
/// that are refuted wherever they stand. A document that proves nothing is not green.
pub(crate) fn exit(assessment: &Assessment, runs: &[RanRun]) -> Exit {
    let of_run = |run: &RanRun| match run.verdict.as_str() {
        "pass" | "planned" => Exit::Ok,
        "inconclusive" => Exit::Inconclusive,
        "cancelled" => Exit::Interrupted,
        _ if run.tests == Some((0, 0)) => Exit::NothingRan,
        _ => Exit::Failed,
    };
    let of_item = |(binding, judged): (&crate::binding::Binding, &crate::standing::Judged)| {
        if judged.standing == Standing::Refuted {
            return if judged.proof == Proof::NothingRan { Exit::NothingRan } else { Exit::Failed };
        }
        if binding.gate != Gate::Complete {
            return Exit::Ok;
        }
        match judged.proof {
            Proof::Passed | Proof::Waived => Exit::Ok,
            Proof::Failed => Exit::Failed,
            Proof::NothingRan => Exit::NothingRan,
            Proof::Inconclusive => Exit::Inconclusive,
            Proof::Stale | Proof::Missing => Exit::Outstanding,
        }
    };
    let any = assessment.guarding(Gate::Complete).next().is_some() || !runs.is_empty();
    let empty = if any { Exit::Ok } else { Exit::NothingRan };
    Exit::worst(runs.iter().map(of_run).chain(assessment.deciding().map(of_item)).chain([empty]))
}
