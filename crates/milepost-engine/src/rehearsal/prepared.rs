//! What a rehearsal needs before it begins: two commits, and commands in which nothing is open.

use super::{
    course::Stop,
    files::prefixed,
    placeholders,
    placeholders::Values,
    verdict::{IRREVERSIBLE, NOT_REHEARSED, VACUOUS},
};
use crate::{
    Result, Workspace,
    binding::{Rehearsal, Run, RunId, SQL},
    session::Assessment,
    way_back::migrations_since,
};

/// The two commits, and the commands with all that was open in them filled.
pub(super) struct Prepared<'p> {
    pub(super) rehearsal: &'p Rehearsal,
    pub(super) base: String,
    pub(super) candidate: String,
    pub(super) branch: Option<String>,
    pub(super) prepare: Option<Run>,
    pub(super) up: Option<Run>,
    pub(super) seed: Option<Run>,
    pub(super) checks: Vec<Run>,
    pub(super) procedure: Vec<(Run, String)>,
    pub(super) written: Vec<Run>,
}

/// Looks whether a rehearsal can begin, and fills what is open in its commands.
///
/// # Errors
/// When Git cannot be used.
pub(super) fn prepare<'p>(
    workspace: &Workspace,
    index: usize,
    rehearsal: &'p Rehearsal,
) -> Result<std::result::Result<Prepared<'p>, Stop>> {
    let stop = |verdict: &'static str, words: &str| Ok(Err(Stop::With(verdict, words.to_owned())));
    if let [line, ..] = rehearsal.not_run.as_slice() {
        let words = format!(
            "the fence at line {line} of the Rollback Procedure runs nothing: write ```bash, or put what is no command elsewhere"
        );
        return stop(NOT_REHEARSED, &words);
    }
    if rehearsal.procedure.is_empty() {
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
        Some(folder) => migrations_since(&git, &base, &candidate, &prefixed(workspace, folder))?,
        None => Vec::new(),
    };
    let values = Values { base: base.clone(), migrations: new, has_folder: folder.is_some() };
    let mut procedure = Vec::new();
    for step in &rehearsal.procedure {
        let run = rehearsal.step(config, document, step);
        if step.is_sql() {
            procedure.push((run, step.script.clone()));
            continue;
        }
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
        written: rehearsal.written().map(|change| rehearsal.change(config, document, change)).collect(),
        base,
        candidate,
    }))
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
    if rehearsal.database.is_some() {
        plan.push(format!("{TAKING_BACK}: the statements of the migrations since the baseline, as `milepost rollback` runs them"));
        for check in rehearsal.checks(config) {
            plan.extend([NEW_CODE, OLD_CODE].map(|whose| format!("{whose}: check {}", check.label)));
        }
    }
    plan
}

impl Prepared<'_> {
    /// Everything that runs, as somebody was asked to trust it.
    pub(super) fn runs(&self) -> impl Iterator<Item = &Run> {
        let once = [&self.prepare, &self.up, &self.seed].into_iter().flatten();
        once.chain(&self.checks).chain(self.procedure.iter().map(|(run, _)| run)).chain(&self.written)
    }

    /// Those that are commands, and no statements.
    pub(super) fn commands(&self) -> impl Iterator<Item = &Run> {
        self.runs().filter(|run| run.interpreter != SQL)
    }

    /// What will run, by name.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
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

pub(super) const PREPARE_BASE: &str = "prepare the baseline";
pub(super) const UP_BASE: &str = "baseline database";
pub(super) const SEED: &str = "seed";
pub(super) const PREPARE: &str = "prepare the candidate";
pub(super) const UP: &str = "change";
pub(super) const BACK: &str = "way back";
pub(super) const PREPARE_AGAIN: &str = "prepare once more";
pub(super) const AGAIN: &str = "change once more";
pub(super) const WRITTEN: &str = "change, as the document has it";
pub(super) const WRITTEN_AGAIN: &str = "change once more, as the document has it";
pub(super) const UP_FOR_OLD: &str = "change for the code of before";
pub(super) const PREPARE_OLD: &str = "prepare the code of before";
pub(super) const OLD_CODE: &str = "code of before, changed database";
pub(super) const NEW_CODE: &str = "new code, database of before";
pub(super) const TAKING_BACK: &str = "way back of `milepost rollback`";

/// The name of a step of the way back.
pub(super) fn back(at: usize, count: usize) -> String {
    if count == 1 { BACK.to_owned() } else { format!("{BACK} {}", at + 1) }
}

fn first_line(script: &str) -> &str {
    let is_command = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    script.lines().find(is_command).unwrap_or_default()
}
