//! Whether a record's signer is believed.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jiff::Timestamp;
use thiserror::Error;

use crate::{
    Digest, Kind, Ledger, LedgerError, MachineCertificate, Origin, Predicate, Query, Record,
    RevocationTarget, SignedBy,
    signing::{AllowedSigners, Certificate, Level, MachineClaim, SignerRefusal, SigningError, SshSignature},
};

/// Whose signatures count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustPolicy {
    /// The signers that are believed.
    pub allowed: AllowedSigners,
    /// Principals among them that sign in CI.
    pub ci: Vec<String>,
    /// The fingerprint of this machine's own key: what it signed counts at L0, also when nobody vouches for it.
    pub own: Option<String>,
}

/// What a record's signature is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// It is believed, at this level.
    Believed {
        /// The level.
        level: Level,
        /// The principal who signed, or who vouches for the machine that did; `None` at L0.
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
    /// It is a check run that no machine signed: anybody who can write a file can have made it.
    #[error("no machine signed it")]
    Unsigned,
    /// The machine that signed has a certificate, which does not cover this.
    #[error("the certificate of the machine's key, by `{who}`, does not cover it: {why}")]
    Certificate {
        /// Who vouched for the key.
        who: String,
        /// Why it does not cover it.
        why: String,
    },
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
            if record.signatures().is_empty() && record.kind().signed_by() == SignedBy::Batch {
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
    /// What was said of each machine key: by a principal that is believed, or why not.
    machines: HashMap<String, Vec<Vouched>>,
    revoked_records: HashMap<Digest, TrustRefusal>,
    revoked_keys: HashMap<String, TrustRefusal>,
    batches: HashMap<Digest, Trust>,
}

/// What somebody who is believed says of a machine key, or why they are not believed.
type Vouched = Result<(String, MachineClaim), TrustRefusal>;

const NOBODY: Trust = Trust::Believed { level: Level::L0, signer: None };

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
            let Predicate::MachineCertificate(copy) = &record.predicate else { continue };
            let Ok(certificate) = Certificate::read(&copy.certificate) else { continue };
            let vouched = match judge.revoked_records.get(&record.digest) {
                Some(refusal) => Err(refusal.clone()),
                None => judge.vouched(copy).map(|who| (who, certificate.claim.clone())),
            };
            judge.machines.entry(certificate.claim.fingerprint).or_default().push(vouched);
        }
        judge
    }

    /// Judges a record; `batches` are those that cover it, needed only when it has no signature of its own.
    pub(crate) fn trust(&mut self, record: &Record, batches: &[Arc<Record>]) -> Trust {
        if let Some(refusal) = self.revoked_records.get(&record.digest) {
            return Trust::Refused(refusal.clone());
        }
        if let Predicate::MachineCertificate(copy) = &record.predicate {
            return match self.vouched(copy) {
                Ok(who) => Trust::Believed { level: Level::L1, signer: Some(who) },
                Err(refusal) => Trust::Refused(refusal),
            };
        }
        if !record.signatures().is_empty() || record.kind().signed_by() != SignedBy::Batch {
            return self.signed(record);
        }
        // Anybody can write a batch that nobody believes: only the best one says what the record is worth.
        let mut best = Trust::Refused(TrustRefusal::Unsigned);
        for batch in batches {
            let trust = match self.of_batch(batch) {
                Trust::Believed { signer: Some(signer), .. } => {
                    Trust::Believed { level: self.level(record, Some(&signer)), signer: Some(signer) }
                }
                other => other,
            };
            let is_better = trust.level() > best.level();
            if is_better || matches!(best, Trust::Refused(TrustRefusal::Unsigned)) {
                best = trust;
            }
        }
        best
    }

    /// What the signature of a batch is worth, judged once.
    fn of_batch(&mut self, batch: &Record) -> Trust {
        if let Some(trust) = self.batches.get(&batch.digest) {
            return trust.clone();
        }
        let trust = match self.revoked_records.get(&batch.digest) {
            Some(refusal) => Trust::Refused(refusal.clone()),
            None => self.signed(batch),
        };
        self.batches.insert(batch.digest, trust.clone());
        trust
    }

    /// Judges a record by its own signatures: every one has to hold.
    fn signed(&self, record: &Record) -> Trust {
        if record.signatures().is_empty() && record.kind().signed_by() == SignedBy::Machine {
            return Trust::Refused(TrustRefusal::Unsigned);
        }
        let mut best = NOBODY;
        let message = record.envelope.pae();
        for signature in record.signatures() {
            match self.signature(record, signature.sig.clone(), &message) {
                Ok(Some(signer)) => {
                    best = Trust::Believed { level: self.level(record, Some(&signer)), signer: Some(signer) };
                }
                Ok(None) => {}
                Err(refusal) => return Trust::Refused(refusal),
            }
        }
        best
    }

    /// Who signed; `None` for this very machine, when nobody vouches for it.
    fn signature(
        &self,
        record: &Record,
        blob: Vec<u8>,
        message: &[u8],
    ) -> Result<Option<String>, TrustRefusal> {
        let signature = SshSignature::from_blob(blob).map_err(|error| wrong(&error))?;
        signature.verify(message).map_err(|error| wrong(&error))?;
        let key = signature.public_key();
        let fingerprint = key.fingerprint(ssh_key::HashAlg::Sha256).to_string();
        if let Some(refusal) = self.revoked_keys.get(&fingerprint) {
            return Err(refusal.clone());
        }
        let at: Timestamp = record.link.recorded.parse().map_err(|_| {
            TrustRefusal::Signature(format!("its time `{}` cannot be read", record.link.recorded))
        })?;
        if matches!(record.kind().signed_by(), SignedBy::Machine | SignedBy::PersonOrMachine) {
            match self.machine(&fingerprint, &record.link.repository, at) {
                Some(Ok(who)) => return Ok(Some(who)),
                _ if self.policy.own.as_ref() == Some(&fingerprint) => return Ok(None),
                Some(Err(refusal)) => return Err(refusal),
                None => {}
            }
        }
        Ok(Some(self.policy.allowed.signer(&key, at)?.name()))
    }

    /// Who vouches for what a machine key signed in a repository at a time; `None` when nobody said a word of it.
    fn machine(
        &self,
        fingerprint: &str,
        repository: &str,
        at: Timestamp,
    ) -> Option<Result<String, TrustRefusal>> {
        let mut refusal = None;
        for said in self.machines.get(fingerprint)? {
            let why = match said {
                Ok((who, claim)) => match claim.misses(repository, at) {
                    None => return Some(Ok(who.clone())),
                    Some(why) => TrustRefusal::Certificate { who: who.clone(), why },
                },
                Err(why) => why.clone(),
            };
            refusal.get_or_insert(why);
        }
        refusal.map(Err)
    }

    /// Who vouches with a certificate.
    fn vouched(&self, copy: &MachineCertificate) -> Result<String, TrustRefusal> {
        let certificate = Certificate::read(&copy.certificate)
            .map_err(|what| TrustRefusal::Signature(format!("the certificate: {what}")))?;
        let key = certificate.signed_by().map_err(|error| wrong(&error))?;
        let fingerprint = key.fingerprint(ssh_key::HashAlg::Sha256).to_string();
        for revoked in [&fingerprint, &certificate.claim.fingerprint] {
            if let Some(refusal) = self.revoked_keys.get(revoked) {
                return Err(refusal.clone());
            }
        }
        Ok(self.policy.allowed.signer(&key, certificate.claim.created)?.name())
    }

    fn level(&self, record: &Record, signer: Option<&str>) -> Level {
        // Only a clean checkout has a commit to name: everybody else can look at the same files.
        let in_ci = record
            .check_run()
            .is_none_or(|run| run.environment.origin == Origin::Ci && record.commit().is_some());
        let by_ci = signer.is_some_and(|signer| self.policy.is_ci(signer));
        if in_ci && by_ci { Level::L2 } else { Level::L1 }
    }
}

impl TrustPolicy {
    /// Whether a principal signs in CI.
    pub fn is_ci(&self, principal: &str) -> bool {
        self.ci.iter().any(|known| known.eq_ignore_ascii_case(principal))
    }
}

fn wrong(error: &SigningError) -> TrustRefusal {
    TrustRefusal::Signature(error.to_string())
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
