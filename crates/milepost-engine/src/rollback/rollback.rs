//! The work of `rollback`.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use milepost_database::preview;
use milepost_ledger::{Level, Rehearsal as Recorded};
use milepost_system::git::Git;

use super::{
    closing, code_only, commit,
    course::Course,
    database,
    files::Files,
    guards, literal,
    plan::{FORMAT, Plan, PlannedDatabase, PlannedRecord, Run},
    proposal::{Proposal, ProposedDatabase, token},
    record,
    report::RollbackReport,
    saved_schemas::saved_schema,
    standing::pending,
};
use crate::{
    EngineError, Held, Result, Workspace,
    binding::Rehearsal,
    config::DatabaseEngine,
    overview::title,
    procedure::new_name,
    rehearsal::{follows, prefixed},
    session::Session,
    trust::{self, Allowed, Class},
    way_back::resolve,
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
    let keeps = stays.and_then(|config| config.migrations.as_ref()).map(|folder| prefixed(workspace, folder));
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
    let mut notes = vec!["nothing is pushed, and no deployment is touched".to_owned()];
    let mut looked = None;
    let planned = match config {
        Some(config) if stays.is_some() => {
            match code_only::look(workspace, config, known) {
                Ok((told, place)) => {
                    notes.extend(told);
                    looked = place;
                }
                Err(why) => reasons.push(why),
            }
            None
        }
        Some(_) => match of_database(
            workspace,
            &git,
            (&base, &old),
            assessment.bound.run(run).rehearsal.as_deref().expect("the run is a rehearsal"),
            known,
        )? {
            Ok(planned) => planned,
            Err(why) => {
                reasons.extend(why);
                None
            }
        },
        None => None,
    };
    let mut proposed = None;
    if let (Some(planned), true) = (&planned, reasons.is_empty()) {
        match look(workspace, planned, options.accept_loss) {
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

/// The part of the database, as far as it is known without looking at it; `None` where the work brought no migration.
type OfDatabase = std::result::Result<Option<PlannedDatabase>, Vec<String>>;

fn of_database(
    workspace: &Workspace,
    git: &Git<'_>,
    range: (&str, &str),
    rehearsal: &Rehearsal,
    known: &Recorded,
) -> Result<OfDatabase> {
    let config = rehearsal.database.as_ref().expect("a rollback of a database has its configuration");
    let schema = |at: usize| known.schemas.get(at).and_then(|digest| saved_schema(workspace, digest));
    let (Some(base), Some(changed)) = (schema(0), schema(1)) else {
        return Ok(Err(vec![
            "the schemas that the rehearsal saw are not kept here: `milepost rehearse --force` brings them"
                .to_owned(),
        ]));
    };
    let statements = match resolve(workspace, git, range, rehearsal, &changed)? {
        Ok(found) => found,
        Err(why) => return Ok(Err(vec![why])),
    };
    if statements.scripts.is_empty() {
        return Ok(match &config.migrations {
            _ if base.digest() == changed.digest() => Ok(None),
            Some(folder) => {
                Err(vec![format!("the work changes the schema, and brought no migration in `{folder}`")])
            }
            None => Err(vec!["the work changes the schema, and neither `migrations` of `[database]` says where the migrations are nor has the Rollback Procedure statements".to_owned()]),
        });
    }
    let scripts = statements.scripts.clone();
    let bookkeeping = config.bookkeeping.iter().cloned().chain(statements.books.map(str::to_owned)).collect();
    if config.engine == DatabaseEngine::Mariadb {
        let text = scripts.iter().map(|script| format!("-- {}\n{}", script.name, script.sql.trim()));
        return Ok(Err(vec![format!(
            "MariaDB ends a transaction with every change of a schema, so a way back could stop half-way; run it yourself, then take the code back with `git revert`:\n{}",
            text.collect::<Vec<_>>().join("\n")
        )]));
    }
    if !statements.were_tried(known.statements.as_deref()) {
        return Ok(Err(vec![
            "the statements that take the database back are not those that were rehearsed: `milepost rehearse --force` tries them"
                .to_owned(),
        ]));
    }
    let Some(variable) = &config.rollback else {
        return Ok(Err(vec![
            "`rollback` of `[database]` does not name the variable that says which database is taken back"
                .to_owned(),
        ]));
    };
    Ok(Ok(Some(PlannedDatabase {
        engine: config.engine,
        variable: variable.clone(),
        place: String::new(),
        scripts,
        changed,
        base,
        bookkeeping,
        accept_loss: false,
    })))
}

/// Looks at the database, and changes nothing of it.
fn look(
    workspace: &Workspace,
    planned: &PlannedDatabase,
    accept_loss: bool,
) -> std::result::Result<ProposedDatabase, Vec<String>> {
    let mut found = database::open(workspace, planned.engine, &planned.variable).map_err(|why| vec![why])?;
    let seen = preview(found.database.as_mut(), &planned.changed, &planned.base, &planned.bookkeeping)
        .map_err(|error| vec![error.to_string()])?;
    if !seen.drift.is_empty() {
        return Err(vec![format!(
            "the schema at {} is not the one that was rehearsed: {}",
            found.place,
            guards::named(&seen.drift)
        )]);
    }
    if !seen.restored.is_empty() {
        let restored: Vec<String> = seen.restored.iter().map(|what| format!("`{}`", what.words())).collect();
        return Err(vec![format!(
            "the work took out {}, and what a way back puts there can be compared with nothing: bring it back by hand, from a backup",
            restored.join(", ")
        )]);
    }
    let values = seen.doomed.iter().map(|(_, values)| values).sum();
    let taken_out: Vec<String> =
        seen.doomed.iter().map(|(what, values)| format!("`{}`: {values}", what.words())).collect();
    if values > 0 && !accept_loss {
        return Err(vec![format!(
            "it takes out what was written since, {}: `--accept-loss` agrees to that, and it is saved first",
            taken_out.join(", ")
        )]);
    }
    Ok(ProposedDatabase {
        engine: found.database.engine().name().to_owned(),
        variable: planned.variable.clone(),
        place: found.place,
        scripts: planned.scripts.clone(),
        taken_out,
        values,
    })
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
        proposal.keeps.as_deref(),
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
