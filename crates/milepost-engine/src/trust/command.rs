//! The commands of a document, by class.

use std::collections::BTreeMap;

use milepost_document::Document;
use serde::{Deserialize, Serialize};

use super::Class;
use crate::{
    Workspace,
    binding::{Bound, Run, RunSandbox, work_steps},
};

/// One command that a document would run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedCommand {
    /// How it is shown.
    pub label: String,
    /// The line of the document on which it stands, from 1; `None` for a command of the configuration.
    pub line: Option<u32>,
    /// The interpreter.
    pub interpreter: String,
    /// Every byte of it.
    pub script: String,
    /// The folder, from the project's root.
    pub cwd: String,
    /// Literal variables.
    pub env: BTreeMap<String, String>,
    /// Variables of the surroundings that the configuration passes on besides the usual ones, by name or pattern.
    #[serde(default)]
    pub passed: Vec<String>,
    /// What it may reach.
    #[serde(default)]
    pub sandbox: RunSandbox,
    /// The patch that is applied to a copy of the project before it runs there, by path from the project's root.
    #[serde(default)]
    pub patch: Option<String>,
}

impl TrustedCommand {
    /// What `verify` would run.
    pub(super) fn of(run: &Run, document: &Document, passed: &[String]) -> Self {
        Self {
            label: run.label.clone(),
            line: run.span.map(|span| document.position(span.start).line),
            interpreter: run.interpreter.clone(),
            script: run.script.clone(),
            cwd: run.cwd.clone(),
            env: run.env.clone(),
            passed: passed.to_owned(),
            sandbox: run.sandbox.clone(),
            patch: run.must_fail.as_ref().map(|must_fail| must_fail.patch.clone()),
        }
    }

    /// Whether both run the same; where they stand and how they are shown is left aside.
    pub fn is_same(&self, other: &Self) -> bool {
        self.projection() == other.projection()
    }

    /// All that decides what it runs, for the digest.
    pub(super) fn projection(&self) -> serde_json::Value {
        let mut content = serde_json::json!({
            "interpreter": self.interpreter,
            "script": self.script,
            "cwd": self.cwd,
            "env": self.env,
            "passed": self.passed,
            "sandbox": self.sandbox,
        });
        if let Some(patch) = &self.patch {
            content["patch"] = patch.as_str().into();
        }
        content
    }
}

/// The commands of one class, in the order of the document.
pub fn commands(workspace: &Workspace, index: usize, bound: &Bound, class: Class) -> Vec<TrustedCommand> {
    let document = workspace.document(index).document();
    let declared = &workspace.config.environment;
    let mut passed: Vec<String> = declared.pass.iter().chain(&declared.secrets).cloned().collect();
    passed.sort();
    passed.dedup();
    match class {
        Class::Verify => {
            let of = |run: &Run| TrustedCommand::of(run, document, &passed);
            let mut all: Vec<TrustedCommand> = Vec::new();
            for run in bound.tried().map(|id| bound.run(id)) {
                // What makes copies ready for several checks is asked for once.
                let shared = |one: &TrustedCommand| run.must_fail.is_some() && all.contains(one);
                let preparation = run.preparation().map(|run| of(&run)).filter(|one| !shared(one));
                all.extend(preparation.into_iter().chain([of(run)]));
            }
            all
        }
        Class::Run => {
            let steps = work_steps(document, &workspace.config);
            let runs = steps.iter().flat_map(|step| &step.commands);
            runs.map(|run| TrustedCommand::of(run, document, &passed)).collect()
        }
        Class::Literal => {
            let database = workspace.config.database.as_ref();
            passed.extend(database.iter().flat_map(|database| database.env.keys().cloned()));
            passed.extend(database.and_then(|database| database.rollback.clone()));
            passed.sort();
            passed.dedup();
            let runs = workspace.rehearsal_of(document).literal(&workspace.config, document);
            runs.iter().map(|run| TrustedCommand::of(run, document, &passed)).collect()
        }
        Class::Rollback => {
            let database = workspace.config.database.as_ref();
            passed.extend(database.and_then(|database| database.scratch.clone()));
            let rehearsal = workspace.rehearsal_of(document);
            let runs = rehearsal.commands(&workspace.config, document);
            runs.iter().map(|run| TrustedCommand::of(run, document, &passed)).collect()
        }
    }
}
