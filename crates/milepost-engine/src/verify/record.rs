//! From the outcome of a run to its record.

use milepost_gate::{Exit, TestsSeen};
use milepost_ledger::{
    Attempt, CheckRun, ExpectationResult, Guard, ItemReference, KeyParts, Ledger, Measurement, NewRecord,
    Origin, OutputCapture, Predicate, RunEnvironment, RunResult, Scope, TestTally, Verdict,
};
use milepost_runner::{Captured, Enforced, Outcome, Verdict as RunVerdict};

use crate::{
    Result, Workspace,
    baseline::outcomes,
    binding::{Bound, Run, RunId},
    coverage::recorded_coverage,
    lifecycle::guards::unclean,
    plan::{RunState, specification},
    session::Session,
};

/// The record of one run, with its output and its tests kept as blobs. `state` belongs to the
/// session's check tree; where an earlier check wrote files, the run holds for the tree that it found, as a whole.
///
/// # Errors
/// When a blob cannot be written.
pub(crate) fn check_run(
    session: &Session<'_>,
    document: &str,
    bound: &Bound,
    id: RunId,
    state: &RunState,
    (outcome, measurement): (&Outcome, Option<&Measurement>),
    here: &Here,
) -> Result<NewRecord> {
    let (ledger, tree) = (&session.ledger, session.now.id()?.as_str());
    let run = bound.run(id);
    let items = bound
        .bindings
        .iter()
        .filter(|binding| binding.rests_on(id))
        .map(|binding| ItemReference { document: document.to_owned(), item: binding.id.clone() })
        .collect();
    let before = outcome.guard.as_ref().map_or(tree, |token| token.0.as_str()).to_owned();
    let predicate = CheckRun {
        key: KeyParts {
            repository: ledger.repository().to_owned(),
            specification: state.key.specification,
            specification_content: specification(session.trees.prefix(), ledger.repository(), run),
            tree: before.clone(),
            scope: if before == tree { scope(run, state) } else { Scope::Whole },
            environment: (*state.key.environment).clone(),
            tools: state.key.tools.clone(),
            dependencies: Vec::new(),
        },
        result: RunResult {
            measurement: measurement.cloned().map(Box::new),
            ..result(ledger, outcome, &expectation(run))?
        },
        environment: here.environment(&outcome.sandbox),
        guard: Guard { before: before.clone(), after: before },
        items,
    };
    Ok(NewRecord::new(Predicate::CheckRun(Box::new(predicate))))
}

/// The commit whose files the check tree holds, and no others. It is looked for in CI alone, where it decides what the
/// evidence is worth.
///
/// # Errors
/// When Git fails.
pub(crate) fn clean_commit(session: &Session<'_>) -> Result<Option<String>> {
    let Some(git) = session.workspace.git().filter(|_| origin(session.workspace) == Origin::Ci) else {
        return Ok(None);
    };
    if unclean(session, &session.now)?.is_empty() { Ok(git.head()?) } else { Ok(None) }
}

/// The kind of machine, as it says itself. What CI runs is worth more only with the signature of CI.
fn origin(workspace: &Workspace) -> Origin {
    match workspace.system.var("CI") {
        Some(value) if !value.is_empty() && value != "false" => Origin::Ci,
        _ => Origin::Local,
    }
}

fn scope(run: &Run, state: &RunState) -> Scope {
    match state.inputs {
        Some(digest) => Scope::Declared { inputs: run.inputs.clone(), digest },
        None => Scope::Whole,
    }
}

/// What is asked of a run, in words.
fn expectation(run: &Run) -> String {
    match &run.must_fail {
        Some(must_fail) => format!("the command fails with `{}` applied", must_fail.patch),
        None => "the command did its work".to_owned(),
    }
}

