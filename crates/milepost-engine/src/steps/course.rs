//! The course of a run: looks at what is done, does what is next, until there is nothing, or somebody is needed.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use milepost_runner::{Outcome, Verdict};

use super::{
    act::refuse_other,
    command::Command,
    plan::{Plan, PlannedStep, Run},
    report::{StepsReport, Stopped},
    scene::{Scene, Told, last},
};
use crate::{
    EngineError, ErrorKind, Held, Result, Workspace,
    lifecycle::{DocumentChange, step_ticks},
    notes::{NoteRequest, Wanted, note},
    procedure::Happened,
    session::Session,
    trust::Granted,
    verify::{VerifyEvent, sandbox, tail},
};

/// A run that goes on.
pub(super) struct Course<'c, 's> {
    pub(super) path: String,
    pub(super) run: Run<'s>,
    pub(super) granted: Granted,
    /// Whether a command is run once more in the midst of which it was stopped.
    pub(super) again: bool,
    pub(super) cancel: &'c Arc<AtomicBool>,
    pub(super) held: &'c Held,
}

/// What this process did so far.
#[derive(Default)]
struct So {
    ran: Vec<(usize, usize)>,
    /// Steps that are left out, and of which the document was told.
    noted: Vec<usize>,
    /// The commands that were announced, by step and place.
    announced: Option<Vec<(usize, usize)>>,
    changes: Vec<DocumentChange>,
    warnings: Vec<String>,
}

/// What is next.
enum Next {
    /// Nothing.
    End,
    /// A command.
    Command(usize, usize),
    /// Somebody.
    Stop(Stopped),
}

