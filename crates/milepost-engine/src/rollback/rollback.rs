//! The work of `rollback`.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use milepost_ledger::Level;
use milepost_system::git::Git;

use super::{
    closing, code_only, commit,
    course::Course,
    database_part,
    files::Files,
    guards, literal,
    plan::{FORMAT, Plan, PlannedDatabase, PlannedRecord, Run},
    proposal::{Proposal, token},
    record,
    report::RollbackReport,
    standing::pending,
};
use crate::{
    EngineError, Held, Result, Workspace,
    overview::title,
    procedure::new_name,
    rehearsal::{follows, prefixed},
    session::Session,
    trust::{self, Allowed, Class},
};

/// How to roll back.
#[derive(Debug, Clone, Default)]
pub struct RollbackOptions {
    /// Why.
    pub reason: Option<String>,
    /// Commits that belong to the milestone, though nothing says so.
    pub commits: Vec<String>,
    /// How much goes back; the least that the rehearsal has shown to be enough when left out.
    pub level: Option<Level>,
    /// Take out what came with the work, after it was saved.
    pub accept_loss: bool,
    /// The token of what somebody agreed to.
    pub agreed: Option<String>,
    /// What is allowed beside the grants.
    pub allow: Allowed,
    /// Set by Ctrl-C.
    pub cancel: Arc<AtomicBool>,
}

/// What a rollback would do. Nothing is written.
///
/// # Errors
/// Refused, with every reason; when nobody trusts the commands; when Git, the ledger or the database cannot be read.
pub fn propose(workspace: &Workspace, index: usize, options: &RollbackOptions) -> Result<Proposal> {
    let id = workspace.document_id(index);
    if let Some((milestone, run)) = pending(workspace)? {
        return Err(EngineError::refused(
            format!("the rollback of `{milestone}` is not over"),
            vec![format!("the run `{run}` began and did not come to its end")],
        )
        .hint("`milepost rollback --resume` goes on, `--abort` gives it up, `--status` says what is done"));
    }
    literal::refuse_open(workspace)?;
    let Some(repository) = &workspace.repository else {
        return Err(EngineError::refused(
            format!("`{id}` cannot be rolled back"),
            vec!["there is no Git repository that holds the files of before".to_owned()],
        ));
    };
    let git = Git::new(workspace.system.as_ref(), &repository.root);
    let mut reasons = guards::of_milestones(workspace, index);
    reasons.extend(guards::of_repository(workspace, repository, &git)?);
    let (Some(old), Some(branch)) = (git.head()?, git.branch()?) else {
        return Err(refused(&id, reasons));
    };
    let session = Session::read(workspace)?;
    let (assessment, run) = session.assess_rehearsal(index)?;
    let state = &assessment.states[run.0];
    let proven = state.newest.as_ref().filter(|_| state.is_fresh_pass());
    let known = proven.and_then(|(digest, run)| Some((*digest, run.result.rehearsal.as_deref()?)));
    let known = match known {
        Some((digest, known)) if known.is_proven() && follows(workspace, known)? => Some((digest, known)),
        _ => None,
    };
    let Some((rehearsal, known)) = known else {
        let base =
            assessment.bound.run(run).rehearsal.as_ref().and_then(|rehearsal| rehearsal.base.as_deref());
        reasons.extend(guards::unproven(workspace, &git, &id, (base, &old))?);
        return Err(refused(&id, reasons));
    };
    let granted = trust::require(workspace, index, &assessment.bound, Class::Rollback, &options.allow)?;
    let base = known.base.clone().unwrap_or_default();
    let config = workspace.config.database.as_ref();
    let level = code_only::level(options.level, known).unwrap_or_else(|why| {
        reasons.push(why);
        Level::Database
    });
    let stays = config.filter(|_| level == Level::Code && !known.changed.is_empty());
    let mut notes = vec!["nothing is pushed, and no deployment is touched".to_owned()];
    let (mut looked, mut of_database) = (None, Vec::new());
    let planned = match config {
        Some(config) if stays.is_some() => {
            match code_only::look(workspace, config, known) {
                Ok((told, place)) => {
                    notes.extend(told);
                    looked = place;
                }
                Err(why) => of_database.push(why),
            }
            None
        }
        Some(_) => {
            let run = assessment.bound.run(run).rehearsal.as_deref().expect("the run is a rehearsal");
            database_part::plan(workspace, &git, (&base, &old), run, known)?.unwrap_or_else(|why| {
                of_database.extend(why);
                None
            })
        }
        None => None,
    };
    let (planned, migration) = planned.unzip();
    let migration = migration.flatten();
    let level = code_only::form(level, options.level, migration.is_some()).unwrap_or_else(|why| {
        of_database.push(why);
        level
    });
    if let Some(migration) = &migration {
        of_database.extend(database_part::in_the_way(workspace, &git, migration));
        notes.push(format!(
            "`{}` takes the migrations of the work back, which stay: every other database gets it with `prisma migrate deploy`",
            migration.name
        ));
    }
    let keeps = config.filter(|_| stays.is_some() || migration.is_some());
    let keeps = keeps.and_then(|config| config.migrations.as_ref()).map(|folder| prefixed(workspace, folder));
    let (files, in_the_way) = commit::files(workspace, &git, (&base, &old), keeps.as_deref())?;
    reasons.extend(in_the_way);
    let flagged = git.flagged()?;
    reasons.extend(flagged.iter().filter(|path| files.iter().any(|file| path.display().to_string() == *file)).map(
        |path| {
            let path = path.display();
            format!("Git does not look at `{path}`: `git update-index --no-assume-unchanged --no-skip-worktree {path}`")
        },
    ));
    if reasons.is_empty() {
        let folder = workspace.local.as_path();
        let files = Files { workspace, repository, git: &git, folder, old: &old, new: &base };
        reasons.extend(files.obstacles()?);
    }
    let commits = match guards::commits(&git, &id, (&base, &old), &options.commits)? {
        Ok(commits) => commits,
        Err(why) => {
            reasons.extend(why);
            Vec::new()
        }
    };
    reasons.extend(of_database);
    let mut proposed = None;
    if let (Some(planned), true) = (&planned, reasons.is_empty()) {
        match database_part::look(workspace, planned, options.accept_loss) {
            Ok(found) => proposed = Some(found),
            Err(why) => reasons.extend(why),
        }
    }
    if config.is_some() && stays.is_none() && planned.is_none() && reasons.is_empty() {
        notes.push("the work brought no migration: the database takes no part".to_owned());
    }
    if !reasons.is_empty() {
        return Err(refused(&id, reasons));
    }
    let commits: Vec<String> =
        commits.iter().map(|commit| format!("{:.12} {}", commit.id, commit.subject)).collect();
    let planned = planned.zip(proposed.as_ref()).map(|(planned, found)| PlannedDatabase {
        place: found.place.clone(),
        accept_loss: options.accept_loss,
        ..planned
    });
    Ok(Proposal {
        token: token(&id, (&branch, &base, &old), &commits, (level, looked.as_deref(), proposed.as_ref())),
        level,
        keeps,
        from: workspace.document(index).status().map(|status| status.key().to_owned()).unwrap_or_default(),
        path: workspace.document(index).path.clone(),
        id,
        branch,
        base,
        old,
        commits,
        files,
        migration: migration.as_ref().map(|migration| migration.path.display().to_string()),
        adds: migration,
        database: proposed,
        notes,
        rehearsal,
        check: state.key.specification,
        planned,
        _granted: Some(granted),
    })
}

