//! The steps of a run. Each is looked at before and after it is done: what is believed is what is there, and not what the journal
//! says.

use std::path::Path;

use milepost_ledger::{Access, Place, Prepared, Record};
use milepost_system::git::{Git, Repository};

use super::{
    files::Files,
    live_database::LiveDatabase,
    message::message,
    plan::Run,
    ready::ready,
    references::References,
    report::{RollbackReport, StepReport},
    tip::Tip,
};
use crate::{EngineError, ErrorKind, Result, Workspace, procedure::Happened};

/// The steps, in their order. [`Step::Database`] is the pivot where there is a database, else [`Step::Branch`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The new commit is held by a reference, so that nobody collects it.
    Hold,
    /// The database is taken back.
    Database,
    /// The branch goes to the new commit.
    Branch,
    /// Files and index follow.
    Files,
    /// Records are written that no commit holds.
    Records,
    /// The note in the database and the reference are removed.
    Clean,
}

impl Step {
    pub(super) const ALL: [Self; 6] =
        [Self::Hold, Self::Database, Self::Branch, Self::Files, Self::Records, Self::Clean];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Database => "database",
            Self::Branch => "branch",
            Self::Files => "files",
            Self::Records => "records",
            Self::Clean => "clean",
        }
    }
}

/// How a step stands.
#[derive(Debug, PartialEq, Eq)]
enum Probe {
    Done,
    Open,
}

/// A run with what it works on.
pub(super) struct Course<'w> {
    pub(super) workspace: &'w Workspace,
    pub(super) repository: &'w Repository,
    pub(super) git: Git<'w>,
    pub(super) run: Run<'w>,
    /// When this process took the run up, in nanoseconds since the epoch.
    since_ns: i128,
}

impl<'w> Course<'w> {
    /// The course of a run.
    pub(super) fn new(workspace: &'w Workspace, run: Run<'w>) -> Result<Self> {
        let repository = workspace.repository.as_ref().ok_or_else(|| {
            EngineError::usage("there is no Git repository any more, in which the rollback could go on")
        })?;
        let git = Git::new(workspace.system.as_ref(), &repository.root);
        let since_ns = workspace.system.now().as_nanosecond();
        Ok(Self { workspace, repository, git, run, since_ns })
    }

    /// Does what is open, in order.
    ///
    /// # Errors
    /// When a step cannot be done. It can be done later: the journal stays open.
    pub(super) fn go(
        &mut self,
        cancelled: &dyn Fn() -> bool,
        tell: &mut dyn FnMut(&str),
    ) -> Result<RollbackReport> {
        let mut steps = Vec::new();
        for step in Step::ALL {
            if cancelled() {
                return Err(self.interrupted()?);
            }
            steps.push(self.step(step, tell).map_err(goes_on)?);
        }
        self.journal(None, Happened::Finished, None).map_err(goes_on)?;
        self.clear();
        let mut report = self.report(steps)?;
        report.message = Some(message(&self.run.plan, &report.taken_out));
        Ok(report)
    }

    fn step(&mut self, step: Step, tell: &mut dyn FnMut(&str)) -> Result<StepReport> {
        let report =
            |state: &str, note| StepReport { name: step.name().to_owned(), state: state.to_owned(), note };
        if self.probe(step)? == Probe::Done {
            self.journal(Some(step), Happened::Found, None)?;
            return Ok(report("found", None));
        }
        if step == self.pivot() {
            ready(self)?;
        }
        tell(step.name());
        self.journal(Some(step), Happened::Intent, None)?;
        match self.apply(step) {
            Ok(note) => {
                if self.probe(step)? == Probe::Open {
                    let message =
                        format!("the step `{}` of the rollback was done and is not there", step.name());
                    return Err(EngineError::new(ErrorKind::Bug, message));
                }
                self.journal(Some(step), Happened::Done, note.clone())?;
                Ok(report("done", note))
            }
            Err(error) => {
                // Where that cannot be written, nothing is missed: each step is looked at.
                let _ = self.journal(Some(step), Happened::Failed, Some(error.to_string()));
                Err(error)
            }
        }
    }

    /// The first step that cannot be given up.
    const fn pivot(&self) -> Step {
        if self.run.plan.database.is_some() { Step::Database } else { Step::Branch }
    }

