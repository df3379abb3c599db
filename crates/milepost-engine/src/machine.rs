//! The key of this machine: what it signs with, and who vouches for it.

use jiff::{SignedDuration, Timestamp};
use milepost_ledger::{
    Digest, Ledger, NewRecord, Predicate, Prepared, Revocation, RevocationTarget, Signers as LedgerSigners,
    signing::{Certificate, MachineClaim, MachineKey, Signer, SigningError, UserKey},
};
use serde::Serialize;

use crate::{
    EngineError, Held, Result, Workspace,
    lifecycle::{change, sign::signer},
    session::Session,
    signers::{Signers, principal, user_key},
    with_causes,
};

/// Days for which somebody vouches for a machine, when they say nothing else.
pub const CERTIFIED_DAYS: u32 = 365;

/// What is known of this machine's key.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MachineReport {
    /// Its fingerprint; `None` before the first run of a check.
    pub fingerprint: Option<String>,
    /// Its public key, one OpenSSH line.
    pub public_key: Option<String>,
    /// Who vouches for it.
    pub certificates: Vec<CertificateReport>,
    /// What check runs that it signs now are worth here: `L0`, `L1`.
    pub level: Option<&'static str>,
}

/// One certificate of this machine's key.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateReport {
    /// Who vouches.
    pub principal: String,
    /// For which repository only.
    pub repository: Option<String>,
    /// Since when.
    pub created: Timestamp,
    /// Until when.
    pub expires: Option<Timestamp>,
    /// Why it does not count here and now.
    pub refused: Option<String>,
}

/// How to vouch for this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct CertifyRequest {
    /// For this repository only.
    pub this_repository: bool,
    /// For so many days; for ever when `None`.
    pub days: Option<u32>,
}

/// The key that signs check runs, with a copy of its certificate in the ledger. A person's key that asks for nothing
/// vouches by itself; one that asks is left to [`certify`]. Where nobody vouches, what it signs counts on this machine
/// alone.
pub(crate) fn signing_key(session: &Session<'_>, warnings: &mut Vec<String>) -> Option<MachineKey> {
    let workspace = session.workspace;
    let key = match MachineKey::load_or_create(workspace.system.as_ref()) {
        Ok(key) => key,
        Err(error) => {
            warnings.push(format!("what ran does not count, as this machine cannot sign it: {error}"));
            return None;
        }
    };
    if let Err(why) = vouch(session, &key) {
        warnings.push(format!("the evidence counts on this machine alone: {why}"));
    }
    Some(key)
}

/// Sees to it that the ledger holds a certificate that counts, if there is one or one can be made without asking.
fn vouch(session: &Session<'_>, key: &MachineKey) -> std::result::Result<(), String> {
    let workspace = session.workspace;
    let system = workspace.system.as_ref();
    let text = |error: SigningError| error.to_string();
    let known = key.certificates(system).map_err(text)?;
    let mut counts =
        known.iter().filter(|known| refusal(&session.signers, &session.ledger, workspace, known).is_none());
    let certificate = if let Some(certificate) = counts.next() {
        certificate.clone()
    } else {
        let Ok(person) = user_key(workspace) else { return Ok(()) };
        let Some(who) = principal(workspace).ok().flatten().filter(|_| !person.asks()) else {
            return Ok(());
        };
        session.signers.allows(workspace, &person)?;
        let request = CertifyRequest { this_repository: false, days: Some(CERTIFIED_DAYS) };
        make(workspace, &session.ledger, key, &person, &who, request).map_err(text)?
    };
    session.ledger.keep_certificate(&certificate).map_err(|error| with_causes(&error))?;
    Ok(())
}

fn make(
    workspace: &Workspace,
    ledger: &Ledger,
    key: &MachineKey,
    person: &UserKey,
    who: &str,
    request: CertifyRequest,
) -> std::result::Result<Certificate, SigningError> {
    let now = workspace.system.now();
    let mut claim = MachineClaim::of(key, who, now)?;
    claim.repository = request.this_repository.then(|| ledger.repository().to_owned());
    let end = |days: u32| now.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).ok();
    claim.expires = request.days.and_then(end);
    let certificate = Certificate::sign(claim, person)?;
    key.keep_certificate(workspace.system.as_ref(), &certificate)?;
    Ok(certificate)
}

/// Why a certificate does not count here and now.
fn refusal(
    signers: &Signers,
    ledger: &Ledger,
    workspace: &Workspace,
    certificate: &Certificate,
) -> Option<String> {
    if let Some(why) = certificate.claim.misses(ledger.repository(), workspace.system.now()) {
        return Some(why);
    }
    let key = match certificate.signed_by() {
        Ok(key) => key,
        Err(error) => return Some(error.to_string()),
    };
    let policy = match signers.policy() {
        Ok(policy) => policy,
        Err(error) => return Some(error.to_string()),
    };
    let signer = policy.allowed.signer(&key, certificate.claim.created);
    signer.err().map(|refusal| refusal.to_string())
}

