//! The work of `rehearse`.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use milepost_ledger::{Predicate, Rehearsal as Recorded, Signers as LedgerSigners, Subject, signing::Signer};
use milepost_runner::{Inconclusive, Outcome, Verdict as RunVerdict};

use super::{
    course::{self, Course},
    prepared,
    report::{RehearsalReport, Rehearsed},
    verdict::{Judged, NOT_REHEARSED},
};
use crate::{
    EngineError, ErrorKind, Result, Workspace,
    binding::RunId,
    lifecycle::guards::unclean,
    machine,
    session::{Assessment, Session},
    trust::{self, Allowed, Class, recheck},
    verify::{VerifyEvent, record, tail},
    with_causes,
};

/// How to rehearse.
#[derive(Debug, Clone, Default)]
pub struct RehearseOptions {
    /// Rehearse also where there is a proof for just these files.
    pub force: bool,
    /// Say what would run, and run nothing.
    pub dry_run: bool,
    /// What is allowed beside the grants.
    pub allow: Allowed,
    /// Set by Ctrl-C.
    pub cancel: Arc<AtomicBool>,
}

/// Rehearses the rollback of a milestone and keeps what it showed as evidence.
///
/// # Errors
/// When nobody trusts its commands, the ledger cannot be used, or it was interrupted. What a rehearsal shows is no error.
pub fn rehearse(
    workspace: &Workspace,
    index: usize,
    options: &RehearseOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<RehearsalReport> {
    let session = if options.dry_run { Session::read(workspace)? } else { Session::write(workspace)? };
    let (assessment, id) = session.assess_rehearsal(index)?;
    let state = &assessment.states[id.0];
    let mut report = RehearsalReport {
        id: workspace.document_id(index),
        path: workspace.document(index).path.clone(),
        ran: false,
        plan: Vec::new(),
        rehearsal: None,
        record: None,
        tail: None,
        warnings: Vec::new(),
    };
    if options.dry_run {
        report.plan = prepared::plan(workspace, index, &assessment, id);
        return Ok(report);
    }
    if let (Some((digest, run)), false) =
        (state.newest.as_ref().filter(|_| state.is_fresh_pass()), options.force)
        && let Some(known) = &run.result.rehearsal
        && follows(workspace, known)?
    {
        report.rehearsal = Some(Rehearsed::of(known));
        report.record = Some(digest.short());
        return Ok(report);
    }
    let granted = trust::require(workspace, index, &assessment.bound, Class::Rollback, &options.allow)?;
    let started = workspace.system.now();
    let start = workspace.system.monotonic();
    let changed = || granted.commands().iter().find_map(|command| recheck(workspace, &granted, command));
    let course = if let Some(why) = in_the_way(&session)?.or_else(changed) {
        Course::none(why)
    } else {
        course::run(&session, index, &assessment, id, &granted, options, events)?
    };
    if options.cancel.load(Ordering::Relaxed) {
        let message = "interrupted; the clone and the scratch database are removed, and nothing is kept";
        return Err(EngineError::new(ErrorKind::Interrupted, message));
    }
    let Course { recorded, last, .. } = course;
    // Where nothing ran there is nothing to keep: it may stay as it is known from before.
    report.ran = !recorded.steps.is_empty() || recorded.verdict != NOT_REHEARSED;
    report.tail = last.as_ref().filter(|last| !last.verdict.is_pass()).map(tail);
    report.rehearsal = Some(Rehearsed::of(&recorded));
    if report.ran {
        let duration = workspace.system.monotonic().saturating_sub(start);
        let outcome = outcome(&assessment, id, &recorded, last, started, duration);
        match keep(&session, &assessment, id, &recorded, &outcome, &mut report.warnings) {
            Ok(record) => report.record = Some(record),
            Err(error) => report.warnings.push(format!("the evidence was not kept: {}", with_causes(&error))),
        }
    }
    Ok(report)
}

/// Whether HEAD comes from what was rehearsed and from its baseline. The files may be the same after a rebase, and a way back
/// by `git revert` is another one.
pub(crate) fn follows(workspace: &Workspace, known: &Recorded) -> Result<bool> {
    let Some(git) = workspace.git() else { return Ok(false) };
    let Some(head) = git.head()? else { return Ok(false) };
    for commit in [&known.base, &known.candidate] {
        let Some(commit) = commit else { return Ok(false) };
        if git.rev_parse(&format!("{commit}^{{commit}}"))?.is_none() || !git.is_ancestor(commit, &head)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Why nothing can be rehearsed as the project stands.
fn in_the_way(session: &Session<'_>) -> Result<Option<String>> {
    let workspace = session.workspace;
    let Some(repository) = &workspace.repository else {
        return Ok(Some("there is no Git repository, of which a clone could be made".to_owned()));
    };
    if workspace.system.exists(&repository.root.join(".gitmodules")) {
        return Ok(Some("the repository has submodules, which a clone does not bring along".to_owned()));
    }
    let unclean = unclean(session, &session.now)?;
    let list = unclean.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("; ");
    Ok((!unclean.is_empty()).then(|| {
        format!("what is rolled back is what is committed, and there is more: {list}; commit it first")
    }))
}

/// What a rehearsal came to, as the runner tells it of any command.
fn outcome(
    assessment: &Assessment,
    id: RunId,
    recorded: &Recorded,
    last: Option<Outcome>,
    started: jiff::Timestamp,
    duration: std::time::Duration,
) -> Outcome {
    let reason = format!("{}: {}", recorded.verdict, recorded.words);
    let verdict = if recorded.is_proven() {
        RunVerdict::Pass
    } else if recorded.verdict == NOT_REHEARSED {
        RunVerdict::Inconclusive(Inconclusive::Undecided { reason })
    } else {
        RunVerdict::Fail { reason }
    };
    let exit = last.as_ref().and_then(|last| last.exit);
    let key = assessment.states[id.0].key.specification.to_string();
    let outcome = Outcome::of(key, verdict, exit, started, duration);
    match last {
        Some(Outcome { usage, stdout, stderr, sandbox, .. }) => {
            Outcome { usage, stdout, stderr, sandbox, ..outcome }
        }
        None => outcome,
    }
}

/// Keeps the evidence; its short digest.
fn keep(
    session: &Session<'_>,
    assessment: &Assessment,
    id: RunId,
    recorded: &Recorded,
    outcome: &Outcome,
    warnings: &mut Vec<String>,
) -> Result<String> {
    let document = session.workspace.document_id(assessment.index);
    let here = record::Here::look(session.workspace);
    let state = &assessment.states[id.0];
    let mut made =
        record::check_run(session, &document, &assessment.bound, id, state, (outcome, None), &here)?;
    if let Predicate::CheckRun(run) = &mut made.predicate {
        run.result.rehearsal = Some(Box::new(recorded.clone()));
    }
    if let Some(commit) = record::clean_commit(session)? {
        made = made.subject(Subject::git_commit("commit", &commit));
    }
    let machine = machine::signing_key(session, warnings);
    let signers = LedgerSigners { person: None, machine: machine.as_ref().map(|key| key as &dyn Signer) };
    let written = session.ledger.append_batch(&[made], &signers)?;
    Ok(written.first().map_or_else(String::new, milepost_ledger::Digest::short))
}

impl Course {
    /// Nothing ran.
    fn none(why: String) -> Self {
        let judged = Judged { verdict: NOT_REHEARSED, words: why, ..Judged::default() };
        Self { recorded: course::record(judged, Vec::new()), last: None }
    }
}
