//! The work of `verify`.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use milepost_document::Document;
use milepost_ledger::{Measurement, Signers as LedgerSigners, Subject, signing::Signer};
use milepost_runner::{CheckSpec, Event, Outcome, RunContext, Secrets, run_checks};

use super::{
    VerifyOptions,
    dependents::verify_dependents,
    guard::RunGuard,
    known::known_run,
    metric, must_fail, record,
    report::{self, RanRun, VerifyReport},
    sandbox,
    spec::check_spec,
};
use crate::{
    EngineError, ErrorKind, Result, Workspace,
    binding::{Bound, Run, RunId},
    exit::Exit,
    machine,
    metric::{Measured, Progress},
    plan::RunState,
    session::{Assessment, Session},
    trust::{self, Allowed, Class, Granted, TrustedCommand},
    with_causes,
};

/// Lines of output that are shown of a run that did not pass.
const TAIL_LINES: usize = 20;

/// What happens during `verify`.
#[derive(Debug)]
pub enum VerifyEvent<'e> {
    /// A document's turn: what runs now, and how long the same took before.
    Planned {
        /// The milestone's id.
        document: &'e str,
        /// Labels of what runs, with the time of the last run.
        to_run: &'e [(String, Option<Duration>)],
        /// How many commands have fresh evidence.
        fresh: usize,
    },
    /// The runner tells. Places are those in `to_run`.
    Run(Event<'e>),
    /// A measurement goes on.
    Measuring {
        /// Its place in `to_run`.
        check: usize,
        /// Where it stands.
        progress: Progress<'e>,
    },
}

