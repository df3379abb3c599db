//! What changed in plans, as plain data.

use serde::Serialize;

/// What changed in plans between two revisions.
#[derive(Debug, Clone, Serialize)]
pub struct PlanDiff {
    /// The commit of before.
    pub from: String,
    /// The commit afterwards; `None` for the work tree.
    pub to: Option<String>,
    /// The documents that changed, by path.
    pub documents: Vec<ChangedPlan>,
}

/// One document that changed.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangedPlan {
    /// The milestone's id, afterwards where it is still there; the path of another document.
    pub id: String,
    /// Its path, afterwards where it is still there.
    pub path: String,
    /// Its path before, where that was another one.
    pub path_before: Option<String>,
    /// Its name.
    pub title: String,
    /// Whether it is new, gone, or another one.
    pub state: PlanState,
    /// What changed, in order of place; of new and removed documents nothing is listed.
    pub changes: Vec<PlanChange>,
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanState {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It changed.
    Changed,
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanChange {
    /// What kind of thing.
    pub what: What,
    /// The heading under which it stands.
    pub section: Option<String>,
    /// What was there.
    pub before: Option<String>,
    /// What is there.
    pub after: Option<String>,
    /// Its line afterwards, from 1; before where it is gone.
    pub line: u32,
}

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The title.
    Title,
    /// The status.
    Status,
    /// The risk.
    Risk,
    /// The estimated effort or duration.
    Effort,
    /// The date of the last change.
    Date,
    /// A dependency more.
    DependencyAdded,
    /// A dependency less.
    DependencyRemoved,
    /// An item more.
    ItemAdded,
    /// An item less.
    ItemRemoved,
    /// An item in other words.
    ItemReworded,
    /// An item whose command or annotation is another one.
    ItemCheck,
    /// An item with another estimate.
    ItemEstimate,
    /// An item in another section.
    ItemMoved,
    /// A box that was ticked.
    Ticked,
    /// A box that is open again.
    Unticked,
    /// A section more.
    SectionAdded,
    /// A section less.
    SectionRemoved,
    /// A fence with other commands or code.
    Fence,
    /// Any other text of a section.
    Text,
}

impl PlanChange {
    /// A change of a fact from one value to another.
    pub(super) fn new(what: What, before: Option<String>, after: Option<String>, line: u32) -> Self {
        Self { what, section: None, before, after, line }
    }

    /// The same, under a heading.
    pub(super) fn under(self, section: &str) -> Self {
        Self { section: Some(section.to_owned()).filter(|section| !section.is_empty()), ..self }
    }
}
