//! What a rehearsal needs before it begins: two commits, and commands in which nothing is open.

use super::{
    baseline::unreachable,
    course::Stop,
    files::prefixed,
    placeholders,
    placeholders::Values,
    steps::planned,
    verdict::{IRREVERSIBLE, NOT_REHEARSED, VACUOUS},
};
use crate::{
    Result, Workspace,
    binding::{Rehearsal, Run, RunId, SQL},
    session::Assessment,
    way_back::Migrations,
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
    pub(super) life: Option<Run>,
    pub(super) checks: Vec<Run>,
    pub(super) procedure: Vec<(Run, String)>,
    pub(super) written: Vec<Run>,
    pub(super) make: Option<Run>,
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
    if base == candidate {
        return stop(VACUOUS, "nothing was committed since the baseline, so there is nothing to take back");
    }
    if let Some(why) = unreachable(workspace, &git, (&base, &candidate))? {
        return stop(NOT_REHEARSED, &why);
    }
    let (config, document) = (&workspace.config, workspace.document(index).document());
    let folder = rehearsal.database.as_ref().and_then(|database| database.migrations.as_ref());
    let new = match folder {
        Some(folder) => {
            let found = Migrations::read(&git, (&base, &candidate), &prefixed(workspace, folder))?;
            found.new_names().to_vec()
        }
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
        life: rehearsal.life(config),
        checks: rehearsal.checks(config),
        procedure,
        written: rehearsal.written().map(|change| rehearsal.change(config, document, change)).collect(),
        make: rehearsal.make(config),
        base,
        candidate,
    }))
}

/// The steps of a rehearsal with what they run, in their order.
pub(super) fn plan(workspace: &Workspace, index: usize, assessment: &Assessment, id: RunId) -> Vec<String> {
    let Some(rehearsal) = assessment.bound.run(id).rehearsal.as_deref() else { return Vec::new() };
    let steps = planned(rehearsal, &workspace.config, workspace.document(index).document());
    steps.into_iter().map(|step| format!("{}: {}", step.name, step.what)).collect()
}

impl Prepared<'_> {
    /// Everything that runs, as somebody was asked to trust it.
    pub(super) fn runs(&self) -> impl Iterator<Item = &Run> {
        let once = [&self.prepare, &self.up, &self.seed, &self.life].into_iter().flatten();
        let all = once.chain(&self.checks).chain(self.procedure.iter().map(|(run, _)| run));
        all.chain(&self.written).chain(&self.make)
    }

    /// How long statements may take: as long as a command.
    pub(super) fn seconds(&self) -> u64 {
        self.up.as_ref().map_or(0, |up| up.timeout)
    }

    /// Those that are commands, and no statements.
    pub(super) fn commands(&self) -> impl Iterator<Item = &Run> {
        self.runs().filter(|run| run.interpreter != SQL)
    }
}
