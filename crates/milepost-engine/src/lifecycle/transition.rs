//! Making a move.

use milepost_document::vocabulary::{Risk, SectionKind, Status};
use milepost_ledger::{
    Digest, DocumentReference, NewRecord, Predicate, Revocation, RevocationTarget, Signers as LedgerSigners,
    signing::{Signer, UserKey},
};

use super::{
    Transition, TransitionOptions, TransitionReport,
    attest::{attestation, uncommitted},
    baseline, branch, change,
    gates::risk,
    guards, words,
};
use crate::{
    EngineError, Held, Result, Workspace,
    binding::Gate,
    drift::stamps,
    policy::{lowered_from, misspelt},
    session::{Assessment, Session},
    signers::{principal, user_key},
    standing::Standing,
    triggers::triggers,
    verify::{Only, VerifyEvent, VerifyReport, verify},
};

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
        in_git: workspace.repository.is_some(),
        commit: None,
        attestation: None,
        baseline: None,
        waivers: Vec::new(),
        weak: Vec::new(),
        warnings: Vec::new(),
        verified: None,
        id,
    };
    if transition == Transition::Complete && !options.no_run && !options.dry_run {
        let verified = verify(workspace, &[index], &options.verifying(true), events)?;
        report.verified = Some(recorded(verified)?);
    }
    if transition == Transition::Start && !options.no_run && !options.dry_run {
        let mut prerequisites = options.verifying(false);
        prerequisites.only = Some(Only::Guarding(Gate::Start));
        recorded(verify(workspace, &[index], &prerequisites, events)?)?;
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
    if transition == Transition::Complete {
        report.weak = assessment.weak().map(guards::weak).collect();
    }
    report.changes = change::documents(workspace, &assessment, to, today)?;
    report.files = report.changes.iter().map(|change| change.path.clone()).collect();
    if options.dry_run {
        return Ok(report);
    }
    commit_move(&session, &assessment, transition, (from, to), options, records, report)
}

/// Evidence that could not be kept prevents the move that would rest on it.
pub(super) fn recorded(report: VerifyReport) -> Result<VerifyReport> {
    match report
        .documents
        .iter()
        .find(|document| document.runs.iter().any(|run| run.ran && run.record.is_none()))
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
    if let Some(to) = transition.target(from) {
        return Ok((from, to));
    }
    let moves: Vec<_> = Transition::from_state(from).map(|next| format!("`{}`", next.command())).collect();
    let error = EngineError::refused(
        format!("`{id}` is {} and cannot `{}`", words(from), transition.command()),
        vec![format!("`{}` goes from {}", transition.command(), sources(transition))],
    );
    Err(if moves.is_empty() {
        error
    } else {
        error.hint(format!("from {} it can: {}", words(from), moves.join(", ")))
    })
}

fn sources(transition: Transition) -> String {
    let words: Vec<_> = transition.edge().0.iter().map(|status| words(*status)).collect();
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
            .filter(|(binding, _)| binding.kind != Some(SectionKind::WhenToRollback))
            .map(|(binding, judged)| {
                format!("“{}” {}", binding.text, judged.reason.as_deref().unwrap_or("waived"))
            })
            .collect()
    };
    if matches!(transition, Transition::Ready | Transition::Start | Transition::Complete) {
        report.warnings.extend(misspelt(workspace, &session.signers.gates));
    }
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
            if risk == Risk::Medium && !session.is_rehearsed(assessment.index)? {
                let next = format!("run `milepost rehearse {}`", report.id);
                report.warnings.push(format!("the rollback was not rehearsed; {next}"));
            }
            if let Some(before) = lowered_from(session, assessment.index)? {
                report.warnings.push(format!(
                    "its risk was {} where this branch began, and is {} here: less is asked of it",
                    before.word(),
                    risk.word()
                ));
            }
            if let Some((_, baseline)) = assessment.baseline.as_ref().filter(|(_, one)| one.adopted) {
                report.warnings.push(format!(
                    "the baseline was taken from work in flight, at commit {:.12}",
                    baseline.commit
                ));
            }
            report.waivers = waived(None);
            let found = triggers(session, assessment, None)?;
            report.waivers.extend(found.waived());
            report.warnings.extend(found.unmeasured());
            guards::complete(session, assessment, &found)?
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
    records.extend(stamps(session, transition, &document, head.as_deref(), who.as_deref())?);
    let mut rests_on = Vec::new();
    if transition == Transition::Complete {
        let (Ok(_), Some(_)) = (&key, &who) else {
            return Err(no_key(key.err()));
        };
        let attestation = attestation(session, assessment, &document, from, to, head.as_deref())?;
        rests_on = uncommitted(session)?;
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
        tree: Some(session.now.id()?.as_str().to_owned()),
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
    report.files.extend(rests_on);
    if options.commit
        && let Some(git) = workspace.git()
    {
        let paths: Vec<std::path::PathBuf> =
            report.files.iter().map(|file| workspace.root.join(file)).collect();
        let paths: Vec<&std::path::Path> = paths.iter().map(std::path::PathBuf::as_path).collect();
        let message =
            format!("{}: {} to {}\n\nMilestone: {}\n", report.id, words(from), words(to), report.id);
        let commit = git.commit(&paths, &message).map_err(|error| {
            EngineError::from(error)
                .hint(format!("`{what}` is written, and not committed: commit it yourself"))
        })?;
        report.commit = Some(commit);
    }
    Ok(report)
}

/// The user's key where its signature would count, else why it would not.
pub(crate) fn usable_key(session: &Session<'_>) -> std::result::Result<UserKey, String> {
    let key = user_key(session.workspace).map_err(|error| error.to_string())?;
    if principal(session.workspace).ok().flatten().is_none() {
        return Err("Git's `user.email` is not set, so the signer has no name".to_owned());
    }
    session.signers.allows(session.workspace, &key)?;
    Ok(key)
}

fn no_key(why: Option<String>) -> EngineError {
    let reason = why.unwrap_or_else(|| "Git's `user.email` is not set, so the signer has no name".to_owned());
    EngineError::refused("a completion has to be signed, and there is no key to sign with", vec![reason])
        .hint("make a key with `ssh-keygen -t ed25519`, or name one in `MILEPOST_SIGNING_KEY`")
        .hint("set your name with `git config --global user.email you@example.org`")
}
