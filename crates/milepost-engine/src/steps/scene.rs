//! The steps of a milestone with what is known of them.

use milepost_document::{
    ItemId,
    placeholder::{PlaceholderContext, find_placeholders},
    vocabulary::Status,
};
use milepost_ledger::Verdict;

use super::{
    plan::{Plan, PlannedStep, Run, digest},
    redo::Redo,
    report::{CommandReport, StepReport},
};
use crate::{
    EngineError, Result, Workspace,
    binding::{RunId, Subject, WorkStep, work_steps},
    lifecycle::words,
    procedure::Happened,
    rehearsal::{Values, fill, prefixed},
    session::{Assessment, Session},
    standing::Standing,
    way_back::Migrations,
};

/// The steps of a milestone, as the document has them, with the evidence.
pub(super) struct Scene {
    pub(super) index: usize,
    pub(super) steps: Vec<WorkStep>,
    pub(super) assessment: Assessment,
    /// The places of each step's commands among the runs.
    pub(super) places: Vec<Vec<RunId>>,
    /// The attempt for which evidence counts.
    pub(super) attempt: String,
    /// The commands that are to be run once more, though they passed.
    pub(super) redo: Redo,
}

impl Scene {
    /// Looks.
    ///
    /// # Errors
    /// When the ledger, Git or a file fails.
    pub(super) fn look(session: &Session<'_>, index: usize) -> Result<Self> {
        let workspace = session.workspace;
        let steps = work_steps(workspace.document(index).document(), &workspace.config);
        let (assessment, places, attempt) = session.assess_steps(index, &steps)?;
        let runs = Run::all(workspace.system.as_ref(), &workspace.local)?;
        let redo = Redo::of(&runs, &steps, &attempt);
        Ok(Self { index, steps, assessment, places, attempt, redo })
    }

    /// Whether a command of a step passed in this attempt, and nobody wants it done once more.
    pub(super) fn passed(&self, step: usize, command: usize) -> bool {
        !self.redo.wants(step, command)
            && self.assessment.states[self.places[step][command].0].is_fresh_pass()
    }

    /// The entries of the steps that somebody wanted done once more in this attempt: what their commands came to then decides of their
    /// boxes.
    pub(super) fn redone_items(&self) -> Vec<ItemId> {
        let redone = self.steps.iter().enumerate().filter(|(at, _)| self.redo.asked(*at));
        redone.filter_map(|(_, step)| step.item).collect()
    }

    /// The first command of a step that did not pass yet.
    pub(super) fn next(&self, step: usize) -> Option<usize> {
        (0..self.places[step].len()).find(|command| !self.passed(step, *command))
    }

    /// The line of a step, from 1.
    pub(super) fn line(&self, workspace: &Workspace, step: usize) -> u32 {
        workspace.document(self.index).document().position(self.steps[step].start).line
    }

    /// What each step runs, with values in place of what is open in it.
    ///
    /// # Errors
    /// Refused, with the place of each placeholder for which nothing is known, and of each statement whose failure nobody would
    /// notice; when Git fails.
    pub(super) fn filled(&self, session: &Session<'_>, from: usize) -> Result<Vec<PlannedStep>> {
        let workspace = session.workspace;
        let loaded = workspace.document(self.index);
        let document = loaded.document();
        let is_tracked = |path: &str| workspace.is_tracked(path);
        let is_open = |script: &str| {
            let lines = script.lines().filter(|line| !line.trim_start().starts_with('#'));
            lines.flat_map(|line| find_placeholders(line, PlaceholderContext::Command, is_tracked)).next()
        };
        let values = self.values(session)?;
        let (mut planned, mut reasons) = (Vec::new(), Vec::new());
        for (at, step) in self.steps.iter().enumerate() {
            let mut scripts = Vec::new();
            for (command, run) in step.commands.iter().enumerate() {
                let line = run.span.map_or(0, |span| document.position(span.start).line);
                let counts = at + 1 >= from && !self.passed(at, command);
                let place = format!("`{}` line {line}, step {}", loaded.path, at + 1);
                if counts && !run.unsafe_statements.is_empty() {
                    reasons.push(format!(
                        "{place}: a failure would go unnoticed: {}",
                        run.unsafe_statements.join("; ")
                    ));
                }
                let filled = match (is_open(&run.script), &values) {
                    (None, _) => Ok(run.script.clone()),
                    (Some(_), Some(values)) => fill(&run.script, values, &is_tracked),
                    (Some(found), None) => Err(format!(
                        "nothing is known that could stand for `{}`: there is no baseline",
                        found.text
                    )),
                };
                scripts.push(filled.unwrap_or_else(|why| {
                    if counts {
                        reasons.push(format!("{place}: {why}"));
                    }
                    run.script.clone()
                }));
            }
            planned.push(PlannedStep { title: step.title.clone(), digest: digest(step), scripts });
        }
        if reasons.is_empty() {
            return Ok(planned);
        }
        let id = workspace.document_id(self.index);
        Err(EngineError::refused(format!("the steps of `{id}` cannot be run as they stand"), reasons)
            .hint(format!("edit the document; `milepost run {id} --from STEP` begins behind a step")))
    }

