//! Whether a record's signer is believed.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jiff::Timestamp;
use thiserror::Error;

use crate::{
    Digest, Kind, Ledger, LedgerError, MachineCertificate, Origin, Predicate, Query, Record,
    RevocationTarget,
    signing::{AllowedSigners, Level, SignerRefusal, SshSignature},
};

/// Whose signatures count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustPolicy {
    /// The signers that are believed.
    pub allowed: AllowedSigners,
    /// Principals among them that sign in CI.
    pub ci: Vec<String>,
}

/// What a record's signature is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// It is believed, at this level.
    Believed {
        /// The level.
        level: Level,
        /// The signer's principal; `None` at L0.
        signer: Option<String>,
    },
    /// It is not, and must not count.
    Refused(TrustRefusal),
}

/// Why a record is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TrustRefusal {
    /// The signer is not an allowed one.
    #[error(transparent)]
    Signer(#[from] SignerRefusal),
    /// The signature does not fit.
    #[error("the signature does not hold: {0}")]
    Signature(String),
    /// It was revoked.
    #[error("it was revoked by `{who}`: {why}")]
    Revoked {
        /// By whom.
        who: String,
        /// Why.
        why: String,
    },
}

impl Trust {
    /// The level, where it is believed.
    pub fn level(&self) -> Option<Level> {
        match self {
            Self::Believed { level, .. } => Some(*level),
            Self::Refused(_) => None,
        }
    }

    /// The signer, where there is one that is believed.
    pub fn signer(&self) -> Option<&str> {
        match self {
            Self::Believed { signer, .. } => signer.as_deref(),
            Self::Refused(_) => None,
        }
    }
}

impl Ledger {
    /// What a record's signature is worth: its own, or that of the batch that covers it.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn trust(&self, record: &Record, policy: &TrustPolicy) -> Result<Trust, LedgerError> {
        Ok(self.trust_all([record], policy)?.remove(0))
    }

    /// The same for many records, in their order: each certificate and batch is read and checked once.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn trust_all<'r>(
        &self,
        records: impl IntoIterator<Item = &'r Record>,
        policy: &TrustPolicy,
    ) -> Result<Vec<Trust>, LedgerError> {
        let certificates = self.all(&Kind::MachineCertificate)?;
        let revocations = self.all(&Kind::Revocation)?;
        let mut judge = Judge::new(policy, &certificates, &revocations);
        let mut read: HashMap<Digest, Arc<Record>> = HashMap::new();
        let mut trusts = Vec::new();
        for record in records {
            let mut batches = Vec::new();
            if record.signatures().is_empty() {
                for (_, digest) in self.ask(|catalog| catalog.find(&Query::covering(&record.digest)))? {
                    if let Some(batch) = read.get(&digest) {
                        batches.push(Arc::clone(batch));
                    } else if let Some(batch) = self.read_noting(&digest) {
                        read.insert(digest, Arc::clone(&batch));
                        batches.push(batch);
                    }
                }
            }
            trusts.push(judge.trust(record, &batches));
        }
        Ok(trusts)
    }
}

