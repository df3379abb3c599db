//! The records of a rollback: the move, what it rested on, and that a completion is not believed any more.

use milepost_document::vocabulary::Status;
use milepost_ledger::{
    Attestation, AttestationResult, Digest, DocumentReference, EvidenceBinding, Kind, NewRecord, Predicate,
    Prepared, Revocation, RevocationTarget, Signers as LedgerSigners, Transition, Verifier,
    signing::{Signer, UserKey},
};

use super::proposal::Proposal;
use crate::{
    Result,
    lifecycle::{gates::asked_of, usable_key},
    session::Session,
    signers::principal,
};

/// The records, made and not written, with the attestation's digest and path, and what is to be said of them.
pub(super) struct Records {
    pub(super) prepared: Vec<Prepared>,
    pub(super) attestation: Option<(String, String)>,
    pub(super) warnings: Vec<String>,
}

/// Makes them.
///
/// # Errors
/// When the ledger cannot be used.
pub(super) fn records(
    session: &Session<'_>,
    index: usize,
    proposal: &Proposal,
    reason: &str,
) -> Result<Records> {
    let workspace = session.workspace;
    let mut warnings = Vec::new();
    let key = usable_key(session);
    let who = principal(workspace)?;
    let document = DocumentReference { id: proposal.id.clone(), path: proposal.path.clone() };
    let mut new = Vec::new();
    if let Some((digest, _)) = session.signers.attestation(workspace, &session.ledger, &proposal.id)? {
        new.push(NewRecord::new(Predicate::Revocation(Revocation {
            target: RevocationTarget::Record { digest },
            who: who.clone().unwrap_or_else(|| "unknown".to_owned()),
            why: format!("rolled back: {reason}"),
        })));
    }
    match &key {
        Ok(_) => new.push(NewRecord::new(Predicate::Attestation(Box::new(attested(
            session, index, proposal, &document,
        )?)))),
        Err(why) => warnings
            .push(format!("the rollback is recorded and not attested, for it cannot be signed: {why}")),
    }
    let person = key.ok();
    let signers =
        LedgerSigners { person: person.as_ref().map(|key: &UserKey| key as &dyn Signer), machine: None };
    let mut prepared = session.ledger.prepare(&new, &signers)?;
    let made = prepared.iter().zip(&new).find(|(_, new)| matches!(new.predicate, Predicate::Attestation(_)));
    let made = made.map(|(made, _)| (made.digest, made.path.clone()));
    let moved = NewRecord::new(Predicate::Transition(Box::new(Transition {
        document,
        from: proposal.from.clone(),
        to: Status::RolledBack.key().to_owned(),
        command: "rollback".to_owned(),
        reason: Some(reason.to_owned()),
        attestation: made.as_ref().map(|(digest, _)| *digest),
        commit: Some(proposal.old.clone()),
        tree: Some(session.now.id()?.as_str().to_owned()),
        actor: who.unwrap_or_else(|| "unknown".to_owned()),
    })));
    prepared.extend(session.ledger.prepare(&[moved], &signers)?);
    let attestation = made.map(|(digest, path): (Digest, std::path::PathBuf)| {
        let path = path.strip_prefix(&workspace.root).unwrap_or(&path).display().to_string();
        (digest.short(), path)
    });
    Ok(Records { prepared, attestation, warnings })
}

/// What the rollback rests on: the rehearsal that showed where it leads.
fn attested(
    session: &Session<'_>,
    index: usize,
    proposal: &Proposal,
    document: &DocumentReference,
) -> Result<Attestation> {
    let workspace = session.workspace;
    let kind: Option<Kind> = session.ledger.record(&proposal.rehearsal)?.map(|record| record.kind());
    Ok(Attestation {
        verifier: Verifier { id: "milepost".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        time_verified: workspace.system.now().to_string(),
        document: document.clone(),
        from: proposal.from.clone(),
        to: Status::RolledBack.key().to_owned(),
        policy: Digest::of_json(&asked_of(&session.signers.gates, workspace, index))?,
        evidence: vec![EvidenceBinding {
            record: Some(proposal.rehearsal),
            kind,
            document: document.id.clone(),
            item: "gate/rehearsal".to_owned(),
            check: Some(proposal.check),
            expectation: "the rollback leads back".to_owned(),
            standing: "proven".to_owned(),
        }],
        heads: session.ledger.heads()?,
        waivers: Vec::new(),
        result: AttestationResult::Passed,
        commit: proposal.old.clone(),
        tree: session.now.id()?.as_str().to_owned(),
        ledger: session.ledger.ensure_identity()?,
    })
}
