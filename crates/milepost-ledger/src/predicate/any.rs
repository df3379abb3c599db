//! Any of the predicates.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Acknowledgement, Attestation, Baseline, Batch, CheckRun, DocumentReference, Kind, MachineCertificate,
    PlanStamp, Rename, Revocation, SignOff, TaskEnd, TimeEntry, Tombstone, Transition, Waiver,
};
use crate::{Digest, Subject};

/// What a record says.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// Tests that are meant to be gone, or known to be flaky.
    Acknowledgement(Box<Acknowledgement>),
    /// A transition's bundle of evidence.
    Attestation(Box<Attestation>),
    /// What was measured before the work.
    Baseline(Box<Baseline>),
    /// Records written together.
    Batch(Batch),
    /// A run of a check.
    CheckRun(Box<CheckRun>),
    /// A machine key that a person vouches for.
    MachineCertificate(MachineCertificate),
    /// The state for which a milestone was planned.
    PlanStamp(PlanStamp),
    /// A milestone got another name.
    Rename(Rename),
    /// Something no longer believed.
    Revocation(Revocation),
    /// A person's word on an item.
    SignOff(Box<SignOff>),
    /// A task is finished.
    TaskEnd(TaskEnd),
    /// Time that somebody worked.
    TimeEntry(TimeEntry),
    /// Records removed on purpose.
    Tombstone(Tombstone),
    /// A change of state.
    Transition(Box<Transition>),
    /// A gate passed without proof.
    Waiver(Box<Waiver>),
    /// One that this version does not know or cannot read; kept and shown, but it never satisfies anything.
    Unknown {
        /// Its type.
        kind: String,
        /// Its content.
        value: Value,
        /// Why it could not be read, where its type is known.
        error: Option<String>,
    },
}

