//! Where a rehearsal takes place: a disposable clone, a scratch database, and commands that reach nothing else.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use milepost_database::{Place, Scope, Scratch, ScratchError, SetAside};
use milepost_gate::Expectation;
use milepost_ledger::RehearsedStep;
use milepost_runner::{
    CheckSpec, CommandSpec, Enforced, Guard, Interpreter, Outcome, Places, ReportSource, RunContext,
    Sandboxes, Token, Verdict, run_checks,
};
use milepost_system::git::{DisposableClone, Repository};

use super::{
    database::{self, State},
    full_disk::full_disk,
    left_behind,
    put::{put, take},
    said::failure,
};
use crate::{
    EngineError, Result, Workspace,
    binding::Run,
    config::DatabaseConfig,
    plan::check_environment,
    verify::{self, VerifyEvent},
    with_causes,
    workspace::state_home,
};

/// A clone and a database that are gone when it is dropped.
pub(super) struct Stage<'s> {
    workspace: &'s Workspace,
    clone: DisposableClone<'s>,
    database: Option<(Scratch<'s>, &'s DatabaseConfig)>,
    sandboxes: Arc<Sandboxes>,
    cancel: Arc<AtomicBool>,
    /// A folder with nothing of a server, where programs look that are told of none.
    nowhere: PathBuf,
    /// The names of the steps, in their order.
    planned: Vec<String>,
    /// What ran so far.
    pub(super) steps: Vec<RehearsedStep>,
    /// The last command.
    pub(super) last: Option<Outcome>,
    /// The weakest sandbox of all steps.
    pub(super) weakest: Option<Enforced>,
    /// What somebody should know of how it ran.
    pub(super) notes: Vec<String>,
    // Last of all: what lies in it is removed when it goes.
    place: Place<'s>,
}

/// How a command ended that is no pass.
#[derive(Debug)]
pub(super) enum Ended {
    /// It failed, in words.
    Failed(String),
    /// It says nothing: a statement hides failures, something was left running, the sandbox denied it.
    Unproven(String),
    /// Somebody stopped it.
    Cancelled,
}

impl<'s> Stage<'s> {
    /// Makes clone and database.
    ///
    /// # Errors
    /// In words: why one of them cannot be had.
    pub(super) fn set(
        workspace: &'s Workspace,
        repository: &Repository,
        config: Option<&'s DatabaseConfig>,
        cancel: Arc<AtomicBool>,
        planned: &[(String, Option<Duration>)],
    ) -> std::result::Result<Self, String> {
        let system = workspace.system.as_ref();
        let notes: Vec<String> = left_behind::remove(workspace, config).into_iter().collect();
        let database = match config {
            Some(config) => Some((database::make(workspace, config)?, config)),
            None => None,
        };
        let place = Place::new(system).map_err(|error| error.to_string())?;
        let root = system.canonicalize(place.root()).map_err(|error| error.to_string())?;
        let clone = DisposableClone::make(system, repository, (&root.join("outside"), &root.join("copy")))
            .map_err(|error| with_causes(&error))?;
        let nowhere = root.join("nowhere");
        let mut places = Places::of(system)
            .with_secret(state_home(system))
            .with_work_tree(clone.work_tree())
            .with_read(repository.common_dir.join("objects"))
            .with_read(&nowhere);
        if let Some(folder) = database.as_ref().and_then(|(scratch, _)| scratch.folder()) {
            places = places.with_work_tree(system.canonicalize(folder).unwrap_or_else(|_| folder.to_owned()));
        }
        let scratch = database.as_ref().map(|(scratch, _)| scratch);
        let defaults = database::defaults(scratch, config.map(|config| config.engine), &nowhere);
        system
            .create_dir_all(&nowhere)
            .and_then(|()| {
                system.write_new(&nowhere.join("my.cnf"), database::client_options(&defaults).as_bytes())
            })
            .map_err(|error| error.to_string())?;
        Ok(Self {
            workspace,
            clone,
            database,
            sandboxes: Arc::new(Sandboxes::new(places)),
            cancel,
            nowhere,
            planned: planned.iter().map(|(name, _)| name.clone()).collect(),
            steps: Vec::new(),
            last: None,
            weakest: None,
            notes,
            place,
        })
    }

