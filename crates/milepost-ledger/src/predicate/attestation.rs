//! The signed bundle of evidence on which a transition rested.

use serde::{Deserialize, Serialize};

use super::{DocumentReference, Kind};
use crate::{Digest, Subject};

/// An attestation, in the shape of a verification summary: who verified what, by which policy, on which evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attestation {
    /// Who verified.
    pub verifier: Verifier,
    /// Wall clock, RFC 3339; for people only.
    pub time_verified: String,
    /// The milestone.
    pub document: DocumentReference,
    /// The state it left.
    pub from: String,
    /// The state it entered.
    pub to: String,
    /// Digest of the policy that decided.
    pub policy: Digest,
    /// Every binding and the evidence that stands behind it.
    pub evidence: Vec<EvidenceBinding>,
    /// Heads of the local ledger at that moment: they name all of its records.
    pub heads: Vec<Digest>,
    /// Waivers that were used.
    #[serde(default)]
    pub waivers: Vec<Digest>,
    /// What was decided.
    pub result: AttestationResult,
    /// The commit that was verified.
    pub commit: String,
    /// The check tree that was verified.
    pub tree: String,
    /// The local ledger that holds the evidence: there a missing record is a deleted one.
    pub ledger: String,
}

/// Who verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verifier {
    /// The program's URI.
    pub id: String,
    /// Its version.
    pub version: String,
}

/// A piece of evidence and all that it is used for. Signed with the attestation, so that evidence cannot be moved to
/// another item or document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceBinding {
    /// The record; `None` for a derived item, or one that only a waiver satisfies.
    pub record: Option<Digest>,
    /// The record's kind: one that is committed has to be wherever the attestation is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The milestone's id.
    pub document: String,
    /// The item's id in it.
    pub item: String,
    /// The specification digest of the check that decides it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Digest>,
    /// What is expected of it.
    pub expectation: String,
    /// `proven` or `waived`.
    pub standing: String,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AttestationResult {
    /// Every gate holds.
    Passed,
    /// Every gate holds, some by a waiver.
    PassedWithWaivers,
    /// A gate does not hold.
    Failed,
}

impl Attestation {
    /// Every record that it names: evidence, then waivers.
    pub fn named_records(&self) -> impl Iterator<Item = Digest> + '_ {
        self.evidence.iter().filter_map(|binding| binding.record).chain(self.waivers.iter().copied())
    }

    pub(super) fn subjects(&self) -> Vec<Subject> {
        super::state_subjects(&self.document, Some(&self.tree), Some(&self.commit))
    }
}
