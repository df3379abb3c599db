//! What was found and what is proposed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Evidence;
use crate::config::ReportConfig;

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// What installs dependencies and runs scripts.
    PackageManager,
    /// Recipes: make, just, task.
    Recipes,
    /// What builds.
    Build,
    /// What runs tests.
    Tests,
    /// What measures coverage.
    Coverage,
    /// What looks for flaws in the code.
    Lint,
    /// What checks its form.
    Format,
    /// What checks its types.
    Types,
    /// What keeps the data, and how its schema changes.
    Database,
}

/// One thing that the project uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// What it is about.
    pub topic: Topic,
    /// Its name: `vitest`.
    pub name: String,
    /// The files that say so.
    pub evidence: Vec<Evidence>,
}

/// The table of `milepost.toml` in which a command stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "table", content = "name")]
pub enum Table {
    /// `[checks.NAME]`
    Check(String),
    /// `[suites.NAME]`
    Suite(String),
    /// `[coverage]`
    Coverage,
}

/// A command for `milepost.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Command {
    /// Where it stands.
    #[serde(flatten)]
    pub table: Table,
    /// What is run.
    pub run: String,
    /// The report that it writes.
    pub report: Option<ReportConfig>,
    /// Globs of what it changes.
    pub writes: Vec<String>,
    /// Variables.
    pub env: BTreeMap<String, String>,
    /// Seconds.
    pub timeout: Option<u64>,
    /// Whether it can be used as it stands; otherwise it is written as a comment, for `notes` to say why.
    pub sure: bool,
    /// Whether the project itself gave it this name: a script or a recipe.
    pub own: bool,
    /// What a reader should know, one sentence each.
    pub notes: Vec<String>,
    /// The files that say so.
    pub evidence: Vec<Evidence>,
}

/// All that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Detection {
    /// A name for the project.
    pub id: Option<(String, Evidence)>,
    /// What it uses.
    pub found: Vec<Found>,
    /// What can be run.
    pub commands: Vec<Command>,
    /// Variables that hold the address of a database. Their values are never read.
    pub variables: Vec<(String, Evidence)>,
}

impl Command {
    /// A command that can be used as it stands.
    pub(super) fn new(table: Table, run: impl Into<String>, evidence: Vec<Evidence>) -> Self {
        Self {
            table,
            run: run.into(),
            report: None,
            writes: Vec::new(),
            env: BTreeMap::new(),
            timeout: None,
            sure: true,
            own: false,
            notes: Vec::new(),
            evidence,
        }
    }

    /// `[checks.NAME]`
    pub(super) fn check(name: &str, run: impl Into<String>, evidence: Vec<Evidence>) -> Self {
        Self::new(Table::Check(name.to_owned()), run, evidence)
    }

    /// `[suites.NAME]`
    pub(super) fn suite(name: &str, run: impl Into<String>, evidence: Vec<Evidence>) -> Self {
        Self::new(Table::Suite(name.to_owned()), run, evidence)
    }

    /// With a report.
    #[must_use]
    pub(super) fn report(mut self, format: &str, path: &str) -> Self {
        self.report = Some(ReportConfig { format: format.to_owned(), path: path.to_owned() });
        self
    }

    /// With a remark.
    #[must_use]
    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// As a comment, for this reason.
    #[must_use]
    pub(super) fn unsure(mut self, reason: impl Into<String>) -> Self {
        self.sure = false;
        self.notes.push(reason.into());
        self
    }

    /// As the project's own words.
    #[must_use]
    pub(super) fn own(mut self) -> Self {
        self.own = true;
        self
    }
}

impl Detection {
    /// Adds a thing that is used; a thing of one name is kept once.
    pub(super) fn found(&mut self, topic: Topic, name: impl Into<String>, evidence: Vec<Evidence>) {
        let name = name.into();
        match self.found.iter_mut().find(|one| one.topic == topic && one.name == name) {
            Some(one) => one.evidence.extend(evidence),
            None => self.found.push(Found { topic, name, evidence }),
        }
    }

    /// Adds a command. `kind` (`rust`, `python` …) tells two suites of one name apart. Two checks of one name are one
    /// check with both commands: then "the build passes" means all of it.
    pub(super) fn propose(&mut self, kind: &str, mut command: Command) {
        let renamed = |table: &Table| match table {
            Table::Check(name) => Table::Check(format!("{name}-{kind}")),
            Table::Suite(name) => Table::Suite(format!("{name}-{kind}")),
            Table::Coverage => Table::Coverage,
        };
        // What can be used keeps the name, so that a proposal can be used beside it.
        let clash = |one: &&mut Command| one.table == command.table && !(one.sure && command.sure);
        if let Some(one) = self.commands.iter_mut().find(clash) {
            let loser = if command.sure { one } else { &mut command };
            loser.table = renamed(&loser.table);
        }
        let same =
            self.commands.iter().position(|one| one.table == command.table && one.sure && command.sure);
        let Some(at) = same else {
            self.commands.push(command);
            return;
        };
        match &command.table {
            Table::Check(_) => {
                let one = &mut self.commands[at];
                if one.run.lines().any(|line| line == command.run) {
                    return;
                }
                one.run = format!("{}\n{}", one.run, command.run);
                one.notes.extend(command.notes);
                one.evidence.extend(command.evidence);
                one.writes.extend(command.writes);
            }
            Table::Suite(_) => {
                command.table = renamed(&command.table);
                self.commands.push(command);
            }
            Table::Coverage => self.commands.push(command.unsure("Only one command can measure coverage.")),
        }
    }

    /// Whether any suite can be used.
    pub(super) fn has_suite(&self) -> bool {
        self.commands.iter().any(|command| command.sure && matches!(command.table, Table::Suite(_)))
    }
}
