//! The plan of a run, frozen before its first step.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{binding::WorkStep, procedure};

/// The version of the plan's file.
pub(super) const FORMAT: u32 = 1;

/// A run with its folder and its journal.
pub(super) type Run<'s> = procedure::Run<'s, Plan>;

impl procedure::Frozen for Plan {
    const FOLDER: &'static str = "run";
    const NOUN: &'static str = "run";

    fn run(&self) -> &str {
        &self.run
    }
}

/// Everything that a run does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Plan {
    /// [`FORMAT`]
    pub(super) format: u32,
    /// The run.
    pub(super) run: String,
    /// The milestone's id.
    pub(super) milestone: String,
    /// Its document.
    pub(super) path: String,
    /// The attempt at it.
    pub(super) attempt: String,
    /// The number of the first step.
    pub(super) from: usize,
    /// The steps.
    pub(super) steps: Vec<PlannedStep>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlannedStep {
    /// Its words.
    pub(super) title: String,
    /// The digest of its text and commands as the document has them.
    pub(super) digest: String,
    /// What runs, with values in place of placeholders.
    pub(super) scripts: Vec<String>,
}

/// What a step is, whatever its number and its place.
pub(super) fn digest(step: &WorkStep) -> String {
    use std::fmt::Write as _;
    let commands: Vec<_> =
        step.commands.iter().map(|run| (&run.interpreter, &run.script, &run.cwd)).collect();
    let text = serde_json::to_string(&(&step.text, commands)).unwrap_or_default();
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // into a string: cannot fail
        text
    })
}

impl Plan {
    /// Whether the document still has just these steps.
    pub(super) fn is_of(&self, steps: &[WorkStep]) -> bool {
        self.steps.len() == steps.len()
            && self.steps.iter().zip(steps).all(|(planned, step)| planned.digest == digest(step))
    }

    /// How the journal names a command.
    pub(super) fn name(step: usize, command: usize) -> String {
        format!("{}.{}", step + 1, command + 1)
    }
}
