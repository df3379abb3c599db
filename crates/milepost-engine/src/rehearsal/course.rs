//! The course of a rehearsal: before the change, the change, the way back, and the change once more.

use std::path::{Path, PathBuf};

use milepost_database::Scope;
use milepost_ledger::{Rehearsal as Recorded, RehearsedStep};
use milepost_runner::Outcome;
use milepost_system::git::Git;

use super::{
    database::State,
    found::Found,
    migrations, placeholders,
    placeholders::Values,
    procedure,
    stage::{Ended, Stage},
    verdict::{IRREVERSIBLE, Judged, NOT_REHEARSED, VACUOUS, judge},
};
use crate::{
    Result, Workspace,
    binding::{Rehearsal, Run, RunId},
    rehearsal::RehearseOptions,
    session::{Assessment, Session},
    trust::Granted,
    verify::{self, VerifyEvent},
};

/// What a rehearsal came to.
pub(super) struct Course {
    pub(super) recorded: Recorded,
    /// The last command that ran.
    pub(super) last: Option<Outcome>,
}

/// A rehearsal that ends before its end.
enum Stop {
    /// With this verdict.
    With(&'static str, String),
    /// Somebody stopped it.
    Cancelled,
}

/// The two commits, and the commands with all that was open in them filled.
struct Prepared<'p> {
    rehearsal: &'p Rehearsal,
    base: String,
    candidate: String,
    branch: Option<String>,
    prepare: Option<Run>,
    up: Option<Run>,
    seed: Option<Run>,
    checks: Vec<Run>,
    procedure: Vec<(Run, String)>,
}

/// The commands of a rehearsal by their names, in their order.
pub(super) fn plan(workspace: &Workspace, index: usize, assessment: &Assessment, id: RunId) -> Vec<String> {
    let Some(rehearsal) = assessment.bound.run(id).rehearsal.as_deref() else { return Vec::new() };
    let (config, document) = (&workspace.config, workspace.document(index).document());
    let has = |run: Option<Run>, name: &str| run.map(|run| format!("{name}: {}", first_line(&run.script)));
    let mut plan: Vec<String> = [
        has(rehearsal.prepare(config), PREPARE_BASE),
        has(rehearsal.up(config), UP_BASE),
        has(rehearsal.seed(config), SEED),
        has(rehearsal.prepare(config), PREPARE),
        has(rehearsal.up(config), UP),
    ]
    .into_iter()
    .flatten()
    .collect();
    plan.extend(
        rehearsal
            .checks(config)
            .iter()
            .map(|run| format!("check {}: {}", run.label, first_line(&run.script))),
    );
    let steps = rehearsal.procedure.iter().map(|step| rehearsal.step(config, document, step));
    plan.extend(steps.map(|run| format!("{BACK}: {}", first_line(&run.script))));
    plan.extend(has(rehearsal.up(config), AGAIN));
    plan
}

const PREPARE_BASE: &str = "prepare the baseline";
const UP_BASE: &str = "baseline database";
const SEED: &str = "seed";
const PREPARE: &str = "prepare the candidate";
const UP: &str = "change";
const BACK: &str = "way back";
const PREPARE_AGAIN: &str = "prepare once more";
const AGAIN: &str = "change once more";

