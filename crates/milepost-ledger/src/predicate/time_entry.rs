//! Time that somebody worked.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::DocumentReference;
use crate::{Digest, Subject};

/// A task as a document named it when it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TaskName {
    /// Its number, such as `2` or `2.1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its words without number and estimate; empty where a number is all that there is.
    pub name: String,
}

impl fmt::Display for TaskName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.number {
            Some(number) if self.name.is_empty() => write!(f, "task {number}"),
            Some(number) => write!(f, "task {number} ({})", self.name),
            None => write!(f, "`{}`", self.name),
        }
    }
}

/// Time of one person on one task on one day. No entry is ever changed: a correction is one more, and below zero where
/// too much was booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeEntry {
    /// The milestone.
    pub document: DocumentReference,
    /// The task; the milestone as a whole where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskName>,
    /// Who worked.
    pub person: String,
    /// The local day.
    pub day: Date,
    /// Whole minutes.
    pub minutes: i64,
    /// When the work began, where a timer knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Timestamp>,
    /// When it ended, where a timer knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Timestamp>,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The entry that this one corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Digest>,
    /// How long the corrected entry is now, in minutes: of several corrections the last one counts, also where two
    /// branches made the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub becomes: Option<i64>,
    /// Whether it books what a document said of several days: no day is too short for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adopted: bool,
}

impl TimeEntry {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        super::state_subjects(&self.document, None, None)
    }
}