/// What is known of this machine's key. Nothing is written.
///
/// # Errors
/// When the key or its certificates cannot be read.
pub fn show(session: &Session<'_>) -> Result<MachineReport> {
    let workspace = session.workspace;
    let system = workspace.system.as_ref();
    let Some(key) = MachineKey::load(system).map_err(unusable)? else {
        return Ok(MachineReport {
            fingerprint: None,
            public_key: None,
            certificates: Vec::new(),
            level: None,
        });
    };
    let certificates = key.certificates(system).map_err(unusable)?;
    let certificates: Vec<CertificateReport> = certificates
        .into_iter()
        .map(|certificate| CertificateReport {
            refused: refusal(&session.signers, &session.ledger, workspace, &certificate),
            principal: certificate.claim.principal,
            repository: certificate.claim.repository,
            created: certificate.claim.created,
            expires: certificate.claim.expires,
        })
        .collect();
    let vouched = certificates.iter().any(|certificate| certificate.refused.is_none());
    Ok(MachineReport {
        fingerprint: Some(key.fingerprint()),
        public_key: key.public_key().to_openssh().ok(),
        level: Some(if vouched { "L1" } else { "L0" }),
        certificates,
    })
}

/// Vouches for this machine's key with the person's own, which may ask for a passphrase or a touch. The key is made
/// where there is none.
///
/// # Errors
/// When there is no key to sign with, or its signature would not count.
pub fn certify(session: &Session<'_>, _held: &Held, request: CertifyRequest) -> Result<MachineReport> {
    let workspace = session.workspace;
    let (person, who) = signer(session)?;
    let key = MachineKey::load_or_create(workspace.system.as_ref()).map_err(unusable)?;
    let certificate = make(workspace, &session.ledger, &key, &person, &who, request).map_err(|error| {
        EngineError::refused("nobody vouches for this machine's key", vec![error.to_string()])
            .hint("run it in a terminal, where `ssh-keygen` can ask for what your key needs")
    })?;
    session.ledger.keep_certificate(&certificate)?;
    show(session)
}

/// Makes a new key for this machine.
///
/// # Errors
/// When it cannot be written.
pub fn rotate(session: &Session<'_>, _held: &Held) -> Result<MachineReport> {
    MachineKey::rotate(session.workspace.system.as_ref()).map_err(unusable)?;
    show(session)
}

/// Takes back the belief in a key, of a machine or of a person, with a signed record that is committed.
///
/// # Errors
/// When the fingerprint is none, there is no key to sign with, or the record cannot be written.
pub fn revoke(session: &Session<'_>, _held: &Held, fingerprint: &str, why: &str) -> Result<(Digest, String)> {
    if !fingerprint.starts_with("SHA256:") || fingerprint.len() != "SHA256:".len() + 43 {
        return Err(EngineError::usage(format!("`{fingerprint}` is no fingerprint of a key"))
            .hint("`milepost key show` and `ssh-keygen -l -f FILE` print it: `SHA256:…`"));
    }
    if why.trim().is_empty() {
        return Err(EngineError::usage("a revocation wants a reason").hint("--reason \"…\""));
    }
    let (person, who) = signer(session)?;
    if person.fingerprint() == fingerprint {
        return Err(EngineError::refused(
            "a key cannot take back the belief in itself",
            vec!["its own revocation would count as little as all else that it signed".to_owned()],
        )
        .hint("remove it from the allowed signers, or give it a `valid-before`"));
    }
    let revocation = Revocation {
        target: RevocationTarget::Key { fingerprint: fingerprint.to_owned() },
        who,
        why: why.trim().to_owned(),
    };
    let signers = LedgerSigners { person: Some(&person as &dyn Signer), machine: None };
    let record = NewRecord::new(Predicate::Revocation(revocation));
    let prepared: Vec<Prepared> = session.ledger.prepare(&[record], &signers)?;
    let (digest, path) = (prepared[0].digest, prepared[0].path.clone());
    change::write(session.workspace, "key revoke", &[], prepared)?;
    let path = path.strip_prefix(&session.workspace.root).unwrap_or(&path).to_string_lossy().into_owned();
    Ok((digest, path))
}

fn unusable(error: SigningError) -> EngineError {
    EngineError::usage("the key of this machine cannot be used")
        .because(error)
        .hint("`milepost key rotate` makes a new one")
}
