//! Taking an acknowledgement back.

use milepost_ledger::{
    NewRecord, Predicate, Revocation, RevocationTarget, Signers as LedgerSigners, signing::Signer,
};
use serde::Serialize;

use crate::{
    EngineError, Held, Result,
    lifecycle::{change, sign},
    session::Session,
};

/// An acknowledgement that was taken back.
#[derive(Debug, Clone, Serialize)]
pub struct RevokedAcknowledgement {
    /// The acknowledgement, in short.
    pub record: String,
    /// The tests that count again.
    pub tests: Vec<String>,
    /// Who took it back.
    pub who: String,
    /// Why.
    pub why: String,
    /// The file of the revocation, from the project's root.
    pub path: String,
}

/// Takes an acknowledgement back, by a record of its own.
///
/// # Errors
/// When the record is none, when there is no reason, or no key whose signature counts.
pub fn revoke(
    session: &Session<'_>,
    _held: &Held,
    record: &str,
    why: &str,
) -> Result<RevokedAcknowledgement> {
    let workspace = session.workspace;
    let why = why.trim();
    if why.is_empty() {
        return Err(EngineError::usage("a revocation wants a reason").hint("--why \"…\""));
    }
    let found = session.ledger.get(record)?;
    let Predicate::Acknowledgement(acknowledged) = &found.predicate else {
        return Err(EngineError::usage(format!("`{record}` is no acknowledgement but a {}", found.kind()))
            .hint("`milepost tests diff` names them"));
    };
    let (key, who) = sign::signer(session)?;
    let revocation = NewRecord::new(Predicate::Revocation(Revocation {
        target: RevocationTarget::Record { digest: found.digest },
        who: who.clone(),
        why: why.to_owned(),
    }));
    let signers = LedgerSigners { person: Some(&key as &dyn Signer), machine: None };
    let prepared = session.ledger.prepare(&[revocation], &signers)?;
    let path = prepared[0].path.strip_prefix(&workspace.root).unwrap_or(&prepared[0].path);
    let revoked = RevokedAcknowledgement {
        record: found.digest.short(),
        tests: acknowledged.tests.clone(),
        who,
        why: why.to_owned(),
        path: path.to_string_lossy().into_owned(),
    };
    change::write(workspace, "tests revoke", &[], prepared)?;
    Ok(revoked)
}