    fn probe(&self, step: Step) -> Result<Probe> {
        let plan = &self.run.plan;
        let of = |done: bool| Ok(if done { Probe::Done } else { Probe::Open });
        match step {
            Step::Hold => of(self.run.journal.intended(Step::Clean.name())
                || self.git.rev_parse(&self.reference())?.as_ref() == Some(&plan.new)),
            Step::Database => match self.database() {
                None => of(true),
                // The note is removed when all is done: whoever was about to do that had looked.
                Some(_) if self.run.journal.intended(Step::Clean.name()) => of(true),
                Some(database) => of(database.is_undone()?),
            },
            Step::Branch => of(self.is_moved()?),
            Step::Files => of(self.files().are_there()?),
            Step::Records => {
                let here = |path: &Path, text: &str| {
                    self.workspace.system.read(path).is_ok_and(|bytes| bytes == text.as_bytes())
                };
                of(plan.records.iter().all(|record| here(&record.path, &record.text)))
            }
            Step::Clean => of(!self.is_undone()? && self.git.rev_parse(&self.reference())?.is_none()),
        }
    }

    fn apply(&self, step: Step) -> Result<Option<String>> {
        let plan = &self.run.plan;
        match step {
            Step::Hold => {
                self.references().move_to(&self.reference(), &plan.new, None)?;
                Ok(None)
            }
            Step::Database => self.database().map_or(Ok(None), |database| database.undo()),
            Step::Branch => {
                self.references().move_to(&self.branch(), &plan.new, Some(&plan.old))?;
                Ok(None)
            }
            Step::Files => self.files().write().map(|()| None),
            Step::Records => self.write_records().map(|()| None),
            Step::Clean => {
                if let Some(database) = self.database() {
                    database.forget()?;
                }
                self.references().remove(&self.reference(), &plan.new)?;
                Ok(None)
            }
        }
    }

    /// Whether it can be given up: neither the database nor the branch is changed by it. What others did to the branch, or
    /// where HEAD is, does not matter.
    pub(super) fn can_abort(&self) -> Result<bool> {
        Ok(!self.is_undone()?
            && !self.run.journal.intended(Step::Clean.name())
            && !Tip::holds_new(&self.git, &self.run.plan)?)
    }

    /// Gives the run up.
    ///
    /// # Errors
    /// When it is past its pivot, or something cannot be removed.
    pub(super) fn abort(&mut self) -> Result<RollbackReport> {
        if !self.can_abort()? {
            let what = if self.run.plan.database.is_some() {
                "the database is taken back"
            } else {
                "the branch has moved"
            };
            return Err(EngineError::refused(
                format!("the rollback of `{}` cannot be given up any more", self.run.plan.milestone),
                vec![what.to_owned()],
            )
            .hint("`milepost rollback --resume` brings it to its end"));
        }
        self.references().remove(&self.reference(), &self.run.plan.new)?;
        self.journal(None, Happened::Aborted, None)?;
        self.clear();
        let taken_out = self.run.folder.join("taken-out");
        // Once the database was about to be changed, what was saved of it is never removed.
        let was_begun = self.run.journal.intended(Step::Database.name());
        if !was_begun && self.workspace.system.exists(&taken_out) {
            self.workspace
                .system
                .remove_dir_all(&taken_out)
                .map_err(|error| EngineError::io("remove", &taken_out, error))?;
        }
        self.report(Vec::new())
    }

    fn interrupted(&mut self) -> Result<EngineError> {
        let hint = if self.can_abort()? {
            "`milepost rollback --abort` gives it up, `--resume` goes on"
        } else {
            "`milepost rollback --resume` brings it to its end"
        };
        Ok(EngineError::new(ErrorKind::Interrupted, "the rollback was interrupted").hint(hint))
    }

    /// What stands of it.
    pub(super) fn report(&self, steps: Vec<StepReport>) -> Result<RollbackReport> {
        let (plan, journal) = (&self.run.plan, &self.run.journal);
        let state = match journal.lines().last().map(|line| line.event) {
            Some(Happened::Finished) => "finished",
            Some(Happened::Aborted) => "aborted",
            _ => "open",
        };
        let listed = self.workspace.system.list(&self.run.folder.join("taken-out")).unwrap_or_default();
        Ok(RollbackReport {
            id: plan.milestone.clone(),
            run: plan.run.clone(),
            state: state.to_owned(),
            reason: plan.reason.clone(),
            steps,
            branch: plan.branch.clone(),
            old: plan.old.clone(),
            new: plan.new.clone(),
            can_abort: state == "open" && self.can_abort()?,
            taken_out: listed.into_iter().map(|entry| entry.path.display().to_string()).collect(),
            attestation: plan.attestation.clone().filter(|_| state == "finished"),
            message: None,
            warnings: plan.warnings.clone(),
        })
    }