impl Predicate {
    /// Reads a predicate. Never fails: what cannot be read is [`Predicate::Unknown`].
    pub fn read(predicate_type: &str, value: Value) -> Self {
        fn from<'de, T: Deserialize<'de>>(value: &'de Value) -> Result<T, serde_json::Error> {
            T::deserialize(value)
        }
        let kind = Kind::of_predicate_type(predicate_type);
        let read = match &kind {
            Kind::Acknowledgement => from(&value).map(Self::Acknowledgement),
            Kind::Attestation => from(&value).map(Self::Attestation),
            Kind::Baseline => from(&value).map(Self::Baseline),
            Kind::Batch => from(&value).map(Self::Batch),
            Kind::CheckRun => from(&value).map(Self::CheckRun),
            Kind::MachineCertificate => from(&value).map(Self::MachineCertificate),
            Kind::PlanStamp => from(&value).map(Self::PlanStamp),
            Kind::Rename => from(&value).map(Self::Rename),
            Kind::Revocation => from(&value).map(Self::Revocation),
            Kind::SignOff => from(&value).map(Self::SignOff),
            Kind::TaskEnd => from(&value).map(Self::TaskEnd),
            Kind::TimeEntry => from(&value).map(Self::TimeEntry),
            Kind::Tombstone => from(&value).map(Self::Tombstone),
            Kind::Transition => from(&value).map(Self::Transition),
            Kind::Waiver => from(&value).map(Self::Waiver),
            Kind::Other(kind) => return Self::Unknown { kind: kind.clone(), value, error: None },
        };
        read.unwrap_or_else(|error| Self::Unknown {
            kind: predicate_type.to_owned(),
            value,
            error: Some(error.to_string()),
        })
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Acknowledgement(_) => Kind::Acknowledgement,
            Self::Attestation(_) => Kind::Attestation,
            Self::Baseline(_) => Kind::Baseline,
            Self::Batch(_) => Kind::Batch,
            Self::CheckRun(_) => Kind::CheckRun,
            Self::MachineCertificate(_) => Kind::MachineCertificate,
            Self::PlanStamp(_) => Kind::PlanStamp,
            Self::Rename(_) => Kind::Rename,
            Self::Revocation(_) => Kind::Revocation,
            Self::SignOff(_) => Kind::SignOff,
            Self::TaskEnd(_) => Kind::TaskEnd,
            Self::TimeEntry(_) => Kind::TimeEntry,
            Self::Tombstone(_) => Kind::Tombstone,
            Self::Transition(_) => Kind::Transition,
            Self::Waiver(_) => Kind::Waiver,
            Self::Unknown { kind, .. } => Kind::Other(kind.clone()),
        }
    }

    /// Its JSON.
    ///
    /// # Errors
    /// When it holds a number that is not finite.
    pub fn to_value(&self) -> Result<Value, serde_json::Error> {
        fn value(predicate: &impl Serialize) -> Result<Value, serde_json::Error> {
            serde_json::to_value(predicate)
        }
        match self {
            Self::Acknowledgement(predicate) => value(predicate),
            Self::Attestation(predicate) => value(predicate),
            Self::Baseline(predicate) => value(predicate),
            Self::Batch(predicate) => value(predicate),
            Self::CheckRun(predicate) => value(predicate),
            Self::MachineCertificate(predicate) => value(predicate),
            Self::PlanStamp(predicate) => value(predicate),
            Self::Rename(predicate) => value(predicate),
            Self::Revocation(predicate) => value(predicate),
            Self::SignOff(predicate) => value(predicate),
            Self::TaskEnd(predicate) => value(predicate),
            Self::TimeEntry(predicate) => value(predicate),
            Self::Tombstone(predicate) => value(predicate),
            Self::Transition(predicate) => value(predicate),
            Self::Waiver(predicate) => value(predicate),
            Self::Unknown { value, .. } => Ok(value.clone()),
        }
    }

    /// What a statement with this predicate is about.
    pub fn subjects(&self) -> Vec<Subject> {
        match self {
            Self::Acknowledgement(predicate) => predicate.subjects(),
            Self::Attestation(predicate) => predicate.subjects(),
            Self::Baseline(predicate) => predicate.subjects(),
            Self::Batch(predicate) => predicate.subjects(),
            Self::CheckRun(predicate) => predicate.subjects(),
            Self::MachineCertificate(predicate) => predicate.subjects(),
            Self::PlanStamp(predicate) => predicate.subjects(),
            Self::Rename(predicate) => predicate.subjects(),
            Self::Revocation(predicate) => predicate.subjects(),
            Self::SignOff(predicate) => predicate.subjects(),
            Self::TaskEnd(predicate) => predicate.subjects(),
            Self::TimeEntry(predicate) => predicate.subjects(),
            Self::Tombstone(predicate) => predicate.subjects(),
            Self::Transition(predicate) => predicate.subjects(),
            Self::Waiver(predicate) => predicate.subjects(),
            Self::Unknown { .. } => Vec::new(),
        }
    }

    /// The milestone that it is about, by id.
    pub fn document(&self) -> Option<&str> {
        match self {
            Self::Acknowledgement(predicate) => Some(&predicate.document.id),
            Self::Attestation(predicate) => Some(&predicate.document.id),
            Self::Baseline(predicate) => Some(&predicate.document.id),
            Self::PlanStamp(predicate) => Some(&predicate.document.id),
            Self::Rename(predicate) => Some(&predicate.document.id),
            Self::SignOff(predicate) => Some(&predicate.document.id),
            Self::TaskEnd(predicate) => Some(&predicate.document.id),
            Self::TimeEntry(predicate) => Some(&predicate.document.id),
            Self::Transition(predicate) => Some(&predicate.document.id),
            Self::Waiver(predicate) => Some(&predicate.document.id),
            _ => None,
        }
    }

    /// Every `(document, item)` that it is about.
    pub fn items(&self) -> Vec<(&str, &str)> {
        match self {
            Self::CheckRun(run) => run.items.iter().map(|i| (i.document.as_str(), i.item.as_str())).collect(),
            Self::SignOff(sign_off) => vec![(&sign_off.document.id, &sign_off.item)],
            Self::Waiver(waiver) => vec![(&waiver.document.id, &waiver.item)],
            Self::Attestation(attestation) => {
                attestation.evidence.iter().map(|b| (b.document.as_str(), b.item.as_str())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The blobs that it needs.
    pub fn blobs(&self) -> Vec<Digest> {
        match self {
            Self::CheckRun(run) => {
                let lists = run.result.tests.iter().filter_map(|tests| tests.list_digest);
                let outputs =
                    [&run.result.stdout, &run.result.stderr].into_iter().filter(|output| output.needs_blob());
                let covered = run.result.coverage.iter().filter_map(|coverage| coverage.list_digest);
                outputs.map(|output| output.digest).chain(lists).chain(covered).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The subjects of a statement about a document in one state of the repository.
pub(super) fn state_subjects(
    document: &DocumentReference,
    tree: Option<&str>,
    commit: Option<&str>,
) -> Vec<Subject> {
    let mut subjects = Vec::new();
    subjects.extend(tree.map(|tree| Subject::git_tree("check tree", tree)));
    subjects.extend(commit.map(|commit| Subject::git_commit("commit", commit)));
    if subjects.is_empty() {
        subjects.push(Subject::sha256(&document.id, &Digest::of(&document.id)));
    }
    subjects
}