fn refused(id: &str, reasons: Vec<String>) -> EngineError {
    EngineError::refused(format!("`{id}` cannot be rolled back"), reasons)
}

/// Rolls a milestone back, as it was proposed and agreed to.
///
/// # Errors
/// As [`propose`]; when nobody agreed to just this; when a step cannot be done, which leaves the run open.
pub fn rollback(
    workspace: &Workspace,
    _held: &Held,
    index: usize,
    options: &RollbackOptions,
    tell: &mut dyn FnMut(&str),
) -> Result<RollbackReport> {
    let reason = options.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let id = workspace.document_id(index);
    let Some(reason) = reason else {
        return Err(EngineError::usage("`rollback` wants a reason")
            .hint(format!("milepost rollback {id} --reason \"…\"")));
    };
    let proposal = propose(workspace, index, options)?;
    if options.agreed.as_ref() != Some(&proposal.token) {
        let error = EngineError::refused(
            format!("nobody agreed to the rollback of `{id}` as it would be now"),
            vec![format!("its plan is `{}`", proposal.token)],
        );
        return Err(error
            .hint(format!("read it: `milepost rollback {id} --dry-run`"))
            .hint(format!("then `--plan {}`", proposal.token)));
    }
    let plan = freeze(workspace, index, proposal, reason)?;
    let mut course = Course::new(workspace, Run::freeze(workspace.system.as_ref(), &workspace.local, plan)?)?;
    course.begin()?;
    course.go(&|| options.cancel.load(Ordering::Relaxed), tell)
}

/// Makes everything that the run will put in place.
fn freeze(workspace: &Workspace, index: usize, proposal: Proposal, reason: &str) -> Result<Plan> {
    let session = Session::write(workspace)?;
    let repository = workspace.repository.as_ref().expect("a proposal has a repository");
    let git = Git::new(workspace.system.as_ref(), &repository.root);
    let run = new_name(workspace.system.as_ref());
    let today = workspace.system.now().to_zoned(workspace.system.time_zone()).date();
    let documents = closing::documents(workspace, index, reason, today)?;
    let records = record::records(&session, index, &proposal, reason)?;
    let folder = Run::folder_of(&workspace.local, &run);
    workspace
        .system
        .create_dir_all(&folder)
        .map_err(|error| EngineError::io("make the folder", &folder, error))?;
    let title = title(workspace.document(index));
    let why = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let message = format!(
        "{}: {} to rolled back\n\n{why}\n\nThis takes back:\n{}\n\nMilestone: {}\nMilepost-Rollback: {run}\n",
        proposal.id,
        proposal.from.replace('-', " "),
        proposal.commits.iter().map(|commit| format!("  {commit}")).collect::<Vec<_>>().join("\n"),
        proposal.id,
    );
    let new = commit::make(
        workspace,
        &git,
        &folder,
        (&proposal.base, &proposal.old),
        (&documents, &records.prepared),
        (proposal.keeps.as_deref(), proposal.adds.as_ref()),
        &message,
    )?;
    let local = records.prepared.iter().filter(|record| !record.place.is_committed());
    Ok(Plan {
        format: FORMAT,
        run,
        milestone: proposal.id,
        path: proposal.path,
        title,
        reason: why,
        token: proposal.token,
        level: Some(proposal.level),
        branch: proposal.branch,
        base: proposal.base,
        old: proposal.old,
        new,
        commits: proposal.commits,
        database: proposal.planned,
        records: local
            .map(|record| PlannedRecord {
                path: record.path.clone(),
                text: String::from_utf8_lossy(&record.bytes).into_owned(),
            })
            .collect(),
        attestation: records.attestation,
        warnings: records.warnings,
    })
}
