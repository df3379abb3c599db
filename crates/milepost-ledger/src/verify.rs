//! Checking a whole ledger: every file, every link, every signature, every binding.
//!
//! What it finds: any edit or copy; any record missing that an attestation, a kept `prev` or the list of heads names
//! and no signed tombstone explains; a forged `prev`; unknown signers; signatures that do not fit; blobs and
//! attachments that are missing or changed. What nobody can find is a deleted newest record that nothing names.

mod attested;
mod flaw;
mod scan;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    Digest, Kind, Ledger, LedgerError, Place, Predicate, Record, Revocation, RevocationTarget, TrustPolicy,
    TrustRefusal,
    trust::{Judge, Trust, buried},
};
pub use flaw::{Flaw, FlawKind, Severity};
use scan::Scan;

/// What a check of the ledger found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// How many records were checked.
    pub records: usize,
    /// What is wrong, the worst first.
    pub flaws: Vec<Flaw>,
}

impl Verification {
    /// The worst severity; `None` when nothing was found.
    pub fn worst(&self) -> Option<Severity> {
        self.flaws.iter().map(|flaw| flaw.severity).max()
    }

    /// Whether something was tampered with.
    pub fn is_tampered(&self) -> bool {
        self.worst() == Some(Severity::Tampering)
    }
}

impl Ledger {
    /// Checks the whole ledger from its files; the index is not believed.
    ///
    /// # Errors
    /// When a folder cannot be read. What is wrong with records is in the result.
    pub fn verify(&self, policy: &TrustPolicy) -> Result<Verification, LedgerError> {
        let Scan { records, mut flaws } = Scan::of(self)?;
        let by_digest: HashMap<Digest, &Record> =
            records.iter().map(|record| (record.digest, &**record)).collect();
        let of_kind = |kind: Kind| records.iter().filter(move |record| record.kind() == kind);
        let certificates: Vec<_> = of_kind(Kind::MachineCertificate).cloned().collect();
        let revocations: Vec<_> = of_kind(Kind::Revocation).cloned().collect();
        let mut judge = Judge::new(policy, &certificates, &revocations);
        let (buried, buried_blobs) = buried(&mut judge, of_kind(Kind::Tombstone));
        let revoked = signed_revocations(&mut judge, &revocations);
        let mut covering: HashMap<Digest, Vec<_>> = HashMap::new();
        for batch in of_kind(Kind::Batch) {
            if let Predicate::Batch(content) = &batch.predicate {
                for record in &content.records {
                    covering.entry(*record).or_default().push(batch.clone());
                }
            }
        }
        let former = records.iter().filter_map(|record| match &record.predicate {
            Predicate::Rename(rename) => Some((rename.document.id.as_str(), rename.before.id.as_str())),
            _ => None,
        });
        let former = former.collect();
        let context = Context { ledger: self, by_digest, buried, identity: self.identity()?, former };
        let mut unsigned = 0;
        for record in &records {
            context.link(record, &mut flaws);
            context.content(record, &buried_blobs, &mut flaws)?;
            let batches = covering.get(&record.digest).map_or(&[][..], Vec::as_slice);
            match judge.trust(record, batches) {
                Trust::Refused(TrustRefusal::Revoked { who, why })
                    if record.kind() == Kind::Attestation && revoked.contains(&record.digest) =>
                {
                    let what = format!("the completion was taken back by `{who}`: {why}");
                    flaws.push(Flaw::of(record, FlawKind::TakenBack, what));
                }
                Trust::Refused(TrustRefusal::Unsigned) => unsigned += 1,
                Trust::Refused(refusal) => flaws.push(refused(record, &refusal)),
                Trust::Believed { signer: None, .. } if record.kind() == Kind::Attestation => {
                    let what =
                        "the attestation is not signed, expected the signature of who made the transition";
                    flaws.push(Flaw::of(record, FlawKind::Unsigned, what));
                }
                Trust::Believed { .. } => {}
            }
            if let Predicate::Attestation(attestation) = &record.predicate {
                context.attestation(record, attestation, &mut flaws);
            }
        }
        context.heads(&mut flaws)?;
        if unsigned > 0 {
            let what = format!(
                "records that no machine signed: {unsigned}; they do not count, and their checks run again"
            );
            flaws.push(Flaw::file(self.files.paths.folder(Place::Local), FlawKind::Uncovered, what));
        }
        flaws.sort_by(|a, b| (b.severity, &a.path, a.digest).cmp(&(a.severity, &b.path, b.digest)));
        flaws.dedup();
        Ok(Verification { records: records.len(), flaws })
    }
}