    /// What is known to stand for placeholders; `None` without a baseline.
    fn values(&self, session: &Session<'_>) -> Result<Option<Values>> {
        let workspace = session.workspace;
        let Some((_, baseline)) = &self.assessment.baseline else { return Ok(None) };
        let folder = workspace.config.database.as_ref().and_then(|database| database.migrations.as_ref());
        let git = workspace.git().filter(|_| !baseline.commit.is_empty());
        let Some(git) = git else { return Ok(None) };
        let migrations = match (folder, git.head()?) {
            (Some(folder), Some(head)) => {
                let range = (baseline.commit.as_str(), head.as_str());
                Migrations::read(&git, range, &prefixed(workspace, folder))?.new_names().to_vec()
            }
            _ => Vec::new(),
        };
        Ok(Some(Values { base: baseline.commit.clone(), migrations, has_folder: folder.is_some() }))
    }

    /// Each step with what is known of it: by evidence, and by what a run's journal says of what no evidence can.
    pub(super) fn report(
        &self,
        workspace: &Workspace,
        (run, scripts): (Option<&Run<'_>>, Option<&[PlannedStep]>),
        told: &Told,
    ) -> Vec<StepReport> {
        let document = workspace.document(self.index).document();
        let report = |(at, step): (usize, &WorkStep)| {
            let commands: Vec<CommandReport> = step
                .commands
                .iter()
                .enumerate()
                .map(|(command, bound)| {
                    let state = &self.assessment.states[self.places[at][command].0];
                    let newest = state.newest.as_ref().filter(|_| state.is_fresh());
                    let scripts = scripts.and_then(|steps| steps.get(at)).map(|step| &step.scripts);
                    CommandReport {
                        line: bound.span.map_or(0, |span| document.position(span.start).line),
                        label: bound.label.clone(),
                        script: scripts
                            .and_then(|scripts| scripts.get(command))
                            .unwrap_or(&bound.script)
                            .clone(),
                        verdict: newest.map(|(_, run)| name(&run.result.verdict).to_owned()),
                        record: newest.map(|(digest, _)| digest.short()),
                        ran: told.ran.contains(&(at, command)),
                        duration_ms: newest.map(|(_, run)| run.result.duration_ms),
                    }
                })
                .collect();
            let line = |(fence, why): &(milepost_document::FenceId, String)| {
                (document.position(document.fence(*fence).span.start).line, why.clone())
            };
            let (state, note) = self.state(at, run, told);
            StepReport {
                number: at + 1,
                title: step.title.clone(),
                line: document.position(step.start).line,
                state: state.to_owned(),
                is_manual: step.commands.is_empty(),
                ticked: step.item.and_then(|item| {
                    let item = document.item(item);
                    item.checkbox.map(|_| item.is_ticked())
                }),
                commands,
                not_run: step.not_run.iter().map(line).collect(),
                note,
            }
        };
        self.steps.iter().enumerate().map(report).collect()
    }

    /// How a step stands, with what was said of it.
    fn state(&self, at: usize, run: Option<&Run<'_>>, told: &Told) -> (&'static str, Option<String>) {
        let has_passed = self.next(at).is_none();
        if has_passed && (!self.steps[at].needs_somebody() || told.is_proven(at)) {
            let now = told.ran.iter().any(|(step, _)| *step == at);
            return (if now { "done" } else { "found" }, None);
        }
        if let Some(reason) = told.skipped(at) {
            return ("skipped", Some(reason.to_owned()));
        }
        if has_passed && let Some(said) = told.declared(at) {
            return ("declared", Some(said.to_owned()));
        }
        if let (Some(run), Some(command)) = (run, self.next(at)) {
            match last(run, &Plan::name(at, command)) {
                Some(Happened::Intent) => return ("interrupted", None),
                Some(Happened::Failed) => return ("failed", None),
                _ => {}
            }
        }
        if run.is_some_and(|run| at + 1 < run.plan.from) {
            return ("passed-over", None);
        }
        ("open", None)
    }
}

/// What is known of steps besides evidence and one journal.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The commands that ran now, by step and place.
    pub(super) ran: Vec<(usize, usize)>,
    /// What was said of each step that somebody did.
    declared: Vec<Option<String>>,
    /// Why each step is left out.
    skipped: Vec<Option<String>>,
    /// Whether the entry of each step is proven by something else than its commands.
    proven: Vec<bool>,
}