/// Judges signatures with all certificates and revocations at hand.
pub(crate) struct Judge<'a> {
    policy: &'a TrustPolicy,
    /// Machine keys that an allowed signer vouches for, and by whom.
    machines: HashMap<String, Result<String, TrustRefusal>>,
    revoked_records: HashMap<Digest, TrustRefusal>,
    revoked_keys: HashMap<String, TrustRefusal>,
    batches: HashMap<Digest, Trust>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(
        policy: &'a TrustPolicy,
        certificates: &[Arc<Record>],
        revocations: &[Arc<Record>],
    ) -> Self {
        let mut judge = Self {
            policy,
            machines: HashMap::new(),
            revoked_records: HashMap::new(),
            revoked_keys: HashMap::new(),
            batches: HashMap::new(),
        };
        let mut revoked = Vec::new();
        for record in revocations {
            // An unsigned revocation counts too: it can only take belief away.
            if matches!(judge.signed(record), Trust::Refused(_)) {
                continue;
            }
            if let Predicate::Revocation(revocation) = &record.predicate {
                let refusal =
                    TrustRefusal::Revoked { who: revocation.who.clone(), why: revocation.why.clone() };
                revoked.push((revocation.target.clone(), refusal));
            }
        }
        for (target, refusal) in revoked {
            match target {
                RevocationTarget::Record { digest } => judge.revoked_records.extend([(digest, refusal)]),
                RevocationTarget::Key { fingerprint } => judge.revoked_keys.extend([(fingerprint, refusal)]),
            }
        }
        for record in certificates {
            let Predicate::MachineCertificate(certificate) = &record.predicate else { continue };
            let vouched = judge.vouched(record, certificate);
            let entry =
                judge.machines.entry(certificate.fingerprint.clone()).or_insert_with(|| vouched.clone());
            if entry.is_err() && vouched.is_ok() {
                *entry = vouched;
            }
        }
        judge
    }

    /// Judges a record; `batches` are those that cover it, needed only when it has no signature of its own.
    pub(crate) fn trust(&mut self, record: &Record, batches: &[Arc<Record>]) -> Trust {
        if let Some(refusal) = self.revoked_records.get(&record.digest) {
            return Trust::Refused(refusal.clone());
        }
        if !record.signatures().is_empty() {
            return self.signed(record);
        }
        let mut best = Trust::Believed { level: Level::L0, signer: None };
        for batch in batches {
            let trust = if let Some(trust) = self.batches.get(&batch.digest) {
                trust.clone()
            } else {
                let revoked = self.revoked_records.get(&batch.digest).cloned();
                let trust = revoked.map_or_else(|| self.signed(batch), Trust::Refused);
                self.batches.insert(batch.digest, trust.clone());
                trust
            };
            match trust {
                Trust::Refused(_) => return trust,
                Trust::Believed { level: Level::L0, .. } => {}
                Trust::Believed { signer, .. } => {
                    best = Trust::Believed { level: self.level(record, signer.as_deref()), signer }
                }
            }
        }
        best
    }

    /// Judges a record by its own signatures: every one has to hold.
    fn signed(&self, record: &Record) -> Trust {
        let mut best = Trust::Believed { level: Level::L0, signer: None };
        let message = record.envelope.pae();
        for signature in record.signatures() {
            match self.signature(record, signature.sig.clone(), &message) {
                Ok(signer) => {
                    best = Trust::Believed { level: self.level(record, Some(&signer)), signer: Some(signer) };
                }
                Err(refusal) => return Trust::Refused(refusal),
            }
        }
        best
    }

    fn signature(&self, record: &Record, blob: Vec<u8>, message: &[u8]) -> Result<String, TrustRefusal> {
        let wrong = |error: crate::signing::SigningError| TrustRefusal::Signature(error.to_string());
        let signature = SshSignature::from_blob(blob).map_err(wrong)?;
        signature.verify(message).map_err(wrong)?;
        let key = signature.public_key();
        let fingerprint = key.fingerprint(ssh_key::HashAlg::Sha256).to_string();
        if let Some(refusal) = self.revoked_keys.get(&fingerprint) {
            return Err(refusal.clone());
        }
        let machine_may_sign = matches!(record.kind(), Kind::Batch | Kind::Tombstone);
        if machine_may_sign && let Some(machine) = self.machines.get(&fingerprint) {
            return machine.clone();
        }
        let at: Timestamp = record.link.recorded.parse().map_err(|_| {
            TrustRefusal::Signature(format!("its time `{}` cannot be read", record.link.recorded))
        })?;
        Ok(self.policy.allowed.signer(&key, at)?.name())
    }

    fn vouched(&self, record: &Record, certificate: &MachineCertificate) -> Result<String, TrustRefusal> {
        if let Some(refusal) = self.revoked_records.get(&record.digest) {
            return Err(refusal.clone());
        }
        let key = ssh_key::PublicKey::from_openssh(&certificate.public_key)
            .map_err(|error| TrustRefusal::Signature(format!("the certified key: {error}")))?;
        let found = key.fingerprint(ssh_key::HashAlg::Sha256).to_string();
        if found != certificate.fingerprint {
            return Err(TrustRefusal::Signature(format!(
                "the certificate names `{}` for `{found}`",
                certificate.fingerprint
            )));
        }
        match self.signed(record) {
            Trust::Believed { signer: Some(signer), .. } => Ok(signer),
            Trust::Believed { .. } => Err(SignerRefusal::Unknown(certificate.fingerprint.clone()).into()),
            Trust::Refused(refusal) => Err(refusal),
        }
    }

    fn level(&self, record: &Record, signer: Option<&str>) -> Level {
        let in_ci = record.check_run().is_none_or(|run| run.environment.origin == Origin::Ci);
        let by_ci = signer.is_some_and(|signer| self.policy.ci.iter().any(|principal| principal == signer));
        if in_ci && by_ci { Level::L2 } else { Level::L1 }
    }
}

/// Records that believed tombstones name.
pub(crate) fn buried<'r>(
    judge: &mut Judge<'_>,
    tombstones: impl Iterator<Item = &'r Arc<Record>>,
) -> (HashSet<Digest>, HashSet<Digest>) {
    let (mut records, mut blobs) = (HashSet::new(), HashSet::new());
    for record in tombstones {
        let signed = judge.trust(record, &[]).level().is_some_and(|level| level > Level::L0);
        if signed && let Predicate::Tombstone(tombstone) = &record.predicate {
            records.extend(tombstone.removed.iter().map(|removed| removed.digest));
            blobs.extend(tombstone.blobs.iter().copied());
        }
    }
    (records, blobs)
}
