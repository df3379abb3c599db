//! One piece of work of another tool.

use milepost_document::vocabulary::{Risk, Status};

/// One piece of work as a source reads it: it becomes one milestone document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    /// What a second import finds it by: a path or an address.
    pub(super) key: String,
    /// Its id there: `TASK-8`, `#12`.
    pub(super) id: Option<String>,
    /// Its name, without kind and number.
    pub(super) name: String,
    /// Its name as it is written there.
    pub(super) title: String,
    /// Where it stands.
    pub(super) status: Status,
    /// The same in the tool's words.
    pub(super) status_there: Option<String>,
    /// The effort as written.
    pub(super) effort: Option<String>,
    /// The risk.
    pub(super) risk: Option<Risk>,
    /// People, labels, dates.
    pub(super) facts: Vec<Fact>,
    /// Its texts, the one that is about it first.
    pub(super) texts: Vec<Text>,
    /// Its parts, which are no documents of their own.
    pub(super) parts: Vec<Part>,
    /// The keys of what it needs.
    pub(super) needs: Vec<String>,
    /// The keys of what needs it.
    pub(super) needed_by: Vec<String>,
    /// The key of what it is a part of.
    pub(super) parent: Option<String>,
    /// What a reader should know of how it was read.
    pub(super) notes: Vec<String>,
}

/// Something that a tool says of a piece of work and for which the template has no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    /// What it is: `Assigned to`.
    pub(super) name: &'static str,
    /// What it says.
    pub(super) value: String,
}

/// A text of a piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// What it is, for a heading; empty for the text that the work itself is.
    pub(super) name: String,
    /// Its path in the tree that is imported from; links count from there.
    pub(super) path: Option<String>,
    /// Its Markdown, with front matter.
    pub(super) markdown: String,
    /// Where it goes.
    pub(super) role: Role,
}

/// Where a text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Each section into that of the template which means the same.
    Work,
    /// The same, and every box is a criterion of the end.
    Checklist,
    /// As it stands, below the work.
    Beside,
    /// A block of this language below the work: it is no Markdown.
    Code(&'static str),
}

/// One part of a piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// What is to be done.
    pub(super) name: String,
    /// Whether it is, as written there.
    pub(super) is_ticked: bool,
}

impl Unit {
    /// A piece of work of which nothing is known but its name.
    pub(super) fn new(key: impl Into<String>, name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            key: key.into(),
            id: None,
            title: name.clone(),
            name,
            status: Status::Planned,
            status_there: None,
            effort: None,
            risk: None,
            facts: Vec::new(),
            texts: Vec::new(),
            parts: Vec::new(),
            needs: Vec::new(),
            needed_by: Vec::new(),
            parent: None,
            notes: Vec::new(),
        }
    }

    /// Adds a fact that is not empty.
    pub(super) fn fact(&mut self, name: &'static str, value: impl Into<String>) {
        let value = value.into();
        if !value.trim().is_empty() {
            self.facts.push(Fact { name, value });
        }
    }
}

impl Text {
    /// A document of the tree.
    pub(super) fn of(name: impl Into<String>, path: &str, markdown: impl Into<String>, role: Role) -> Self {
        Self { name: name.into(), path: Some(path.to_owned()), markdown: markdown.into(), role }
    }
}