    /// How each step stands, without doing any.
    pub(super) fn standing(&self) -> Result<Vec<StepReport>> {
        let one = |step: Step| {
            let state = match step {
                Step::Branch if matches!(Tip::of(&self.git, &self.run.plan)?, Tip::Elsewhere(_)) => {
                    "elsewhere"
                }
                _ if self.probe(step)? == Probe::Done => "done",
                _ => "open",
            };
            Ok(StepReport { name: step.name().to_owned(), state: state.to_owned(), note: None })
        };
        let over = !self.run.journal.is_open();
        if over { Ok(Vec::new()) } else { Step::ALL.into_iter().map(one).collect() }
    }

    fn journal(&mut self, step: Option<Step>, event: Happened, note: Option<String>) -> Result<()> {
        let folder = self.run.folder.clone();
        self.run
            .journal
            .add(step.map(Step::name), event, note)
            .map_err(|error| EngineError::io("write the journal in", folder, error))
    }

    /// Begins.
    pub(super) fn begin(&mut self) -> Result<()> {
        self.journal(None, Happened::Begun, None)
    }

    /// Removes what nobody needs any more. It is looked for by nobody, so nothing depends on that it is gone.
    fn clear(&self) {
        for name in ["draft.index", "ready.index", "links.index"] {
            let _ = self.workspace.system.remove_file(&self.run.folder.join(name));
        }
        let _ = self.workspace.system.remove_dir_all(&self.run.folder.join("writing"));
    }

    fn reference(&self) -> String {
        format!("refs/milepost/rollback/{}", self.run.plan.run)
    }

    fn branch(&self) -> String {
        format!("refs/heads/{}", self.run.plan.branch)
    }

    pub(super) fn files(&self) -> Files<'_> {
        Files {
            workspace: self.workspace,
            repository: self.repository,
            git: &self.git,
            folder: &self.run.folder,
            old: &self.run.plan.old,
            new: &self.run.plan.new,
        }
    }

    fn references(&self) -> References<'_> {
        References {
            system: self.workspace.system.as_ref(),
            git: &self.git,
            repository: self.repository,
            plan: self.run.plan_file(),
            since_ns: self.since_ns,
        }
    }

    /// Whether the branch is where it goes. One that is neither there nor where it was is somebody's.
    fn is_moved(&self) -> Result<bool> {
        match Tip::of(&self.git, &self.run.plan)? {
            Tip::Old => Ok(false),
            Tip::New => Ok(true),
            Tip::Elsewhere(error) => Err(error),
        }
    }

    /// Whether the database that takes part says that it is taken back.
    fn is_undone(&self) -> Result<bool> {
        self.database().map_or(Ok(false), |database| database.is_undone())
    }

    /// The database that takes part, where one does.
    fn database(&self) -> Option<LiveDatabase<'_>> {
        let planned = self.run.plan.database.as_ref()?;
        Some(LiveDatabase { workspace: self.workspace, run: &self.run, planned })
    }

    fn write_records(&self) -> Result<()> {
        let system = self.workspace.system.as_ref();
        let mut written = Vec::new();
        for record in &self.run.plan.records {
            let failed = |error| EngineError::io("write", &record.path, error);
            if let Some(parent) = record.path.parent() {
                system.create_dir_all(parent).map_err(failed)?;
            }
            system.write_atomic(&record.path, record.text.as_bytes()).map_err(failed)?;
            let bytes = record.text.clone().into_bytes();
            let digest = Record::read(&bytes, Place::Local, record.path.clone())
                .map_err(|why| EngineError::new(ErrorKind::Bug, format!("a record cannot be read: {why}")))?
                .digest;
            written.push(Prepared { digest, place: Place::Local, path: record.path.clone(), bytes });
        }
        Ok(self.workspace.ledger(Access::Write)?.settle(&written)?)
    }
}

/// An error in the midst of a run, with the next step.
fn goes_on(error: EngineError) -> EngineError {
    if error.hints.iter().any(|hint| hint.contains("--resume")) {
        return error;
    }
    error.hint("`milepost rollback --resume` goes on from there when that is set right")
}