/// Rehearses.
///
/// # Errors
/// When Git or the runner cannot be used.
pub(super) fn run(
    session: &Session<'_>,
    index: usize,
    assessment: &Assessment,
    id: RunId,
    granted: &Granted,
    options: &RehearseOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<Course> {
    let workspace = session.workspace;
    let rehearsal = assessment.bound.run(id).rehearsal.as_deref().expect("the run is a rehearsal");
    let early = |stop: Stop, steps: Vec<RehearsedStep>, last: Option<Outcome>| {
        let judged = match stop {
            Stop::With(verdict, words) => Judged { verdict, words, ..Judged::default() },
            Stop::Cancelled => {
                Judged { verdict: NOT_REHEARSED, words: "interrupted".to_owned(), ..Judged::default() }
            }
        };
        Ok(Course { recorded: record(judged, steps), last })
    };
    let prepared = match prepare(workspace, index, rehearsal)? {
        Ok(prepared) => prepared,
        Err(stop) => return early(stop, Vec::new(), None),
    };
    for run in prepared.commands() {
        granted.command(run)?;
    }
    verify::sandbox::require(&prepared.commands().map(spec).collect::<Vec<_>>())?;
    let names: Vec<(String, Option<std::time::Duration>)> =
        prepared.names().map(|name| (name, None)).collect();
    events(VerifyEvent::Planned { document: &workspace.document_id(index), to_run: &names, fresh: 0 });
    let repository = workspace.repository.as_ref().expect("there is a repository, or nothing is rehearsed");
    let set = Stage::set(workspace, repository, rehearsal.database.as_ref(), options.cancel.clone());
    let mut stage = match set {
        Ok(stage) => stage,
        Err(why) => return early(Stop::With(NOT_REHEARSED, why), Vec::new(), None),
    };
    let mut found = Found { claims_database: rehearsal.claims_database, ..Found::default() };
    let ended = act(workspace, &prepared, &mut stage, &mut found, events)?;
    let (steps, last) = (std::mem::take(&mut stage.steps), stage.last.take());
    if let Err(stop) = ended {
        let mut course = early(stop, steps, last)?;
        course.recorded.base = Some(prepared.base.clone());
        course.recorded.candidate = Some(prepared.candidate.clone());
        return Ok(course);
    }
    let mut recorded = record(judge(&found), steps);
    recorded.base = Some(prepared.base.clone());
    recorded.candidate = Some(prepared.candidate.clone());
    let states: Vec<&State> =
        [&found.base, &found.changed, &found.back, &found.again].into_iter().flatten().collect();
    recorded.schemas = states.iter().map(|state| state.schema.digest()).collect();
    recorded.rows = found.base.as_ref().map(|state| state.data.rows());
    recorded.engine =
        found.base.as_ref().map(|state| format!("{} {}", state.schema.engine, state.schema.version));
    Ok(Course { recorded, last })
}

/// What was found, as a record.
pub(super) fn record(judged: Judged, steps: Vec<RehearsedStep>) -> Recorded {
    Recorded {
        verdict: judged.verdict.to_owned(),
        words: judged.words,
        base: None,
        candidate: None,
        engine: None,
        steps,
        schemas: Vec::new(),
        rows: None,
        changed: judged.changed,
        differences: judged.differences,
        notes: judged.notes,
    }
}

fn prepare<'p>(
    workspace: &Workspace,
    index: usize,
    rehearsal: &'p Rehearsal,
) -> Result<std::result::Result<Prepared<'p>, Stop>> {
    let stop = |verdict: &'static str, words: &str| Ok(Err(Stop::With(verdict, words.to_owned())));
    if rehearsal.procedure.is_empty() {
        if rehearsal.has_unlabelled {
            return stop(
                NOT_REHEARSED,
                "the fence of the Rollback Procedure has no language, so nothing runs it: write ```bash",
            );
        }
        return stop(
            IRREVERSIBLE,
            "the document has no Rollback Procedure that could be run: write its commands into a `bash` fence",
        );
    }
    if rehearsal.claims_database && rehearsal.database.is_none() {
        return stop(
            NOT_REHEARSED,
            "the document changes a database, and `[database]` of `milepost.toml` does not say how one is made",
        );
    }
    let Some(base) = rehearsal.base.clone() else {
        return stop(
            NOT_REHEARSED,
            "there is no baseline to which a rollback could lead back: `milepost start` records it",
        );
    };
    let git = workspace.git().expect("there is a repository, or nothing is rehearsed");
    let Some(candidate) = git.head()? else { return stop(NOT_REHEARSED, "there is no commit yet") };
    if git.rev_parse(&format!("{base}^{{commit}}"))?.is_none() {
        let words = format!(
            "the baseline `{base:.12}` is not here: `git fetch --unshallow` brings a history that was cut off"
        );
        return stop(NOT_REHEARSED, &words);
    }
    if base == candidate {
        return stop(VACUOUS, "nothing was committed since the baseline, so there is nothing to take back");
    }
    if !git.is_ancestor(&base, &candidate)? {
        return stop(
            NOT_REHEARSED,
            "HEAD does not come from the baseline: `milepost adopt` takes another one",
        );
    }
    let (config, document) = (&workspace.config, workspace.document(index).document());
    let folder = rehearsal.database.as_ref().and_then(|database| database.migrations.as_ref());
    let new = match folder {
        Some(folder) => migrations::since(&git, &base, &candidate, &prefixed(workspace, folder))?,
        None => Vec::new(),
    };
    let values = Values { base: base.clone(), migrations: new, has_folder: folder.is_some() };
    let mut procedure = Vec::new();
    for step in &rehearsal.procedure {
        let run = rehearsal.step(config, document, step);
        match placeholders::fill(&step.script, &values, &|path| workspace.is_tracked(path)) {
            Ok(script) => procedure.push((run, script)),
            Err(why) => return stop(NOT_REHEARSED, &why),
        }
    }
    Ok(Ok(Prepared {
        rehearsal,
        branch: git.branch()?,
        prepare: rehearsal.prepare(config),
        up: rehearsal.up(config),
        seed: rehearsal.seed(config),
        checks: rehearsal.checks(config),
        procedure,
        base,
        candidate,
    }))
}