fn result(ledger: &Ledger, outcome: &Outcome, expectation: &str) -> Result<RunResult> {
    let (exit, signal) = match outcome.exit {
        Some(Exit::Code(code)) => (Some(code), None),
        Some(Exit::Signal(signal)) => (None, Some(signal)),
        _ => (None, None),
    };
    let reason = outcome.verdict.reason();
    Ok(RunResult {
        verdict: verdict(&outcome.verdict),
        exit,
        signal,
        started: outcome.started.to_string(),
        duration_ms: outcome.duration.as_millis() as u64,
        user_ms: outcome.usage.user.as_millis() as u64,
        system_ms: outcome.usage.system.as_millis() as u64,
        max_rss_kib: outcome.usage.max_rss_kib,
        stdout: output(ledger, &outcome.stdout)?,
        stderr: output(ledger, &outcome.stderr)?,
        expectations: vec![ExpectationResult {
            expectation: expectation.to_owned(),
            verdict: verdict(&outcome.verdict),
            detail: reason,
        }],
        tests: tests(ledger, outcome)?,
        attempts: outcome
            .attempts
            .iter()
            .map(|attempt| Attempt {
                verdict: verdict(&attempt.verdict),
                exit: attempt
                    .exit
                    .and_then(|exit| if let Exit::Code(code) = exit { Some(code) } else { None }),
                duration_ms: attempt.duration.as_millis() as u64,
            })
            .collect(),
        coverage: outcome
            .observed
            .coverage
            .as_ref()
            .map(|found| recorded_coverage(ledger, found))
            .transpose()?,
        measurement: None,
        rehearsal: None,
    })
}

/// A runner's verdict as records keep it.
pub(crate) fn verdict(verdict: &RunVerdict) -> Verdict {
    match verdict {
        RunVerdict::Pass => Verdict::Pass,
        RunVerdict::Fail { .. } => Verdict::Fail,
        RunVerdict::Flaky { .. } => Verdict::Flaky,
        RunVerdict::Inconclusive(why) => Verdict::Inconclusive { reason: why.reason() },
        RunVerdict::TimedOut { .. } => Verdict::Timeout,
        RunVerdict::Cancelled => Verdict::Cancelled,
    }
}

fn tests(ledger: &Ledger, outcome: &Outcome) -> Result<Option<TestTally>> {
    let tally = |seen: &TestsSeen| {
        seen.counts().map(|counts| TestTally {
            ran: counts.ran,
            passed: counts.passed,
            failed: counts.failed,
            skipped: counts.skipped,
            flaky: counts.flaky,
            unknown: false,
            list_digest: None,
        })
    };
    Ok(match &outcome.observed.tests {
        TestsSeen::Listed(run) => {
            let list_digest = Some(ledger.put_tests(outcomes(run))?);
            tally(&outcome.observed.tests).map(|tally| TestTally { list_digest, ..tally })
        }
        TestsSeen::Zero => Some(TestTally::default()),
        TestsSeen::Unknown if outcome.nothing_ran => Some(TestTally::default()),
        seen @ TestsSeen::Counted(_) => tally(seen),
        TestsSeen::Uncounted => Some(TestTally { unknown: true, ran: 1, ..TestTally::default() }),
        TestsSeen::Unknown => Some(TestTally { unknown: true, ..TestTally::default() }),
    })
}

fn output(ledger: &Ledger, captured: &Captured) -> Result<OutputCapture> {
    let bytes = captured
        .stored()
        .map_err(|error| crate::EngineError::usage("an output cannot be kept").because(error))?;
    let capture = OutputCapture::of(&bytes);
    if capture.needs_blob() {
        ledger.put_blob(&bytes)?;
    }
    Ok(capture)
}

/// What all runs of one request have in common.
#[derive(Debug)]
pub(crate) struct Here {
    kernel: String,
    origin: Origin,
    actor: String,
}

impl Here {
    /// Looks at the machine, the kind of it and who is at it.
    pub(crate) fn look(workspace: &Workspace) -> Self {
        let text = |name: &str| workspace.system.var(name).map(|value| value.to_string_lossy().into_owned());
        let kernel = workspace.system.read(std::path::Path::new("/proc/sys/kernel/osrelease"));
        Self {
            kernel: kernel.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned()).unwrap_or_default(),
            origin: origin(workspace),
            actor: crate::signers::principal(workspace)
                .ok()
                .flatten()
                .or_else(|| text("USER"))
                .unwrap_or_default(),
        }
    }

    fn environment(&self, sandbox: &Enforced) -> RunEnvironment {
        RunEnvironment {
            os: std::env::consts::OS.to_owned(),
            kernel: self.kernel.clone(),
            arch: std::env::consts::ARCH.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            tier: sandbox.tier.name().to_owned(),
            landlock_abi: sandbox.abi,
            network: sandbox.network.name().to_owned(),
            lowered: sandbox.lowered.clone(),
            origin: self.origin,
            actor: self.actor.clone(),
        }
    }
}