impl Told {
    /// What the runs of this attempt say of steps that no evidence can tell of, and what proves their entries besides.
    ///
    /// # Errors
    /// When a journal or a plan cannot be read.
    pub(super) fn of(workspace: &Workspace, scene: &Scene) -> Result<Self> {
        let runs = Run::all(workspace.system.as_ref(), &workspace.local)?;
        let mine = runs.iter().filter(|run| run.plan.attempt == scene.attempt);
        let count = scene.steps.len();
        let mut told = Self { declared: vec![None; count], skipped: vec![None; count], ..Self::default() };
        let now: Vec<String> = scene.steps.iter().map(digest).collect();
        for run in mine {
            for line in run.journal.lines() {
                let step = line.step.as_ref().and_then(|step| step.parse::<usize>().ok());
                let Some(at) = step.and_then(|step| same(&run.plan.steps, step.checked_sub(1)?, &now)) else {
                    continue;
                };
                let note = || Some(line.note.clone().unwrap_or_default());
                match line.event {
                    Happened::Declared => told.declared[at] = note(),
                    Happened::Skipped => told.skipped[at] = note(),
                    Happened::TakenUp => told.skipped[at] = None,
                    _ => {}
                }
            }
        }
        let proven = |step: &WorkStep| {
            scene.assessment.deciding().any(|(binding, judged)| {
                let is_it = matches!(binding.subject, Subject::Item(item) if Some(item) == step.item);
                is_it && judged.standing == Standing::Proven
            })
        };
        told.proven = scene.steps.iter().map(proven).collect();
        Ok(told)
    }

    /// What was said of a step that somebody did.
    pub(super) fn declared(&self, step: usize) -> Option<&str> {
        self.declared.get(step)?.as_deref()
    }

    /// Why a step is left out.
    pub(super) fn skipped(&self, step: usize) -> Option<&str> {
        self.skipped.get(step)?.as_deref()
    }

    /// Whether a step is still to be done: by a command, or by somebody.
    pub(super) fn leaves(&self, scene: &Scene, step: usize) -> bool {
        let rest =
            || scene.steps[step].needs_somebody() && self.declared(step).is_none() && !self.is_proven(step);
        self.skipped(step).is_none() && (scene.next(step).is_some() || rest())
    }

    /// Whether the entry of a step is proven, such as by a signature.
    pub(super) fn is_proven(&self, step: usize) -> bool {
        self.proven.get(step).copied().unwrap_or_default()
    }
}

/// Where a planned step stands now: of several that are the same, the one with as many before it.
pub(super) fn same(planned: &[PlannedStep], at: usize, now: &[String]) -> Option<usize> {
    let wanted = &planned.get(at)?.digest;
    let earlier = planned[..at].iter().filter(|step| step.digest == *wanted).count();
    (0..now.len()).filter(|step| now[*step] == *wanted).nth(earlier)
}

/// What the journal said last of a command.
pub(super) fn last(run: &Run<'_>, name: &str) -> Option<Happened> {
    let lines = run.journal.lines().iter();
    lines.filter(|line| line.step.as_deref() == Some(name)).map(|line| line.event).next_back()
}

/// Refuses where a milestone is not being worked on.
///
/// # Errors
/// Refused.
pub(super) fn require_work(workspace: &Workspace, index: usize) -> Result<()> {
    let id = workspace.document_id(index);
    let message = format!("the steps of `{id}` are not run");
    let (why, hint) = match workspace.document(index).status() {
        Some(Status::InProgress | Status::Review) => return Ok(()),
        Some(Status::Blocked) => {
            ("it is blocked".to_owned(), format!("`milepost unblock {id}` takes it up again"))
        }
        Some(status @ (Status::Planned | Status::Ready)) => {
            (format!("it is {}", words(status)), format!("`milepost start {id}` begins the work"))
        }
        Some(status) => {
            (format!("it is {}", words(status)), format!("`milepost show {id}` says what is known of it"))
        }
        None => (
            "its document states no status".to_owned(),
            format!("`milepost adopt {id}` takes work over that goes on"),
        ),
    };
    Err(EngineError::refused(message, vec![why]).hint(hint))
}

fn name(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "fail",
        Verdict::Flaky => "flaky",
        Verdict::Inconclusive { .. } => "inconclusive",
        Verdict::Timeout => "timeout",
        Verdict::Cancelled => "cancelled",
    }
}
