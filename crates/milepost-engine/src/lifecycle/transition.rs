//! Making a move.

use std::sync::{Arc, atomic::AtomicBool};

use milepost_document::vocabulary::{Risk, Status};
use milepost_ledger::{
    Attestation, AttestationResult, Baseline, Digest, DocumentReference, EvidenceBinding, NewRecord,
    Predicate, Revocation, RevocationTarget, Signers as LedgerSigners, Verifier,
    signing::{Signer, UserKey},
};
use serde::Serialize;

use super::{
    BranchChoice, DocumentChange, Transition, baseline, branch, change,
    guards::{self, gate, risk},
};
use crate::{
    EngineError, Held, Result, Workspace,
    binding::{Check, Gate},
    plan::RunState,
    session::{Assessment, Session},
    signers::{principal, user_key},
    standing::Standing,
    verify::{VerifyEvent, VerifyOptions, VerifyReport, verify},
};

/// How to make a move.
#[derive(Debug, Clone, Default)]
pub struct TransitionOptions {
    /// Why: wanted by `block`, `reopen`, `defer`, `cancel`.
    pub reason: Option<String>,
    /// Which branch `start` takes.
    pub branch: BranchChoice,
    /// The commit that `adopt` takes for the state before the work; the merge base when absent.
    pub baseline: Option<String>,
    /// Commit exactly the files that change.
    pub commit: bool,
    /// Judge and show, and change nothing.
    pub dry_run: bool,
    /// Run no check: judge by the evidence at hand.
    pub no_run: bool,
    /// Digests of commands that are allowed beside the grants.
    pub allow: Vec<Digest>,
    /// How many checks run at once.
    pub jobs: usize,
    /// Set by Ctrl-C.
    pub cancel: Arc<AtomicBool>,
}

/// What a move did.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TransitionReport {
    /// The milestone's id.
    pub id: String,
    /// Its document.
    pub path: String,
    /// The command.
    pub command: &'static str,
    /// The state before.
    pub from: &'static str,
    /// The state after.
    pub to: &'static str,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// The documents that changed.
    #[serde(skip)]
    pub changes: Vec<DocumentChange>,
    /// Their paths, and those of new records.
    pub files: Vec<String>,
    /// The branch that was made or taken.
    pub branch: Option<String>,
    /// The commit that was made.
    pub commit: Option<String>,
    /// The attestation: digest and path.
    pub attestation: Option<(String, String)>,
    /// What was measured before the work.
    pub baseline: Option<BaselineSummary>,
    /// Waivers on which it rests, in words. Always shown.
    pub waivers: Vec<String>,
    /// What is good to know.
    pub warnings: Vec<String>,
    /// What was run for it.
    pub verified: Option<VerifyReport>,
}

/// What a baseline holds, in numbers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BaselineSummary {
    /// The commit before the work; empty without Git.
    pub commit: String,
    /// How many tests are recorded by id.
    pub tests: usize,
    /// How many commands were measured.
    pub measured: usize,
    /// Whether line coverage is recorded.
    pub coverage: bool,
    /// Whether the work was in flight already.
    pub adopted: bool,
}

/// Makes a move of one milestone: judges its guard, then changes documents and records as one.
///
/// # Errors
/// Refused with every reason; untrusted; when files, Git or the ledger fail.
pub fn transition(
    workspace: &Workspace,
    _held: &Held,
    index: usize,
    transition: Transition,
    options: &TransitionOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<TransitionReport> {
    let (from, to) = edge(workspace, index, transition)?;
    let id = workspace.document_id(index);
    if transition.wants_reason() && options.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
        return Err(EngineError::usage(format!("`{}` wants a reason", transition.command()))
            .hint(format!("milepost {} {id} --reason \"…\"", transition.command())));
    }
    let mut report = TransitionReport {
        path: workspace.document(index).path.clone(),
        command: transition.command(),
        from: from.key(),
        to: to.key(),
        dry_run: options.dry_run,
        changes: Vec::new(),
        files: Vec::new(),
        branch: None,
        commit: None,
        attestation: None,
        baseline: None,
        waivers: Vec::new(),
        warnings: Vec::new(),
        verified: None,
        id,
    };
    if transition == Transition::Complete && !options.no_run && !options.dry_run {
        let options = verify_options(options, true);
        report.verified = Some(recorded(verify(workspace, &[index], &options, events)?)?);
    }
    let session = if options.dry_run { Session::read(workspace)? } else { Session::write(workspace)? };
    let assessment = session.assess(index, transition == Transition::Complete, true)?;
    guard(&session, &assessment, transition, from, options, &mut report)?;

    let mut records = Vec::new();
    if matches!(transition, Transition::Start | Transition::Adopt) {
        let measured = baseline::measure(&session, index, transition, options, events, &mut report)?;
        records.push(NewRecord::new(Predicate::Baseline(Box::new(measured))));
    }
    // The baseline belongs to what the boxes of the pre-implementation list say.
    let today = workspace.system.now().to_zoned(workspace.system.time_zone()).date();
    let assessment = with_baseline(&session, assessment, &records)?;
    report.changes = change::documents(workspace, &assessment, to, today)?;
    report.files = report.changes.iter().map(|change| change.path.clone()).collect();
    if options.dry_run {
        return Ok(report);
    }
    commit_move(&session, &assessment, transition, (from, to), options, records, report)
}

