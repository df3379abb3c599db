//! Code of before on the changed database, and new code on the one of before: which of the two have to go back together.
//! Last of all, because what checks write is compared with nothing any more.

use milepost_database::{Scope, Weight};

use super::{
    course::Stop,
    database::State,
    files::prefixed,
    found::{Fit, Found},
    prepared::Prepared,
    stage::{Ended, Stage},
    statements,
    steps::{NEW_CODE, OLD_CODE, PREPARE_OLD, UP_FOR_OLD, WRITTEN_FOR_OLD, check_of},
    taking_back::{is_back, is_same_data, is_unchanged},
    verdict::{NOT_REHEARSED, alike, schema},
};
use crate::{
    Result, Workspace,
    verify::VerifyEvent,
    way_back::{Migrations, changes},
};

/// Runs the checks of `[database]` both ways, where the work changed the database and everything before went well.
///
/// # Errors
/// When Git or the runner cannot be used.
pub(super) fn act(
    workspace: &Workspace,
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &mut Found,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<std::result::Result<(), Stop>> {
    let stopped = |why: String| Ok(Err(Stop::With(NOT_REHEARSED, why)));
    if found.failed.is_some() || prepared.checks.is_empty() || found.again.is_none() || is_unchanged(found) {
        return Ok(Ok(()));
    }
    let mut before = found.base.clone();
    if is_back(found) {
        match fit(prepared, stage, NEW_CODE, events)? {
            Some(fit) => found.new_on_old = Some(fit),
            None => return Ok(Err(Stop::Cancelled)),
        }
        before = match stage.read(&Scope::default()) {
            Ok(state) => state,
            Err(why) => return stopped(why),
        };
        // The change has been done twice from this very state: that it fails now is of the checks, which may have written.
        let up = prepared.up.as_ref().expect("a database has a command that changes it");
        let mut ended = stage.run(UP_FOR_OLD, up, &up.script, events)?;
        if ended.is_ok() && found.is_written {
            let step = (WRITTEN_FOR_OLD, prepared.seconds());
            ended = statements::run(stage, step, &changes(prepared.rehearsal), events);
        }
        match ended {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
            Err(Ended::Failed(why) | Ended::Unproven(why)) => {
                found.old_on_new =
                    Some(Fit::Unknown(format!("the change cannot be done after the checks: {why}")));
                return Ok(Ok(()));
            }
        }
    }
    if let Err(why) = stage.check_out(&prepared.base, None) {
        return stopped(why);
    }
    // A database that is ahead of the list of migrations is refused by many tools: code goes back without them.
    let git = workspace.git().expect("there is a repository, or nothing is rehearsed");
    if let Some(folder) = prepared.rehearsal.database.as_ref().and_then(|config| config.migrations.as_ref()) {
        let range = (prepared.base.as_str(), prepared.candidate.as_str());
        let migrations = Migrations::read(&git, range, &prefixed(workspace, folder))?;
        for name in migrations.new_names() {
            for (path, bytes) in migrations.files(&git, name)? {
                if let Err(why) = stage.put(&path, &bytes) {
                    return stopped(format!("`{}` cannot be kept: {why}", path.display()));
                }
            }
        }
    }
    if let Some(run) = &prepared.prepare {
        match stage.run(PREPARE_OLD, run, &run.script, events)? {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
            Err(Ended::Failed(why) | Ended::Unproven(why)) => {
                found.old_on_new =
                    Some(Fit::Unknown(format!("the code of before cannot be made ready: {why}")));
                return Ok(Ok(()));
            }
        }
    }
    // A tool whose books say that the change is done does nothing: what passes then has passed on the database of before.
    found.old_on_new = Some(match not_changed(stage, found, before.as_ref()) {
        Some(why) => Fit::Unknown(why),
        None => match fit(prepared, stage, OLD_CODE, events)? {
            None => return Ok(Err(Stop::Cancelled)),
            // The same of checks that make themselves the schema that they know.
            Some(Fit::Passes) => not_changed(stage, found, None)
                .map_or(Fit::Passes, |why| Fit::Unknown(format!("by its checks {why}"))),
            Some(fit) => fit,
        },
    });
    Ok(Ok(()))
}

/// Why the database is not the changed one; `None` where it is. Where the schema does not tell that, the data has to be other
/// than `before`.
fn not_changed(stage: &Stage<'_>, found: &Found, before: Option<&State>) -> Option<String> {
    let now = match stage.read(&Scope::default()) {
        Ok(now) => now,
        Err(why) => return Some(why),
    };
    let (Some(base), Some(changed), Some(now)) = (&found.base, &found.changed, &now) else {
        return Some("there is no database to look at".to_owned());
    };
    match schema(changed, now, found) {
        Err(why) => return Some(why),
        Ok(diff) => {
            if let Some(first) = diff.of(Weight::Hard).next() {
                return Some(format!("the schema is not the one that the change leads to: {first}"));
            }
        }
    }
    let is_undone = alike(base, changed, found) && before.is_some_and(|before| is_same_data(before, now));
    is_undone.then(|| "the change does nothing when it is done once more".to_owned())
}

/// What the checks say of the code that is checked out; `None` when somebody stopped them.
fn fit(
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    whose: &str,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<Option<Fit>> {
    for check in &prepared.checks {
        let name = check_of(whose, &check.label);
        match stage.run(&name, check, &check.script, events)? {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Ok(None),
            Err(Ended::Failed(why)) => return Ok(Some(Fit::Fails(format!("`{}`: {why}", check.label)))),
            Err(Ended::Unproven(why)) => return Ok(Some(Fit::Unknown(format!("`{}`: {why}", check.label)))),
        }
    }
    Ok(Some(Fit::Passes))
}