/// Verifies documents one after another: what several of them rest on runs once.
///
/// # Errors
/// When nobody trusts a document's commands, the ledger cannot be used, or the run was interrupted.
pub fn verify(
    workspace: &Workspace,
    indices: &[usize],
    options: &VerifyOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<VerifyReport> {
    if let ([_, _, ..], false) = (indices, options.dry_run) {
        trusted(workspace, indices, &options.allow)?;
    }
    let mut report = VerifyReport { documents: Vec::new(), warnings: Vec::new() };
    let mut open: Option<Session<'_>> = None;
    for index in indices {
        let session = match open.take() {
            Some(session) => session,
            None if options.dry_run => Session::read(workspace)?,
            None => Session::write(workspace)?,
        };
        // A reason to roll back may be what they say.
        let session = if verify_dependents(&session, *index, options, events, &mut report.warnings)? {
            session
        } else {
            Session::write(workspace)?
        };
        let (document, unchanged) = verify_one(&session, *index, options, events, &mut report.warnings)?;
        // What ran may have written files; else the next document finds all as it is.
        open = Some(session).filter(|_| unchanged);
        report.documents.push(document);
    }
    Ok(report)
}

/// Of several documents all are trusted before any of them runs.
fn trusted(workspace: &Workspace, indices: &[usize], allow: &Allowed) -> Result<()> {
    let refusal = |index: &usize| {
        trust::require(workspace, *index, &workspace.bind(*index), Class::Verify, allow).err()
    };
    let mut refusals: Vec<EngineError> = indices.iter().filter_map(refusal).collect();
    if refusals.len() < 2 {
        return refusals.pop().map_or(Ok(()), Err);
    }
    let mut error = EngineError::new(
        ErrorKind::Untrusted,
        format!("the commands of {} documents are not trusted", refusals.len()),
    );
    for refusal in refusals {
        error.reasons.push(refusal.message);
        error.hints.extend(refusal.hints);
    }
    Err(error)
}

/// One document, and whether the tree is still the session's.
pub(super) fn verify_one(
    session: &Session<'_>,
    index: usize,
    options: &VerifyOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
    warnings: &mut Vec<String>,
) -> Result<(report::VerifiedDocument, bool)> {
    let workspace = session.workspace;
    let before = session.assess(index, options.whole_tree, options.again)?;
    let frozen = before.frozen.is_some() && !options.again;
    let wanted = |at: &usize| {
        !frozen
            && before.bound.runs[*at].rehearsal.is_none()
            && before.bound.runs[*at].step.is_none()
            && options.only.is_none_or(|only| only.holds(&before.bound, RunId(*at)))
            && (options.force || !before.states[*at].is_fresh_pass())
            && metric::is_open(&before.bound.runs[*at], &before.states[*at], options.force)
    };
    let mut to_run: Vec<usize> = (0..before.bound.runs.len()).filter(wanted).collect();
    // What is measured runs behind the checks, and alone; what has to fail, when it is known what passes.
    let order = |run: &Run| (run.must_fail.is_some(), run.metric.is_some());
    to_run.sort_by_key(|at| order(&before.bound.runs[*at]));
    if options.dry_run || to_run.is_empty() {
        let runs = before
            .bound
            .tried()
            .map(|RunId(at)| known_run(&before.bound, &before.states, at, to_run.contains(&at)))
            .collect();
        return Ok((report::document(session, &before, if frozen { Vec::new() } else { runs })?, true));
    }
    let granted = trust::require(workspace, index, &before.bound, Class::Verify, &options.allow)?;
    let document = workspace.document_id(index);
    let is_kept = |RunId(at): &RunId| !to_run.contains(at) && before.states[*at].is_fresh_pass();
    let kept = before.bound.tried().filter(is_kept).count();
    let expected = expected_times(session, &before.bound, &before.states, &to_run)?;
    events(VerifyEvent::Planned { document: &document, to_run: &expected, fresh: kept });
    let (ran, unchanged) = run_planned(session, &before, &granted, &to_run, options, events, warnings)?;

    // What ran has run, also when it cannot be kept: then it proves nothing, and no move may rest on it.
    let kept = keep(session, &document, &before, &ran, warnings);
    if let Err(error) = &kept {
        warnings.push(format!("the evidence was not kept: {}", with_causes(error)));
    }
    if options.cancel.load(Ordering::Relaxed) {
        return Err(EngineError::new(ErrorKind::Interrupted, "interrupted; what had finished is kept"));
    }
    // A check may have written files: what is known now is judged on the tree as it is now, which need not be named
    // again where a look at it after the last check has found it unchanged.
    session.keys.forget();
    let fresh = if unchanged { None } else { Some(Session::write(workspace)?) };
    let now = fresh.as_ref().unwrap_or(session);
    let after = now.assess(index, options.whole_tree, options.again)?;
    let runs = after
        .bound
        .tried()
        .map(|RunId(at)| {
            let mut run = known_run(&after.bound, &after.states, at, false);
            if let Some(Ran { outcome, .. }) = ran.iter().find(|ran| ran.at == at) {
                run.ran = true;
                run.record = run.record.filter(|_| kept.is_ok());
                outcome.verdict.name().clone_into(&mut run.verdict);
                run.reason = outcome.verdict.reason();
                run.duration_ms = outcome.duration.as_millis() as u64;
                run.tail = (!outcome.verdict.is_pass()).then(|| tail(outcome));
            }
            run
        })
        .collect();
    let mut found = report::document(now, &after, runs)?;
    if let Some(only) = options.only {
        let of_run = |run: &RanRun| if run.verdict == "pass" { Exit::Ok } else { Exit::Failed };
        let wanted = after.bound.tried().zip(&found.runs).filter(|(id, _)| only.holds(&after.bound, *id));
        found.exit = Exit::worst(wanted.map(|(_, run)| of_run(run)));
    }
    if kept.is_err() {
        found.exit = Exit::worst([found.exit, Exit::Refused]);
    }
    Ok((found, unchanged))
}

/// One that ran.
struct Ran {
    /// Its place among the runs.
    at: usize,
    outcome: Outcome,
    measurement: Option<Measurement>,
}

/// Runs what is planned: the checks, then what is measured, then what has to fail. Whether the tree is still the session's
/// comes with it.
fn run_planned(
    session: &Session<'_>,
    before: &Assessment,
    granted: &Granted,
    to_run: &[usize],
    options: &VerifyOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
    warnings: &mut Vec<String>,
) -> Result<(Vec<Ran>, bool)> {
    let runs = &before.bound.runs;
    let (passing, breaking) = to_run.split_at(to_run.partition_point(|at| runs[*at].must_fail.is_none()));
    let (checks, metrics) = passing.split_at(passing.partition_point(|at| runs[*at].metric.is_none()));
    let specs = specs(session, before, checks)?;
    sandbox::require(&specs)?;
    let commands = commands(before, granted, checks)?;
    let in_copies = metric::require(session, before, granted, &to_run[checks.len()..])?;
    let (outcomes, unchanged) = run_all(session, &specs, granted, commands, options, events)?;
    warnings.extend(sandbox::lowered(&specs, &outcomes));
    let plain = |(at, outcome): (&usize, Outcome)| Ran { at: *at, outcome, measurement: None };
    let mut ran: Vec<Ran> = checks.iter().zip(outcomes).map(plain).collect();
    let document = session.workspace.document_id(before.index);
    for (place, at) in (checks.len()..).zip(metrics) {
        let Measured { outcome, measurement } =
            metric::run(session, &document, before, granted, (*at, place), options, events)?;
        ran.push(Ran { at: *at, outcome, measurement: Some(measurement) });
    }
    for (place, at) in (passing.len()..).zip(breaking) {
        if options.cancel.load(Ordering::Relaxed) {
            break;
        }
        // Of a check that does not pass nobody asks whether it can fail.
        let Some(must_fail) = &runs[*at].must_fail else { continue };
        let passes = match ran.iter().find(|ran| ran.at == must_fail.of.0) {
            Some(ran) => ran.outcome.verdict.is_pass(),
            None => before.states[must_fail.of.0].is_fresh_pass(),
        };
        if passes {
            let outcome = must_fail::run(session, before, granted, (*at, place), options, events)?;
            ran.push(Ran { at: *at, outcome, measurement: None });
        }
    }
    let behind = to_run[checks.len()..].iter().zip(in_copies);
    let (specs, outcomes): (Vec<_>, Vec<_>) = behind
        .filter_map(|(at, spec)| Some((spec, ran.iter().find(|ran| ran.at == *at)?.outcome.clone())))
        .unzip();
    warnings.extend(sandbox::lowered(&specs, &outcomes));
    Ok((ran, unchanged))
}

/// Keeps the evidence of what ran. It ran on the session's tree; the states tell under which keys it is kept.
fn keep(
    session: &Session<'_>,
    document: &str,
    before: &Assessment,
    ran: &[Ran],
    warnings: &mut Vec<String>,
) -> Result<()> {
    let commit = record::clean_commit(session)?;
    let here = record::Here::look(session.workspace);
    let records = ran
        .iter()
        .map(|Ran { at, outcome, measurement }| {
            let state = &before.states[*at];
            let ran = (outcome, measurement.as_ref());
            let made = record::check_run(session, document, &before.bound, RunId(*at), state, ran, &here)?;
            Ok(match &commit {
                Some(commit) => made.subject(Subject::git_commit("commit", commit)),
                None => made,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let machine = machine::signing_key(session, warnings);
    let signers = LedgerSigners { person: None, machine: machine.as_ref().map(|key| key as &dyn Signer) };
    session.ledger.append_batch(&records, &signers)?;
    Ok(())
}

fn specs(session: &Session<'_>, before: &Assessment, to_run: &[usize]) -> Result<Vec<CheckSpec>> {
    let document = session.workspace.document(before.index).document();
    let spec = |at: &usize| {
        let run = &before.bound.runs[*at];
        let mut spec = check_spec(session, run, &before.states[*at].key, first_line(document, run))?;
        spec.baseline = known_tests(before, run, &before.states[*at]).map(Arc::new);
        Ok(spec)
    };
    to_run.iter().map(spec).collect()
}

/// The tests of a run at the baseline: where one of them fails now that passed then, the run is repeated.
fn known_tests(before: &Assessment, run: &Run, state: &RunState) -> Option<milepost_runner::Baseline> {
    let (_, baseline) = before.baseline.as_ref().filter(|_| run.is_test)?;
    let mut part = baseline.clone();
    part.suites.retain(|suite| suite.name == run.label || suite.check == state.key.specification);
    let tests = Some(crate::baseline::inventory(&part)).filter(|tests| !tests.is_empty())?;
    Some(milepost_runner::Baseline { tests: Some(tests), ..milepost_runner::Baseline::default() })
}

/// The granted command of each check, by its key.
fn commands<'g>(
    before: &Assessment,
    granted: &'g Granted,
    to_run: &[usize],
) -> Result<Vec<(String, &'g TrustedCommand)>> {
    let (bound, states) = (&before.bound, &before.states);
    to_run
        .iter()
        .map(|at| Ok((states[*at].key.specification.to_string(), granted.command(&bound.runs[*at])?)))
        .collect()
}

/// What must not appear in any output.
pub(crate) fn secrets(workspace: &Workspace) -> Secrets {
    // The URL of a server for scratch databases may hold a password.
    let scratch = workspace.config.database.iter().filter_map(|database| database.scratch.as_ref());
    let names = workspace.config.environment.secrets.iter().chain(scratch);
    Secrets::new(names.filter_map(|name| {
        workspace.system.var(name).map(|value| (name.clone(), value.into_encoded_bytes()))
    }))
}

/// What came of each check, and whether the tree is still the session's.
fn run_all(
    session: &Session<'_>,
    specs: &[CheckSpec],
    granted: &Granted,
    commands: Vec<(String, &TrustedCommand)>,
    options: &VerifyOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<(Vec<Outcome>, bool)> {
    let workspace = session.workspace;
    let secrets = secrets(workspace);
    let guard = RunGuard::new(workspace, &session.trees, granted, commands, session.now.id()?.clone());
    let context = RunContext {
        system: workspace.system.as_ref(),
        root: workspace.root.clone(),
        reports_in: workspace.repository.iter().map(|repository| repository.root.clone()).collect(),
        cancel: Arc::clone(&options.cancel),
        jobs: options.jobs.max(1),
        secrets,
        guard: &guard,
        settle: Duration::from_millis(100),
        sandboxes: Arc::new(sandbox::sandboxes(workspace)),
    };
    let outcomes = run_checks(specs, &context, &mut |event| events(VerifyEvent::Run(event)));
    Ok((outcomes, guard.is_unchanged()))
}

pub(super) fn first_line(document: &Document, run: &Run) -> u32 {
    run.span.map_or(1, |span| document.position(span.start).line)
}

fn expected_times(
    session: &Session<'_>,
    bound: &Bound,
    states: &[RunState],
    to_run: &[usize],
) -> Result<Vec<(String, Option<Duration>)>> {
    to_run
        .iter()
        .map(|at| {
            let last = session.ledger.time_of_last(&states[*at].key.specification)?;
            Ok((bound.runs[*at].label.clone(), last))
        })
        .collect()
}

pub(crate) fn tail(outcome: &Outcome) -> String {
    let text = format!("{}{}", outcome.stdout.text(), outcome.stderr.text());
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}