/// Evidence that could not be kept prevents the move that would rest on it.
pub(super) fn recorded(report: VerifyReport) -> Result<VerifyReport> {
    match report.documents.iter().find(|document| document.runs.iter().any(|run| run.ran && run.record.is_none()))
    {
        None => Ok(report),
        Some(document) => Err(EngineError::refused(
            format!("the evidence of `{}` could not be kept", document.id),
            report.warnings,
        )),
    }
}

/// From where to where, or why not.
fn edge(workspace: &Workspace, index: usize, transition: Transition) -> Result<(Status, Status)> {
    let loaded = workspace.document(index);
    let id = workspace.document_id(index);
    let Some(from) = loaded.status() else {
        return Err(EngineError::usage(format!("`{}` states no status that is known", loaded.path))
            .hint("write `**Status**: ⏳ Planned` below the title"));
    };
    match transition.target(from) {
        Some(to) => Ok((from, to)),
        None => {
            let moves: Vec<_> =
                Transition::from_state(from).map(|next| format!("`{}`", next.command())).collect();
            let reason = format!("`{}` goes from {}", transition.command(), sources(transition));
            let error = EngineError::refused(
                format!("`{id}` is {} and cannot `{}`", from.words(), transition.command()),
                vec![reason],
            );
            Err(if moves.is_empty() {
                error
            } else {
                error.hint(format!("from {} it can: {}", from.words(), moves.join(", ")))
            })
        }
    }
}

fn sources(transition: Transition) -> String {
    let words: Vec<_> = transition.edge().0.iter().map(|status| status.words()).collect();
    words.join(", ")
}

fn guard(
    session: &Session<'_>,
    assessment: &Assessment,
    transition: Transition,
    from: Status,
    options: &TransitionOptions,
    report: &mut TransitionReport,
) -> Result<()> {
    let workspace = session.workspace;
    let risk = risk(workspace, assessment.index);
    let waived = |gate: Option<Gate>| {
        assessment
            .deciding()
            .filter(move |(binding, _)| gate.is_none_or(|gate| binding.gate == gate))
            .filter(|(_, judged)| judged.standing == Standing::Waived)
            .map(|(binding, judged)| {
                format!("“{}” {}", binding.text, judged.reason.as_deref().unwrap_or("waived"))
            })
            .collect()
    };
    let reasons = match transition {
        Transition::Ready => guards::ready(session, assessment),
        Transition::Start => {
            let mut reasons =
                if from == Status::Planned { guards::ready(session, assessment) } else { Vec::new() };
            reasons.extend(guards::start(session, assessment)?);
            if let Some(git) = workspace.git()
                && let Some(name) = branch::wanted(workspace, &git, assessment.index, &options.branch)?
            {
                reasons.extend(branch::in_the_way(&git, &name)?);
            }
            report.waivers = waived(Some(Gate::Start));
            reasons
        }
        Transition::Adopt => {
            if let Some((_, before)) = &assessment.baseline {
                report.warnings.push(format!(
                    "the baseline of commit {:.12} is replaced: what was broken since counts as broken before",
                    before.commit
                ));
            }
            Vec::new()
        }
        Transition::Complete => {
            if risk == Risk::Medium {
                report.warnings.push(
                    "the rollback was not rehearsed; rehearsals are not available in this version".to_owned(),
                );
            }
            if let Some((_, baseline)) = assessment.baseline.as_ref().filter(|(_, one)| one.adopted) {
                report.warnings.push(format!(
                    "the baseline was taken from work in flight, at commit {:.12}",
                    baseline.commit
                ));
            }
            report.waivers = waived(None);
            guards::complete(session, assessment)?
        }
        _ => Vec::new(),
    };
    if reasons.is_empty() {
        return Ok(());
    }
    let mut error =
        EngineError::refused(format!("`{}` cannot `{}`", report.id, transition.command()), reasons);
    error = match transition {
        Transition::Complete => {
            error.hint(format!("`milepost why {}#ITEM` tells more of one of them", report.id))
        }
        _ => error.hint(format!("`milepost lint {}` shows findings with their place", report.id)),
    };
    Err(error)
}

