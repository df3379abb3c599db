//! One command of a step: run, and kept as evidence.

use std::sync::{Arc, atomic::AtomicBool};

use milepost_ledger::{Predicate, Signers as LedgerSigners, Subject, signing::Signer};
use milepost_runner::{CheckSpec, Guard, Outcome, RunContext, Token, TreeGuard, run_checks};

use crate::{
    EngineError, ErrorKind, Result, Workspace,
    binding::RunId,
    machine,
    session::{Assessment, Session},
    trust::{Granted, TrustedCommand, recheck},
    verify::{self, VerifyEvent, check_spec, record, sandbox},
};

/// What a command is run with.
pub(super) struct Command<'c> {
    pub(super) session: &'c Session<'c>,
    pub(super) assessment: &'c Assessment,
    pub(super) id: RunId,
    /// What is run, with values in place of placeholders.
    pub(super) script: &'c str,
    pub(super) granted: &'c Granted,
    pub(super) cancel: &'c Arc<AtomicBool>,
}

impl Command<'_> {
    /// What the runner needs.
    ///
    /// # Errors
    /// When its interpreter or its folder cannot be used.
    pub(super) fn spec(&self) -> Result<CheckSpec> {
        let (run, state) = (self.assessment.bound.run(self.id), &self.assessment.states[self.id.0]);
        let document = self.session.workspace.document(self.assessment.index).document();
        let line = run.span.map_or(1, |span| document.position(span.start).line);
        let mut spec = check_spec(self.session, run, &state.key, line)?;
        self.script.clone_into(&mut spec.command.script);
        // `git commit` would start its maintenance and leave it behind, for which no step passes.
        if !spec.env.contains_key("GIT_CONFIG_COUNT") {
            let quiet = [("gc.autoDetach", "false"), ("maintenance.autoDetach", "false")];
            spec.env.insert("GIT_CONFIG_COUNT".to_owned(), Some(quiet.len().to_string()));
            for (at, (key, value)) in quiet.into_iter().enumerate() {
                spec.env.insert(format!("GIT_CONFIG_KEY_{at}"), Some(key.to_owned()));
                spec.env.insert(format!("GIT_CONFIG_VALUE_{at}"), Some(value.to_owned()));
            }
        }
        Ok(spec)
    }

    /// Refuses where nobody granted it as it is now, before anything is said of it.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Untrusted`].
    pub(super) fn require_grant(&self) -> Result<()> {
        let command = self.granted.command(self.assessment.bound.run(self.id))?;
        recheck(self.session.workspace, self.granted, command)
            .map_or(Ok(()), |reason| Err(EngineError::new(ErrorKind::Untrusted, reason)))
    }

    /// Runs it; `at` is its place among those that were announced.
    ///
    /// # Errors
    /// When nobody granted it, or the runner cannot be used.
    pub(super) fn run(&self, at: usize, events: &mut dyn FnMut(VerifyEvent<'_>)) -> Result<Outcome> {
        let workspace = self.session.workspace;
        let command = self.granted.command(self.assessment.bound.run(self.id))?;
        let guard = StepGuard { tree: self.tree()?, workspace, granted: self.granted, command };
        let context = RunContext {
            cancel: Arc::clone(self.cancel),
            secrets: verify::secrets(workspace),
            sandboxes: Arc::new(sandbox::sandboxes(workspace)),
            reports_in: workspace.repository.iter().map(|repository| repository.root.clone()).collect(),
            ..RunContext::new(workspace.system.as_ref(), workspace.root.clone(), &guard)
        };
        let mut tell = |event: milepost_runner::Event<'_>| verify::as_one_of(event, at, events);
        let outcomes = run_checks(&[self.spec()?], &context, &mut tell);
        Ok(outcomes.into_iter().next().expect("one command has one outcome"))
    }

    /// Looks at what no step may change: settings and hooks of Git, and records. Files it may.
    fn tree(&self) -> Result<TreeGuard<'_>> {
        let (workspace, trees) = (self.session.workspace, &self.session.trees);
        let guard = TreeGuard::new(trees.work_tree(), || Ok(trees.replacements_now()), trees.own_folders());
        let guard = guard.watching(workspace.system.as_ref(), verify::watched(workspace));
        Ok(guard.starting_from(self.session.now.id()?.clone()))
    }

    /// Keeps what came of it; the short digest of its record.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub(super) fn keep(&self, outcome: &Outcome, warnings: &mut Vec<String>) -> Result<String> {
        let (session, state) = (self.session, &self.assessment.states[self.id.0]);
        let document = session.workspace.document_id(self.assessment.index);
        let here = record::Here::look(session.workspace);
        let bound = &self.assessment.bound;
        let mut made = record::check_run(session, &document, bound, self.id, state, (outcome, None), &here)?;
        if let Predicate::CheckRun(run) = &mut made.predicate {
            // A step is there to change files.
            session.trees.now(true)?.id()?.as_str().clone_into(&mut run.guard.after);
            if self.script != bound.run(self.id).script
                && let Some(expectation) = run.result.expectations.first_mut()
            {
                expectation.expectation =
                    format!("{}, as `{}`", expectation.expectation, self.script.trim_end());
            }
        }
        if let Some(commit) = record::clean_commit(session)? {
            made = made.subject(Subject::git_commit("commit", &commit));
        }
        let machine = machine::signing_key(session, warnings);
        let signers = LedgerSigners { person: None, machine: machine.as_ref().map(|key| key as &dyn Signer) };
        let written = session.ledger.append_batch(&[made], &signers)?;
        Ok(written.first().map_or_else(String::new, milepost_ledger::Digest::short))
    }
}

/// Lets only what was granted start.
struct StepGuard<'g> {
    tree: TreeGuard<'g>,
    workspace: &'g Workspace,
    granted: &'g Granted,
    command: &'g TrustedCommand,
}

impl Guard for StepGuard<'_> {
    fn before(&self) -> std::io::Result<Token> {
        self.tree.before()
    }

    fn after(&self, before: &Token, writes: &[String]) -> std::io::Result<Vec<String>> {
        self.tree.after(before, writes)
    }

    fn refuses(&self, _: &CheckSpec) -> Option<String> {
        recheck(self.workspace, self.granted, self.command)
    }
}