/// The steps of ROLLBACK, on the stage. What fails of the change or the way back is found; what keeps a rehearsal from
/// saying anything stops it.
fn act(
    workspace: &Workspace,
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &mut Found,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<std::result::Result<(), Stop>> {
    macro_rules! tried {
        ($result:expr) => {
            match $result {
                Ok(value) => value,
                Err(why) => return Ok(Err(Stop::With(NOT_REHEARSED, why))),
            }
        };
    }
    macro_rules! ready {
        ($name:expr, $run:expr) => {
            if let Some(run) = $run {
                match stage.run($name, run, &run.script, events)? {
                    Ok(()) => {}
                    Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
                    Err(Ended::Failed(why) | Ended::Unproven(why)) => {
                        return Ok(Err(Stop::With(NOT_REHEARSED, format!("{}: {why}", $name))));
                    }
                }
            }
        };
    }
    /// Leaves with what failed, which is a finding.
    macro_rules! held {
        ($name:expr, $run:expr, $script:expr, $words:expr) => {
            match stage.run($name, $run, $script, events)? {
                Ok(()) => None,
                Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
                Err(Ended::Unproven(why)) => {
                    return Ok(Err(Stop::With(NOT_REHEARSED, format!("{}: {why}", $name))))
                }
                Err(Ended::Failed(why)) => Some(format!("{}: {why}", $words)),
            }
        };
    }
    let branch = prepared.branch.as_deref();
    found.bookkeeping =
        prepared.rehearsal.database.iter().flat_map(|config| config.bookkeeping.clone()).collect();
    found.work = work(workspace, prepared)?;
    if stage.has_database() {
        tried!(stage.check_out(&prepared.base, None));
        ready!(PREPARE_BASE, &prepared.prepare);
        ready!(UP_BASE, &prepared.up);
        ready!(SEED, &prepared.seed);
        found.base = tried!(stage.read(&Scope::default()));
    }
    tried!(stage.check_out(&prepared.candidate, branch));
    ready!(PREPARE, &prepared.prepare);
    if let Some(up) = &prepared.up {
        found.failed = held!(UP, up, &up.script, "the change itself fails");
        found.changed = tried!(stage.read(&Scope::default()));
    }
    for check in &prepared.checks {
        if found.failed.is_none() {
            let name = format!("check {}", check.label);
            found.failed = held!(&name, check, &check.script, "on the changed database the new code fails");
        }
    }
    if found.failed.is_some() {
        return Ok(Ok(()));
    }
    let before = stage.clone().head();
    for (at, (run, script)) in prepared.procedure.iter().enumerate() {
        if found.failed.is_none() {
            found.failed = held!(&back(at, prepared.procedure.len()), run, script, "the way back fails");
        }
        found.advice.extend(procedure::advice(script));
    }
    found.head = Some((before, stage.clone().head()));
    if let Some(base) = &found.base {
        let scope = Scope::like(&base.data);
        found.back = tried!(stage.read(&scope));
    }
    files(workspace, prepared, stage, found)?;
    if found.failed.is_none()
        && let Some(up) = &prepared.up
    {
        tried!(stage.check_out(&prepared.candidate, branch));
        ready!(PREPARE_AGAIN, &prepared.prepare);
        found.failed = held!(AGAIN, up, &up.script, "after the way back the change cannot be done once more");
        found.again = tried!(stage.read(&Scope::default()));
    }
    Ok(Ok(()))
}

/// The files that the work changed.
fn work(workspace: &Workspace, prepared: &Prepared<'_>) -> Result<Vec<PathBuf>> {
    let git = workspace.git().expect("there is a repository, or nothing is rehearsed");
    let changed = git.diff_names(&prepared.base, &prepared.candidate)?;
    let is_work = |path: &PathBuf| !is_ours(workspace, path);
    Ok(changed.into_iter().map(|change| change.path).filter(is_work).collect())
}

/// Looks at the files after the way back.
fn files(workspace: &Workspace, prepared: &Prepared<'_>, stage: &Stage<'_>, found: &mut Found) -> Result<()> {
    let differing = stage.clone().differs_from(&prepared.base, &prepared.candidate)?;
    let git: Git<'_> = workspace.git().expect("there is a repository, or nothing is rehearsed");
    let changed = git.diff_names(&prepared.base, &prepared.candidate)?;
    let is_document =
        |path: &Path| is_ours(workspace, path) && !path.starts_with(prefixed(workspace, ".milepost"));
    let differs = |path: &Path| differing.iter().any(|file| file.path() == path);
    found.documents = changed
        .iter()
        .map(|change| change.path.clone())
        .filter(|path| is_document(path) && !differs(path))
        .collect();
    let folder = prepared.rehearsal.database.as_ref().and_then(|config| config.migrations.as_ref());
    let folder = folder.map(|folder| prefixed(workspace, folder));
    let is_migration = |path: &Path| folder.as_ref().is_some_and(|folder| path.starts_with(folder));
    let (kept, files): (Vec<_>, Vec<_>) = differing
        .into_iter()
        .filter(|file| !is_ours(workspace, file.path()))
        .partition(|file| is_migration(file.path()));
    found.kept_migrations = kept.into_iter().map(|file| file.path().to_owned()).collect();
    found.files = files;
    Ok(())
}

/// Whether a path of the repository is a document or a record: what tells of the work, and is no part of it.
fn is_ours(workspace: &Workspace, path: &Path) -> bool {
    let Some(repository) = &workspace.repository else { return false };
    let inside = workspace.root.strip_prefix(&repository.root).unwrap_or(Path::new(""));
    let Ok(path) = path.strip_prefix(inside) else { return false };
    path.starts_with(".milepost") || workspace.portfolio.find(&path.to_string_lossy()).is_some()
}

/// A path from the project's root, as one from the repository's.
fn prefixed(workspace: &Workspace, path: &str) -> String {
    let repository = workspace.repository.as_ref();
    let inside = repository.and_then(|repository| workspace.root.strip_prefix(&repository.root).ok());
    inside.unwrap_or(Path::new("")).join(path.trim_end_matches('/')).to_string_lossy().into_owned()
}

fn back(at: usize, count: usize) -> String {
    if count == 1 { BACK.to_owned() } else { format!("{BACK} {}", at + 1) }
}

fn first_line(script: &str) -> &str {
    let is_command = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    script.lines().find(is_command).unwrap_or_default()
}

fn spec(run: &Run) -> milepost_runner::CheckSpec {
    let mut spec = milepost_runner::CheckSpec::new(&run.label, &run.script, "/");
    spec.sandbox = run.sandbox.spec(Path::new("/"), None);
    spec
}

impl Prepared<'_> {
    /// The commands as somebody was asked to trust them.
    fn commands(&self) -> impl Iterator<Item = &Run> {
        let once = [&self.prepare, &self.up, &self.seed].into_iter().flatten();
        once.chain(&self.checks).chain(self.procedure.iter().map(|(run, _)| run))
    }

    /// What will run, by name.
    fn names(&self) -> impl Iterator<Item = String> {
        let of = |run: &Option<Run>, name: &str| run.as_ref().map(|_| name.to_owned());
        let before = [
            of(&self.prepare, PREPARE_BASE),
            of(&self.up, UP_BASE),
            of(&self.seed, SEED),
            of(&self.prepare, PREPARE),
            of(&self.up, UP),
        ];
        let after = [of(&self.prepare, PREPARE_AGAIN), of(&self.up, AGAIN)];
        let checks = self.checks.iter().map(|check| format!("check {}", check.label));
        let count = self.procedure.len();
        before
            .into_iter()
            .flatten()
            .chain(checks)
            .chain((0..count).map(move |at| back(at, count)))
            .chain(after.into_iter().flatten())
    }
}