/// Judges again with a baseline that is not yet written.
fn with_baseline(
    session: &Session<'_>,
    mut assessment: Assessment,
    records: &[NewRecord],
) -> Result<Assessment> {
    let found = records.iter().find_map(|record| match &record.predicate {
        Predicate::Baseline(baseline) => Some((**baseline).clone()),
        _ => None,
    });
    if let Some(baseline) = found {
        session.judge_with(&mut assessment, Some((Digest::of(""), baseline)))?;
    }
    Ok(assessment)
}

/// Everything that writes, in the order in which a crash does least harm: branch, then documents and records as one,
/// then the commit.
fn commit_move(
    session: &Session<'_>,
    assessment: &Assessment,
    transition: Transition,
    (from, to): (Status, Status),
    options: &TransitionOptions,
    mut records: Vec<NewRecord>,
    mut report: TransitionReport,
) -> Result<TransitionReport> {
    let workspace = session.workspace;
    let key = usable_key(session);
    let who = principal(workspace)?;
    let head = match workspace.git() {
        Some(git) => git.head()?,
        None => None,
    };
    let document = DocumentReference { id: report.id.clone(), path: report.path.clone() };
    if transition == Transition::Complete {
        let (Ok(_), Some(_)) = (&key, &who) else {
            return Err(no_key(key.err()));
        };
        let attestation = attestation(session, assessment, &document, from, to, head.as_deref())?;
        records.push(NewRecord::new(Predicate::Attestation(Box::new(attestation))));
    } else if let Err(why) = &key {
        report.warnings.push(format!("the record of this move is not signed: {why}"));
    }
    if transition == Transition::Reopen
        && let Some((digest, _)) = &assessment.frozen
    {
        records.push(NewRecord::new(Predicate::Revocation(Revocation {
            target: RevocationTarget::Record { digest: *digest },
            who: who.clone().unwrap_or_else(|| "unknown".to_owned()),
            why: options.reason.clone().unwrap_or_default(),
        })));
    }
    let person = key.ok();
    let signers =
        LedgerSigners { person: person.as_ref().map(|key: &UserKey| key as &dyn Signer), machine: None };
    let mut prepared = session.ledger.prepare(&records, &signers)?;
    let attested =
        prepared.iter().zip(&records).find(|(_, new)| matches!(new.predicate, Predicate::Attestation(_)));
    let attested = attested.map(|(made, _)| (made.digest, made.path.clone()));
    let moved = NewRecord::new(Predicate::Transition(Box::new(milepost_ledger::Transition {
        document,
        from: from.key().to_owned(),
        to: to.key().to_owned(),
        command: transition.command().to_owned(),
        reason: options.reason.clone(),
        attestation: attested.as_ref().map(|(digest, _)| *digest),
        commit: head,
        tree: Some(session.now.id.as_str().to_owned()),
        actor: who.unwrap_or_else(|| "unknown".to_owned()),
    })));
    prepared.extend(session.ledger.prepare(&[moved], &signers)?);
    let relative = |path: &std::path::Path| {
        path.strip_prefix(&workspace.root).ok().map(|path| path.to_string_lossy().into_owned())
    };
    let committed: Vec<String> = prepared
        .iter()
        .filter(|record| record.place.is_committed())
        .filter_map(|record| relative(&record.path))
        .collect();
    report.attestation = attested.and_then(|(digest, path)| Some((digest.short(), relative(&path)?)));
    let mut taken = None;
    if transition == Transition::Start
        && let Some(git) = workspace.git()
        && let Some(name) = branch::wanted(workspace, &git, assessment.index, &options.branch)?
    {
        taken = Some(branch::take(&git, &name)?);
        report.branch = Some(name);
    }
    let what = format!("{} {}", transition.command(), report.id);
    let local: Vec<_> = prepared.iter().filter(|record| !record.place.is_committed()).cloned().collect();
    if let Err(error) = change::write(workspace, &what, &report.changes, prepared) {
        // What has begun to be written is finished by the next command, on the branch that it belongs to.
        if let (Some(taken), Some(git), None) = (taken, workspace.git(), workspace.interrupted_change()) {
            taken.undo(&git);
        }
        return Err(error);
    }
    session.ledger.settle(&local)?;
    report.files.extend(committed);
    if options.commit
        && let Some(git) = workspace.git()
    {
        let paths: Vec<std::path::PathBuf> =
            report.files.iter().map(|file| workspace.root.join(file)).collect();
        let paths: Vec<&std::path::Path> = paths.iter().map(std::path::PathBuf::as_path).collect();
        let message =
            format!("{}: {} to {}\n\nMilestone: {}\n", report.id, from.words(), to.words(), report.id);
        let commit = git.commit(&paths, &message).map_err(|error| {
            EngineError::from(error).hint(format!("`{what}` is written, and not committed: commit it yourself"))
        })?;
        report.commit = Some(commit);
    }
    Ok(report)
}