    /// The clone.
    pub(super) fn clone(&self) -> &DisposableClone<'s> {
        &self.clone
    }

    /// Whether there is a database.
    pub(super) fn has_database(&self) -> bool {
        self.database.is_some()
    }

    /// The database, with what is said of it.
    pub(super) fn database(&self) -> Option<(&Scratch<'s>, &'s DatabaseConfig)> {
        self.database.as_ref().map(|(scratch, config)| (scratch, *config))
    }

    /// Whether somebody stopped it.
    pub(super) fn cancelled(&self) -> &Arc<AtomicBool> {
        &self.cancel
    }

    /// The place of a step among those that were told of: some of them may not have come to run.
    pub(super) fn place_of(&self, name: &str) -> usize {
        self.planned.iter().position(|planned| planned == name).unwrap_or(self.planned.len())
    }

    /// The outside.
    pub(super) fn system(&self) -> &'s dyn milepost_system::System {
        self.workspace.system.as_ref()
    }

    /// The files of a commit.
    ///
    /// # Errors
    /// In words.
    pub(super) fn check_out(&self, commit: &str, branch: Option<&str>) -> std::result::Result<(), String> {
        self.clone.check_out(commit, branch).map_err(|error| with_causes(&error))
    }

    /// Writes a file of the repository into the clone.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn put(&self, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
        put(self.system(), self.clone.work_tree(), path, bytes)
    }

    /// Where files lie that commands may read and not change.
    pub(super) fn kept(&self) -> PathBuf {
        self.nowhere.join("before")
    }

    /// Writes a file there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn keep(&self, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
        self.system().create_dir_all(&self.kept())?;
        put(self.system(), &self.kept(), path, bytes)
    }

    /// A text that a command wrote into the clone, which is removed there.
    ///
    /// # Errors
    /// When it is no text, is longer than that, or cannot be read.
    pub(super) fn take(&self, path: &Path, longest: u64) -> std::io::Result<String> {
        take(self.system(), self.clone.work_tree(), path, longest)
    }

    /// Puts a copy in the place of the database, until [`Stage::put_back`]; `None` where there is none to be had.
    ///
    /// # Errors
    /// When it cannot be made; then nothing has changed.
    pub(super) fn set_aside(&self) -> std::result::Result<Option<SetAside<'s>>, ScratchError> {
        let set_aside = |(scratch, _): &(Scratch<'s>, _)| scratch.set_aside(self.workspace.system.as_ref());
        self.database.as_ref().map_or(Ok(None), set_aside)
    }

    /// Puts the database back that was set aside.
    ///
    /// # Errors
    /// In words.
    pub(super) fn put_back(&self, aside: SetAside<'_>) -> std::result::Result<(), String> {
        let Some((scratch, _)) = &self.database else { return Ok(()) };
        scratch.put_back(aside).map_err(|error| {
            format!("the database that was set aside cannot be put back: {}", with_causes(&error))
        })
    }

    /// Schema and data as they are now; `None` without a database.
    ///
    /// # Errors
    /// In words.
    pub(super) fn read(&self, scope: &Scope) -> std::result::Result<Option<State>, String> {
        self.database.as_ref().map(|(scratch, config)| database::read(scratch, scope, config)).transpose()
    }

    /// Runs a command in the clone, and notes it as a step.
    ///
    /// # Errors
    /// How it ended, where it did not pass; the outer one when it cannot be run at all.
    pub(super) fn run(
        &mut self,
        name: &str,
        run: &Run,
        script: &str,
        events: &mut dyn FnMut(VerifyEvent<'_>),
    ) -> Result<std::result::Result<(), Ended>> {
        let spec = match self.spec(name, run, script)? {
            Ok(spec) => spec,
            Err(ended) => return Ok(Err(ended)),
        };
        let at = self.place_of(name);
        let outcome = {
            let guard = Unguarded;
            let system = self.workspace.system.as_ref();
            let context = RunContext {
                cancel: Arc::clone(&self.cancel),
                secrets: verify::secrets(self.workspace),
                sandboxes: Arc::clone(&self.sandboxes),
                reports_in: vec![self.clone.work_tree().to_owned()],
                ..RunContext::new(system, self.root(), &guard)
            };
            let outcomes = run_checks(&[spec], &context, &mut |event| verify::as_one_of(event, at, events));
            outcomes.into_iter().next().expect("one check has one outcome")
        };
        self.steps.push(RehearsedStep {
            name: name.to_owned(),
            verdict: outcome.verdict.name().to_owned(),
            reason: outcome.verdict.reason(),
            duration_ms: outcome.duration.as_millis() as u64,
        });
        self.note_sandbox(name, &outcome.sandbox);
        let lost = self.lost();
        let ended = match &outcome.verdict {
            Verdict::Cancelled => Err(Ended::Cancelled),
            Verdict::Inconclusive(why) => Err(Ended::Unproven(why.reason())),
            Verdict::Pass => lost.map_or(Ok(()), |lost| Err(Ended::Unproven(lost))),
            other => {
                let why = failure(&outcome, script, &other.reason().unwrap_or_default());
                let config = self.database.as_ref().map(|(_, config)| *config);
                let why = config.map_or(why.clone(), |config| database::with_rights(why, config));
                Err(if let Some(lost) = lost {
                    Ended::Unproven(format!("{lost}; what ran said: {why}"))
                } else if let Some(line) = full_disk(&outcome.stderr.text(), &outcome.stdout.text()) {
                    Ended::Unproven(format!("there is no room for it: {line}; make some, and try again"))
                } else {
                    Ended::Failed(why)
                })
            }
        };
        self.last = Some(outcome);
        Ok(ended)
    }

    /// Why nothing that was seen can be believed, where the server is gone or was started anew: then what a command says is not of the
    /// command, and what the database held may be gone.
    pub(super) fn lost(&self) -> Option<String> {
        let (scratch, _) = self.database.as_ref()?;
        if scratch.has_stayed() {
            return None;
        }
        Some(match scratch.answers() {
            Err(error) => format!("the database is gone: {}", with_causes(&error)),
            Ok(()) => "the server of the database was started anew in between, and may have lost what it held: try again when it stays".to_owned(),
        })
    }

    /// The project's root in the clone.
    fn root(&self) -> PathBuf {
        let repository = self.workspace.repository.as_ref();
        let inside =
            repository.and_then(|repository| self.workspace.root.strip_prefix(&repository.root).ok());
        self.clone.work_tree().join(inside.unwrap_or(Path::new("")))
    }

    fn spec(&mut self, name: &str, run: &Run, script: &str) -> Result<std::result::Result<CheckSpec, Ended>> {
        let system = self.workspace.system.as_ref();
        let root = self.root();
        let cwd = root.join(&run.cwd);
        let Ok(real) = system.canonicalize(&cwd) else {
            let words = format!("there is no folder `{}` to run `{}` in", run.cwd, run.label);
            return Ok(Err(Ended::Failed(words)));
        };
        if !real.starts_with(&root) {
            return Err(EngineError::usage(format!("`{}` lies outside of the project", run.cwd)));
        }
        let interpreter = Interpreter::from_word(&run.interpreter).ok_or_else(|| {
            EngineError::usage(format!("`{}` is no interpreter that is known", run.interpreter))
        })?;
        let mut spec = CheckSpec::new(name, script, real);
        name.clone_into(&mut spec.label);
        spec.command = CommandSpec { interpreter, script: script.to_owned(), first_line: 1 };
        spec.env = check_environment(self.workspace, run);
        let secrets = &self.workspace.config.environment.secrets;
        let own = self.database.as_ref().map(|(_, config)| &config.env);
        let is_own = |name: &String| own.is_some_and(|own| own.contains_key(name));
        // What a check sets for itself may be the way to a database too.
        for name in run.env.keys().filter(|name| !is_own(name) && database::leads_to_database(name)) {
            let note = format!(
                "`{name}` of `{}` may lead to a database, and was not passed on: `env` of `[database]` can set it",
                run.label
            );
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        spec.env.retain(|name, _| {
            is_own(name)
                || !database::leads_to_database(name)
                    && (run.env.contains_key(name) || !secrets.contains(name))
        });
        let scratch = self.database.as_ref().map(|(scratch, _)| scratch);
        let engine = self.database.as_ref().map(|(_, config)| config.engine);
        let defaults = database::defaults(scratch, engine, &self.nowhere);
        spec.env.extend(defaults.into_iter().map(|(name, value)| (name.to_owned(), Some(value))));
        if let Some((scratch, config)) = &self.database {
            let filled = database::environment(&config.env, &scratch.words());
            spec.env.extend(filled.into_iter().map(|(name, value)| (name, Some(value))));
        }
        let (mark, place) = self.place.mark();
        spec.env.insert(mark.to_owned(), Some(place));
        for (name, value) in [("GIT_EDITOR", "true"), ("GIT_TERMINAL_PROMPT", "0")] {
            spec.env.insert(name.to_owned(), Some(value.to_owned()));
        }
        spec.timeout = Duration::from_secs(run.timeout);
        spec.is_test = run.is_test;
        spec.retries = run.retries;
        if run.is_test && run.min_tests > 1 {
            spec.expectations.push(Expectation::MinTests { count: run.min_tests });
        }
        spec.reports = run
            .tests_report
            .iter()
            .chain(&run.coverage_report)
            .map(|report| ReportSource { format: report.format.clone(), path: report.path.clone() })
            .collect();
        let home = system.var("HOME").map(PathBuf::from);
        spec.sandbox = run.sandbox.spec(&root, home.as_deref());
        spec.unsafe_statements.clone_from(&run.unsafe_statements);
        Ok(Ok(spec))
    }

    /// Keeps the weakest of the sandboxes, and what was less than was asked for.
    fn note_sandbox(&mut self, name: &str, enforced: &Enforced) {
        if let Some(why) = &enforced.lowered {
            self.notes.push(format!("{name} ran with less than the wanted sandbox: {why}"));
        }
        let weakest = self.weakest.get_or_insert_with(|| enforced.clone());
        let network = weakest.network.max(enforced.network);
        if enforced.tier < weakest.tier {
            *weakest = enforced.clone();
        }
        weakest.network = network;
    }
}

/// Nobody but the commands changes the clone, and what they change there is what is looked at.
struct Unguarded;

impl Guard for Unguarded {
    fn before(&self) -> std::io::Result<Token> {
        Ok(Token(String::new()))
    }

    fn after(&self, _: &Token, _: &[String]) -> std::io::Result<Vec<String>> {
        Ok(Vec::new())
    }
}