impl Course<'_, '_> {
    /// Goes as far as it gets.
    ///
    /// # Errors
    /// When the document is another one meanwhile, the ledger or a file fails, or it was interrupted.
    pub(super) fn go(
        mut self,
        mut workspace: Workspace,
        events: &mut dyn FnMut(VerifyEvent<'_>),
    ) -> Result<StepsReport> {
        let mut so = So::default();
        loop {
            let index = workspace
                .portfolio
                .find(&self.path)
                .ok_or_else(|| EngineError::usage(format!("`{}` is not there any more", self.path)))?;
            let session = Session::write(&workspace)?;
            let scene = Scene::look(&session, index)?;
            refuse_other(&self.run.plan, &scene, &self.run.plan.milestone)?;
            let mut told = Told::of(&workspace, &scene)?;
            told.ran.clone_from(&so.ran);
            if self.put_down(&session, &scene, &told, &mut so)? {
                drop((scene, session));
                workspace = workspace.reloaded();
                continue;
            }
            let stopped = match self.next(&workspace, &scene, &told) {
                Next::Command(step, command) => {
                    match self.command((step, command), (&session, &scene, &told), &mut so, events)? {
                        None => {
                            let (system, root) = (Arc::clone(&workspace.system), workspace.root.clone());
                            drop((scene, session));
                            workspace = Workspace::open_lazily(system, &root)?;
                            continue;
                        }
                        Some(stopped) => {
                            drop((scene, session));
                            if self.put_down_failed(&workspace, index, &told, &mut so)? {
                                workspace = workspace.reloaded();
                            }
                            Some(stopped)
                        }
                    }
                }
                Next::Stop(stopped) => Some(stopped),
                Next::End => {
                    journal(&mut self.run, None, Happened::Finished, None)?;
                    None
                }
            };
            // What was kept just now is seen by a look of its own.
            let session = Session::write(&workspace)?;
            let scene = Scene::look(&session, index)?;
            let state = if stopped.is_some() { "open" } else { "finished" };
            let steps = self.run.plan.steps.clone();
            let mut report = report(&workspace, &scene, (Some(&self.run), Some(&steps)), &told, state);
            report.stopped = stopped;
            report.changes = so.changes;
            report.warnings = so.warnings;
            return Ok(report);
        }
    }

    /// Ticks the boxes of steps that passed, opens those that failed when they were done once more, and writes down what is left out. Whether a document changed.
    fn put_down(&self, session: &Session<'_>, scene: &Scene, told: &Told, so: &mut So) -> Result<bool> {
        let changes = step_ticks(session.workspace, &scene.assessment, &scene.redone_items(), self.held)?;
        let mut changed = !changes.is_empty();
        so.changes.extend(changes);
        for at in 0..scene.steps.len() {
            let Some(reason) = told.skipped(at).filter(|_| !so.noted.contains(&at)) else { continue };
            so.noted.push(at);
            let words = left_out(at, &scene.steps[at].title);
            let workspace = session.workspace;
            let source = &workspace.document(scene.index).document().source;
            let said = source.split_whitespace().collect::<Vec<_>>().join(" ");
            if changed || said.contains(&words) && said.contains(reason.trim_end_matches('.')) {
                // After another change the document is read anew first.
                so.noted.retain(|noted| !changed || *noted != at);
                continue;
            }
            let before = source.to_string();
            let why = Some(reason.to_owned());
            let wanted = Wanted::Decide { text: words, why, supersedes: None, adr: false };
            match note(workspace, self.held, scene.index, &NoteRequest { wanted, dry_run: false }) {
                Ok(_) => {
                    let file = workspace.root.join(&self.path);
                    let after = workspace
                        .system
                        .read(&file)
                        .map_err(|error| EngineError::io("read", &file, error))?;
                    let after = String::from_utf8_lossy(&after).into_owned();
                    so.changes.push(DocumentChange { path: self.path.clone(), before, after });
                    changed = true;
                }
                Err(error) => so.warnings.push(format!(
                    "the document does not say that step {} is left out: {error}; the journal does",
                    at + 1
                )),
            }
        }
        Ok(changed)
    }

    /// The same behind a command that did not pass.
    fn put_down_failed(&self, workspace: &Workspace, index: usize, told: &Told, so: &mut So) -> Result<bool> {
        let session = Session::write(workspace)?;
        let scene = Scene::look(&session, index)?;
        self.put_down(&session, &scene, told, so)
    }

    fn next(&self, workspace: &Workspace, scene: &Scene, told: &Told) -> Next {
        let first = self.run.plan.from.saturating_sub(1);
        for at in first..scene.steps.len() {
            if !told.leaves(scene, at) {
                continue;
            }
            let (number, id) = (at + 1, &self.run.plan.milestone);
            let stop = |why: &str, words: String, hints: Vec<String>| {
                Next::Stop(Stopped { step: number, why: why.to_owned(), words, tail: None, hints })
            };
            let skip = format!("`milepost run {id} --skip {number} --reason \"…\"` leaves it out");
            let Some(command) = scene.next(at) else {
                let step = &scene.steps[at];
                let words = if step.commands.is_empty() {
                    let line = scene.line(workspace, at);
                    format!("step {number} has no command: `{}` line {line}", self.path)
                } else {
                    let document = workspace.document(scene.index).document();
                    let rest = step.rest.iter();
                    let rest = rest.map(|(at, what)| format!("line {}: {what}", document.position(*at).line));
                    let rest = rest.collect::<Vec<_>>().join("; ");
                    format!(
                        "the commands of step {number} have passed, and the rest is somebody's: `{}` {rest}",
                        self.path
                    )
                };
                let done = format!("do it, then `milepost run {id} --done {number}`");
                return stop("manual", words, vec![done, skip]);
            };
            if last(&self.run, &Plan::name(at, command)) == Some(Happened::Intent) && !self.again {
                let label = &scene.steps[at].commands[command].label;
                let words = format!(
                    "step {number} was stopped in the midst of `{label}`, and nobody knows how far it came"
                );
                let again =
                    format!("look, then `milepost run {id} --again` runs it once more from its beginning");
                return stop("interrupted", words, vec![again, skip]);
            }
            return Next::Command(at, command);
        }
        Next::End
    }

    /// Runs a command, and keeps what came of it; where the run stops, if it does.
    fn command(
        &mut self,
        (at, command): (usize, usize),
        (session, scene, told): (&Session<'_>, &Scene, &Told),
        so: &mut So,
        events: &mut dyn FnMut(VerifyEvent<'_>),
    ) -> Result<Option<Stopped>> {
        if self.cancel.load(Ordering::Relaxed) {
            return Err(self.interrupted(None));
        }
        let announced = so.announced.get_or_insert_with(|| {
            let all = (at..scene.steps.len()).filter(|step| told.skipped(*step).is_none());
            let open = |step: usize| {
                (0..scene.places[step].len())
                    .filter(move |one| !scene.passed(step, *one))
                    .map(move |one| (step, one))
            };
            let all: Vec<(usize, usize)> = all.flat_map(open).collect();
            let label = |(step, one): &(usize, usize)| {
                (format!("{}. {}", step + 1, scene.steps[*step].commands[*one].label), None)
            };
            let names: Vec<_> = all.iter().map(label).collect();
            let document = session.workspace.document_id(scene.index);
            events(VerifyEvent::Planned { document: &document, to_run: &names, fresh: 0 });
            all
        });
        let place = announced.iter().position(|one| *one == (at, command)).unwrap_or(0);
        let script = self.run.plan.steps[at].scripts[command].clone();
        // What was granted is what the document says, and not what a file says of it.
        let said = scene.filled(session, self.run.plan.from)?;
        if said[at].scripts[command] != script {
            let id = &self.run.plan.milestone;
            let reason = format!(
                "the command of step {} is another one in its frozen plan than in the document, as it is filled now",
                at + 1
            );
            return Err(EngineError::refused(
                format!("the run of the steps of `{id}` does not go on"),
                vec![reason],
            )
            .hint(format!("`milepost run {id} --abort`, then `milepost run {id}`: what passed stays done")));
        }
        let one = Command {
            session,
            assessment: &scene.assessment,
            id: scene.places[at][command],
            script: &script,
            granted: &self.granted,
            cancel: self.cancel,
        };
        sandbox::require(&[one.spec()?])?;
        one.require_grant()?;
        let name = Plan::name(at, command);
        journal(&mut self.run, Some(name.clone()), Happened::Intent, None)?;
        let outcome = one.run(place, events)?;
        if outcome.verdict == Verdict::Cancelled {
            return Err(self.interrupted(Some((at, &scene.steps[at].commands[command].label))));
        }
        let record = one.keep(&outcome, &mut so.warnings)?;
        so.ran.push((at, command));
        self.again = false;
        if outcome.verdict.is_pass() {
            journal(&mut self.run, Some(name), Happened::Done, Some(record))?;
            return Ok(None);
        }
        let words = self.told(at, &outcome);
        journal(&mut self.run, Some(name), Happened::Failed, Some(words.clone()))?;
        let id = &self.run.plan.milestone;
        let is_open = matches!(outcome.verdict, Verdict::Inconclusive(_));
        Ok(Some(Stopped {
            step: at + 1,
            why: if is_open { "inconclusive" } else { "failed" }.to_owned(),
            words,
            tail: Some(tail(&outcome)),
            hints: vec![
                format!("put right what is wrong, then `milepost run {id} --resume`"),
                format!("`milepost run {id} --skip {} --reason \"…\"` leaves it out", at + 1),
            ],
        }))
    }

    /// Where a command failed, in words.
    fn told(&self, at: usize, outcome: &Outcome) -> String {
        let reason = outcome.verdict.reason().unwrap_or_default();
        match &outcome.failed_at {
            Some(place) => {
                let command = place.command.lines().next().unwrap_or_default();
                format!("step {}: `{}` line {}: `{command}`: {reason}", at + 1, self.path, place.line)
            }
            None => format!("step {}: {reason}", at + 1),
        }
    }

    fn interrupted(&self, within: Option<(usize, &str)>) -> EngineError {
        let id = &self.run.plan.milestone;
        let error = EngineError::new(ErrorKind::Interrupted, "the run was interrupted");
        match within {
            None => error.hint(format!("`milepost run {id} --resume` goes on")),
            Some((at, label)) => error
                .hint(format!(
                    "step {} was in the midst of `{label}`: look how far it came, then `milepost run {id} --again` runs it once more",
                    at + 1
                ))
                .hint(format!("`--skip {} --reason \"…\"` leaves it out", at + 1)),
        }
    }
}

/// What the document is told of a step that is left out: no marks of Markdown.
fn left_out(at: usize, title: &str) -> String {
    let plain: String = title.chars().filter(|sign| !"`*_[]<>|\\".contains(*sign)).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("Implementation step {} is left out ({})", at + 1, plain.trim_end_matches(':'))
}

/// Writes a line of the journal.
pub(super) fn journal(
    run: &mut Run<'_>,
    step: Option<String>,
    event: Happened,
    note: Option<String>,
) -> Result<()> {
    let folder = run.folder.clone();
    run.journal
        .add(step.as_deref(), event, note)
        .map_err(|error| EngineError::io("write the journal in", folder, error))
}

/// The report of a scene.
pub(super) fn report(
    workspace: &Workspace,
    scene: &Scene,
    (run, scripts): (Option<&Run<'_>>, Option<&[PlannedStep]>),
    told: &Told,
    state: &str,
) -> StepsReport {
    StepsReport {
        id: workspace.document_id(scene.index),
        path: workspace.document(scene.index).path.clone(),
        run: run.map(|run| run.plan.run.clone()),
        state: state.to_owned(),
        steps: scene.report(workspace, (run, scripts), told),
        stopped: None,
        written: Vec::new(),
        warnings: Vec::new(),
        changes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_said_without_marks() {
        assert_eq!(
            left_out(1, "**Step 2**: Run `make` [now]"),
            "Implementation step 2 is left out (Step 2: Run make now)"
        );
    }
}