/// The user's key where its signature would count, else why it would not.
fn usable_key(session: &Session<'_>) -> std::result::Result<UserKey, String> {
    let key = user_key(session.workspace).map_err(|error| error.to_string())?;
    session.signers.allows(session.workspace, &key)?;
    Ok(key)
}

fn no_key(why: Option<String>) -> EngineError {
    let reason = why.unwrap_or_else(|| "Git's `user.email` is not set, so the signer has no name".to_owned());
    EngineError::refused("a completion has to be signed, and there is no key to sign with", vec![reason])
        .hint("make a key with `ssh-keygen -t ed25519`, or name one in `MILEPOST_SIGNING_KEY`")
        .hint("set your name with `git config user.email you@example.org`")
}

fn attestation(
    session: &Session<'_>,
    assessment: &Assessment,
    document: &DocumentReference,
    from: Status,
    to: Status,
    head: Option<&str>,
) -> Result<Attestation> {
    let workspace = session.workspace;
    let mut evidence = Vec::new();
    let mut waivers = Vec::new();
    for (binding, judged) in assessment.deciding() {
        if binding.gate == Gate::None && !judged.standing.satisfies() {
            continue;
        }
        let expectation = crate::explain::describe(&binding.check, &assessment.bound);
        // A derived item rests on other items, and these name their own evidence.
        let derived = matches!(binding.check, Check::Derived(_)) && judged.standing != Standing::Waived;
        let records: Vec<Option<Digest>> = if derived || judged.evidence.is_empty() {
            vec![None]
        } else {
            judged.evidence.iter().copied().map(Some).collect()
        };
        for record in records {
            if judged.standing == Standing::Waived {
                waivers.extend(record);
            }
            let kind = match record {
                Some(digest) => session.ledger.record(&digest)?.map(|record| record.kind()),
                None => None,
            };
            let of_run = |state: &RunState| state.newest.as_ref().map(|(newest, _)| *newest) == record;
            let check = assessment.states.iter().find(|state| record.is_some() && of_run(state));
            evidence.push(EvidenceBinding {
                record,
                check: check.map(|state| state.key.specification),
                kind,
                document: document.id.clone(),
                item: binding.id.clone(),
                expectation: expectation.clone(),
                standing: judged.standing.word().to_owned(),
            });
        }
    }
    waivers.sort_unstable();
    waivers.dedup();
    let asked = gate(&session.signers.gates, risk(workspace, assessment.index));
    Ok(Attestation {
        verifier: Verifier { id: "milepost".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        time_verified: workspace.system.now().to_string(),
        document: document.clone(),
        from: from.key().to_owned(),
        to: to.key().to_owned(),
        policy: Digest::of_json(&asked)?,
        evidence,
        heads: session.ledger.heads()?,
        result: if waivers.is_empty() {
            AttestationResult::Passed
        } else {
            AttestationResult::PassedWithWaivers
        },
        waivers,
        commit: head.unwrap_or_default().to_owned(),
        tree: session.now.id.as_str().to_owned(),
        ledger: session.ledger.ensure_identity()?,
    })
}

pub(super) fn verify_options(options: &TransitionOptions, whole_tree: bool) -> VerifyOptions {
    VerifyOptions {
        whole_tree,
        again: true,
        jobs: options.jobs.max(1),
        allow: options.allow.clone(),
        cancel: Arc::clone(&options.cancel),
        ..VerifyOptions::default()
    }
}

pub(super) fn summary(baseline: &Baseline) -> BaselineSummary {
    BaselineSummary {
        commit: baseline.commit.clone(),
        tests: baseline.suites.iter().map(|suite| suite.tests.len()).sum(),
        measured: baseline.metrics.len(),
        coverage: !baseline.coverage.is_empty(),
        adopted: baseline.adopted,
    }
}