/// All that a single record is checked against.
struct Context<'a> {
    ledger: &'a Ledger,
    by_digest: HashMap<Digest, &'a Record>,
    buried: HashSet<Digest>,
    identity: Option<String>,
    /// Names of milestones afterwards and before.
    former: Vec<(&'a str, &'a str)>,
}

impl Context<'_> {
    /// Whether a milestone is called so today, or was at some time.
    fn is_called(&self, document: &str, name: &str) -> bool {
        let mut names = vec![document];
        let mut at = 0;
        while let Some(known) = names.get(at).copied() {
            for (_, before) in self.former.iter().filter(|(after, _)| *after == known) {
                if !names.contains(before) {
                    names.push(before);
                }
            }
            at += 1;
        }
        names.contains(&name)
    }

    fn is_known(&self, digest: &Digest) -> bool {
        self.by_digest.contains_key(digest) || self.buried.contains(digest)
    }

    /// The record's place in the history.
    fn link(&self, record: &Record, flaws: &mut Vec<Flaw>) {
        if record.link.repository != self.ledger.repository {
            let what = format!(
                "it belongs to the repository `{}`, this one is `{}`",
                record.link.repository, self.ledger.repository
            );
            flaws.push(Flaw::of(record, FlawKind::ForeignRepository, what));
        }
        for prev in &record.link.prev {
            match self.by_digest.get(prev) {
                Some(before) if before.link.height >= record.link.height => {
                    let what = format!(
                        "it stands at height {} and names `{}` before it, which stands at {}",
                        record.link.height,
                        prev.short(),
                        before.link.height
                    );
                    flaws.push(Flaw::of(record, FlawKind::ForgedLink, what));
                }
                Some(before) if (before.place == Place::Local) != (record.place == Place::Local) => {
                    let what = format!("it names `{}` before it, which lives in another place", prev.short());
                    flaws.push(Flaw::of(record, FlawKind::ForgedLink, what));
                }
                Some(_) => {}
                None if self.buried.contains(prev) => {}
                None => flaws.push(Flaw::missing(
                    *prev,
                    &format!("`{}` names it as the one before", record.digest.short()),
                )),
            }
        }
    }

    /// What the record says about itself, and the blobs and attachments that it needs.
    fn content(
        &self,
        record: &Record,
        buried_blobs: &HashSet<Digest>,
        flaws: &mut Vec<Flaw>,
    ) -> Result<(), LedgerError> {
        if let Predicate::Unknown { kind, error: Some(error), .. } = &record.predicate {
            flaws.push(Flaw::of(
                record,
                FlawKind::Unreadable,
                format!("its `{kind}` cannot be read: {error}"),
            ));
        }
        if let Some(run) = record.check_run() {
            if run.key.repository != record.link.repository {
                let what = format!("its key names the repository `{}`", run.key.repository);
                flaws.push(Flaw::of(record, FlawKind::ForeignRepository, what));
            }
            let found = Digest::of_json(&run.key.specification_content)?;
            if found != run.key.specification {
                let what = format!(
                    "its specification has the digest `{found}`, it names `{}`",
                    run.key.specification
                );
                flaws.push(Flaw::of(record, FlawKind::Inconsistent, what));
            }
        }
        let expected = record.predicate.subjects();
        if !expected.iter().all(|subject| record.subject.contains(subject)) {
            let what = "its subjects are not those that its content names";
            flaws.push(Flaw::of(record, FlawKind::Inconsistent, what));
        }
        for blob in record.predicate.blobs() {
            match self.ledger.get_blob(&blob) {
                Ok(Some(_)) => {}
                Ok(None) if buried_blobs.contains(&blob) => {}
                Ok(None) => {
                    let what = format!("its output `{}` is gone", blob.short());
                    flaws.push(Flaw::of(record, FlawKind::BlobMissing, what));
                }
                Err(LedgerError::Broken { path, what }) => {
                    flaws.push(Flaw { path: Some(path), ..Flaw::of(record, FlawKind::BlobChanged, what) });
                }
                Err(error) => return Err(error),
            }
        }
        if let Predicate::SignOff(sign_off) = &record.predicate {
            for file in &sign_off.attachments {
                let path = self.ledger.paths().attachment(&file.digest, &file.name);
                let (kind, what) = match self.ledger.files.system.read(&path) {
                    Ok(bytes) if Digest::of(&bytes) == file.digest => continue,
                    Ok(_) => (FlawKind::BlobChanged, "was changed"),
                    Err(_) => (FlawKind::BlobMissing, "is gone"),
                };
                let what = format!("its attachment `{}` {what}", file.name);
                flaws.push(Flaw { path: Some(path), ..Flaw::of(record, kind, what) });
            }
        }
        Ok(())
    }

    /// The list of heads names records, and every local record hangs on it.
    fn heads(&self, flaws: &mut Vec<Flaw>) -> Result<(), LedgerError> {
        let Some(heads) = self.ledger.files.read_heads()? else {
            if self.by_digest.values().any(|record| record.place == Place::Local) {
                let path = self.ledger.paths().heads();
                flaws.push(Flaw::file(
                    path,
                    FlawKind::HeadsLost,
                    "the list of heads is gone or cannot be read",
                ));
            }
            return Ok(());
        };
        for head in heads.heads.iter().filter(|head| !self.is_known(head)) {
            flaws.push(Flaw::missing(*head, "the list of heads names it"));
        }
        let mut followed: HashSet<Digest> =
            self.by_digest.values().flat_map(|record| record.link.prev.iter().copied()).collect();
        for record in self.by_digest.values() {
            if let Predicate::Tombstone(tombstone) = &record.predicate {
                followed.extend(tombstone.removed.iter().flat_map(|removed| &removed.prev));
            }
        }
        for record in self.by_digest.values().filter(|record| record.place == Place::Local) {
            if !followed.contains(&record.digest) && !heads.heads.contains(&record.digest) {
                let what = "nothing names it yet: the process that wrote it did not come to its end";
                flaws.push(Flaw::of(record, FlawKind::Loose, what));
            }
        }
        Ok(())
    }
}

/// Records that somebody revoked with their own signature.
fn signed_revocations(judge: &mut Judge<'_>, revocations: &[Arc<Record>]) -> HashSet<Digest> {
    let signed = revocations.iter().filter(|record| judge.trust(record, &[]).signer().is_some());
    signed
        .filter_map(|record| match &record.predicate {
            Predicate::Revocation(Revocation { target: RevocationTarget::Record { digest }, .. }) => {
                Some(*digest)
            }
            _ => None,
        })
        .collect()
}

fn refused(record: &Record, refusal: &TrustRefusal) -> Flaw {
    let kind = match refusal {
        TrustRefusal::Signer(_) | TrustRefusal::Certificate { .. } => FlawKind::UntrustedSigner,
        TrustRefusal::Unsigned => FlawKind::Uncovered,
        TrustRefusal::Signature(_) => FlawKind::BadSignature,
        TrustRefusal::Revoked { .. } => FlawKind::Revoked,
    };
    Flaw::of(record, kind, refusal.to_string())
}
