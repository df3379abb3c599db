//! One line of the table.

use std::path::PathBuf;

use serde::Serialize;

use super::measure::{Measured, Program};

/// A program to measure, or why it cannot be.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// What is asked, in words; cases of one group are compared.
    pub(super) group: &'static str,
    /// Who is asked.
    pub(super) tool: String,
    /// What is run.
    pub(super) program: Result<Program, String>,
    /// Exit codes of a run that did what it was asked to.
    pub(super) exits: Vec<i32>,
    /// Removed before each run, so that each finds the same.
    pub(super) forget: Option<PathBuf>,
    /// Written before each run, for the same reason.
    pub(super) restore: Vec<(PathBuf, Vec<u8>)>,
    /// The most CPU that Milepost may take, in microseconds, less that of the `floor`.
    pub(super) budget: Option<u64>,
    /// Whether the other budgets of its group are over what this one takes.
    pub(super) floor: bool,
}

impl Case {
    pub(super) fn new(group: &'static str, tool: impl Into<String>, program: Program) -> Self {
        Self {
            group,
            tool: tool.into(),
            program: Ok(program),
            exits: vec![0],
            forget: None,
            restore: Vec::new(),
            budget: None,
            floor: false,
        }
    }

    /// A tool that is not here.
    pub(super) fn missing(group: &'static str, tool: impl Into<String>, why: impl Into<String>) -> Self {
        let nothing = Program::new::<&str>(std::path::Path::new("."), []);
        Self { program: Err(why.into()), ..Self::new(group, tool, nothing) }
    }

    pub(super) fn exits(mut self, codes: &[i32]) -> Self {
        self.exits = codes.to_vec();
        self
    }

    pub(super) fn forgetting(mut self, path: PathBuf) -> Self {
        self.forget = Some(path);
        self
    }

    /// These files as they are now.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub(super) fn restoring(mut self, files: &[PathBuf]) -> Result<Self, String> {
        for path in files {
            let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
            self.restore.push((path.clone(), bytes));
        }
        Ok(self)
    }

    pub(super) fn within_ms(mut self, milliseconds: u64) -> Self {
        self.budget = Some(milliseconds * 1_000);
        self
    }

    pub(super) fn floor(mut self) -> Self {
        self.floor = true;
        self
    }
}

/// A case with its figures.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    /// As in the case.
    pub(super) group: &'static str,
    /// As in the case.
    pub(super) tool: String,
    /// The figures.
    #[serde(flatten)]
    pub(super) measured: Option<Measured>,
    /// Why there are none.
    pub(super) missing: Option<String>,
    /// The most CPU it may take, in microseconds.
    pub(super) budget_us: Option<u64>,
}
