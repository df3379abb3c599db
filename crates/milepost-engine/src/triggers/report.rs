//! How the reasons to roll back stand, as plain data.

use serde::Serialize;

use super::Decision;

/// How a reason to roll back stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TriggerState {
    /// It was looked at, and does not hold.
    Clear,
    /// It is close, or it was measured and cannot be told.
    AtRisk,
    /// It holds: somebody has to decide.
    Hit,
    /// Nobody knows: it was not looked at, or only people can.
    NotMeasured,
    /// Somebody took it upon them, with a reason and an end.
    Waived,
}

impl TriggerState {
    /// Its words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::AtRisk => "at risk",
            Self::Hit => "hit",
            Self::NotMeasured => "not measured",
            Self::Waived => "waived",
        }
    }
}

/// One reason to roll back with what is known of it.
#[derive(Debug, Clone, Serialize)]
pub struct TriggerReport {
    /// The item's id.
    pub id: String,
    /// Its line, from 1.
    pub line: u32,
    /// Its words.
    pub text: String,
    /// What decides it, in words.
    pub check: String,
    /// How it stands.
    pub state: TriggerState,
    /// Why.
    pub reason: String,
    /// The next step, where one is known.
    pub hint: Option<String>,
    /// Whether it keeps the milestone from being complete: it is hit, or a command could tell and did not.
    pub blocks: bool,
    /// The records on which that rests, in short.
    pub evidence: Vec<String>,
}

/// The reasons to roll back of a milestone.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Triggers {
    /// Each of them, in the order of the document; none before the work began and after it ended.
    pub triggers: Vec<TriggerReport>,
    /// What is to be decided, where one is hit.
    pub decision: Option<Decision>,
}

impl Triggers {
    /// Those that hold.
    pub fn hits(&self) -> impl Iterator<Item = &TriggerReport> {
        self.triggers.iter().filter(|one| one.state == TriggerState::Hit)
    }

    /// Those that somebody took upon them, in words.
    pub(crate) fn waived(&self) -> impl Iterator<Item = String> {
        let waived = self.triggers.iter().filter(|one| one.state == TriggerState::Waived);
        waived.map(|one| format!("“{}” {}", one.text, one.reason))
    }

    /// Those that nothing measures, in words.
    pub(crate) fn unmeasured(&self) -> impl Iterator<Item = String> {
        let unmeasured = self.triggers.iter().filter(|one| one.state == TriggerState::NotMeasured);
        unmeasured
            .map(|one| format!("the reason to roll back “{}” is not measured: {}", one.text, one.reason))
    }

    /// Those that keep the milestone from being complete, in words.
    pub(crate) fn in_the_way(&self) -> impl Iterator<Item = String> {
        self.triggers.iter().filter(|one| one.blocks).map(|one| {
            let state = match one.state {
                TriggerState::Hit => "holds",
                TriggerState::AtRisk => "cannot be told",
                _ => "is not measured",
            };
            format!("the reason to roll back “{}” {state}: {} (`{}`)", one.text, one.reason, one.id)
        })
    }
}
