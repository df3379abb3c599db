//! The kinds of records.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Place;

/// What a record says. One that a newer version wrote keeps its type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// [`super::Acknowledgement`].
    Acknowledgement,
    /// [`super::Attestation`].
    Attestation,
    /// [`super::Baseline`].
    Baseline,
    /// [`super::Batch`].
    Batch,
    /// [`super::CheckRun`].
    CheckRun,
    /// [`super::MachineCertificate`].
    MachineCertificate,
    /// [`super::PlanStamp`].
    PlanStamp,
    /// [`super::Rename`].
    Rename,
    /// [`super::Revocation`].
    Revocation,
    /// [`super::SignOff`].
    SignOff,
    /// [`super::TaskEnd`].
    TaskEnd,
    /// [`super::TimeEntry`].
    TimeEntry,
    /// [`super::Tombstone`].
    Tombstone,
    /// [`super::Transition`].
    Transition,
    /// [`super::Waiver`].
    Waiver,
    /// Any other, by its predicate type.
    Other(String),
}

/// Who signs a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedBy {
    /// A person, with their own key.
    Person,
    /// The machine's key.
    Machine,
    /// A person, else the machine's key.
    PersonOrMachine,
    /// Nobody by itself: the signed record of its batch covers it.
    Batch,
    /// Nobody: what it holds is signed by itself.
    Within,
}

const PREFIX: &str = "urn:milepost:";

const KINDS: [(Kind, &str); 15] = [
    (Kind::Acknowledgement, "acknowledgement"),
    (Kind::Attestation, "attestation"),
    (Kind::Baseline, "baseline"),
    (Kind::Batch, "batch"),
    (Kind::CheckRun, "check-run"),
    (Kind::MachineCertificate, "machine-certificate"),
    (Kind::PlanStamp, "plan-stamp"),
    (Kind::Rename, "rename"),
    (Kind::Revocation, "revocation"),
    (Kind::SignOff, "sign-off"),
    (Kind::TaskEnd, "task-end"),
    (Kind::TimeEntry, "time-entry"),
    (Kind::Tombstone, "tombstone"),
    (Kind::Transition, "transition"),
    (Kind::Waiver, "waiver"),
];

impl Kind {
    /// Its name in file names and queries, such as `check-run`; the whole type for [`Kind::Other`].
    pub fn name(&self) -> &str {
        match self {
            Self::Other(kind) => kind,
            known => KINDS.iter().find(|(kind, _)| kind == known).map_or("", |(_, name)| name),
        }
    }

    /// The predicate type, such as `urn:milepost:check-run/v1`.
    pub fn predicate_type(&self) -> String {
        match self {
            Self::Other(kind) => kind.clone(),
            known => format!("{PREFIX}{}/v1", known.name()),
        }
    }

    /// The kind of a predicate type.
    pub fn of_predicate_type(kind: &str) -> Self {
        kind.strip_prefix(PREFIX)
            .and_then(|rest| rest.strip_suffix("/v1"))
            .and_then(Self::from_name)
            .unwrap_or_else(|| Self::Other(kind.to_owned()))
    }

    /// The names of all kinds.
    pub fn names() -> impl Iterator<Item = &'static str> {
        KINDS.iter().map(|(_, name)| *name)
    }

    /// The kind of a name such as `sign-off`.
    pub fn from_name(name: &str) -> Option<Self> {
        KINDS.iter().find(|(_, known)| *known == name).map(|(kind, _)| kind.clone())
    }

    /// Where records of this kind live.
    pub fn place(&self) -> Place {
        match self {
            Self::Attestation => Place::Attestations,
            Self::Acknowledgement
            | Self::Baseline
            | Self::PlanStamp
            | Self::Rename
            | Self::Revocation
            | Self::SignOff
            | Self::TaskEnd
            | Self::TimeEntry
            | Self::Waiver => Place::Shared,
            _ => Place::Local,
        }
    }

    /// Who signs records of this kind.
    pub fn signed_by(&self) -> SignedBy {
        match self {
            Self::CheckRun | Self::Other(_) => SignedBy::Batch,
            Self::Batch => SignedBy::Machine,
            Self::MachineCertificate => SignedBy::Within,
            Self::Tombstone => SignedBy::PersonOrMachine,
            _ => SignedBy::Person,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Ok(Self::from_name(&name).unwrap_or(Self::Other(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_types_read_back() {
        for (kind, name) in KINDS {
            assert_eq!(kind.name(), name);
            assert_eq!(Kind::from_name(name), Some(kind.clone()));
            assert_eq!(Kind::of_predicate_type(&kind.predicate_type()), kind);
        }
        let newer = Kind::of_predicate_type("urn:milepost:check-run/v2");
        assert_eq!(newer, Kind::Other("urn:milepost:check-run/v2".into()));
        assert_eq!(newer.predicate_type(), "urn:milepost:check-run/v2");
    }
}
