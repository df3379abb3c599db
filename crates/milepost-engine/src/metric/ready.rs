//! Making a copy ready, before anything is tried in it.

use milepost_ledger::Digest;
use milepost_runner::{Bench, Execution, RunContext};

use super::{Copies, copies::Copy};
use crate::{EngineError, Result, Workspace, binding::Run, plan::CheckKey, verify::spec_in};

/// A copy that is to be made ready.
pub(crate) struct Ready<'r, 'c> {
    /// The project.
    pub(crate) workspace: &'r Workspace,
    /// What makes it ready; without it, it is.
    pub(crate) preparation: Option<Run>,
    /// The key of what is tried in it.
    pub(crate) key: &'r CheckKey,
    /// What it is called.
    pub(crate) name: String,
    /// All copies.
    pub(crate) copies: &'r Copies<'c>,
    /// This one.
    pub(crate) copy: &'r Copy,
    /// Where commands run.
    pub(crate) context: &'r RunContext<'r>,
}

impl Ready<'_, '_> {
    /// Makes it ready, where that was not done for just these files.
    ///
    /// # Errors
    /// When the preparation cannot run, or is no pass.
    pub(crate) fn make(&self, last: &mut Option<Execution>, say: &mut dyn FnMut(&str)) -> Result<()> {
        let Self { workspace, preparation, key, name, copies, copy, context } = self;
        let Some(preparation) = preparation else { return Ok(()) };
        let by = Digest::of_json(&serde_json::json!({
            "script": preparation.script,
            "cwd": preparation.cwd,
            "environment": *key.environment,
            "tools": key.tools,
        }))?;
        if copies.is_prepared(copy, &by) {
            return Ok(());
        }
        copies.forget_prepared(copy);
        say(&format!("making the {name} ready"));
        let spec = spec_in(workspace, preparation, &copy.root, preparation.label.clone(), 1)?;
        let execution = Bench::new(spec, context).execute(&mut |_, _| {});
        let reason = execution.verdict.reason();
        *last = Some(execution);
        match reason {
            None => copies.note_prepared(copy, &by),
            Some(reason) => Err(EngineError::usage(format!("the {name} cannot be made ready: {reason}"))),
        }
    }
}
