//! The statements that `rollback` runs, tried on the scratch database.

use milepost_database::{Script, Weight, compare_data};

use super::{
    course::Stop,
    database::State,
    deployed, faults,
    found::Found,
    life, locks, made,
    prepared::Prepared,
    stage::{Ended, Stage},
    statements,
    steps::{FAULTS, TAKING_BACK},
    vacuous::is_books,
    verdict::{NOT_REHEARSED, alike, schema},
};
use crate::{Result, Workspace, verify::VerifyEvent, way_back::resolve, with_causes};

/// Runs what `rollback` would run, on the database to which the change was done once more, and looks at what is left.
///
/// # Errors
/// When Git cannot be used.
pub(super) fn act(
    workspace: &Workspace,
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &mut Found,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<std::result::Result<(), Stop>> {
    let (true, Some(again), None) = (found.base.is_some(), &found.again, &found.failed) else {
        return Ok(Ok(()));
    };
    let git = workspace.git().expect("there is a repository, or nothing is rehearsed");
    let range = (prepared.base.as_str(), prepared.candidate.as_str());
    let changed = again.schema.clone();
    if let Err(stop) = made::act(workspace, prepared, stage, found, events)? {
        return Ok(Err(stop));
    }
    let known = (&changed, found.made.as_deref());
    let statements = match resolve(workspace, &git, range, prepared.rehearsal, known)? {
        Ok(statements) => statements,
        Err(why) => {
            found.no_statements = Some(match &found.not_made {
                Some(reason) => format!("the migration tool makes no way back ({reason}), and {why}"),
                None => why,
            });
            return Ok(Ok(()));
        }
    };
    if statements.scripts.is_empty() {
        if !is_unchanged(found) {
            found.no_statements =
                Some("neither a migration nor the document has statements for it".to_owned());
        }
        return Ok(Ok(()));
    }
    locks::exact(stage, (TAKING_BACK, prepared.seconds()), &statements.scripts, None, found);
    match life::act(prepared, stage, found, events)? {
        Ok(()) if found.failed.is_none() => {}
        stop => return Ok(stop),
    }
    let (Some(base), Some(again)) = (found.expected().cloned(), &found.again) else {
        return Ok(Ok(()));
    };
    let again = found.used.as_ref().map_or(again, |used| &used.now).clone();
    let (base, again) = (&base, &again);
    match faults::act(stage, prepared, &statements, (again, base), events) {
        Ok(tried) => found.faults = tried,
        Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
        Err(Ended::Failed(why) | Ended::Unproven(why)) => {
            return Ok(Err(Stop::With(NOT_REHEARSED, format!("{FAULTS}: {why}"))));
        }
    }
    let ended =
        statements::undo(stage, (TAKING_BACK, prepared.seconds()), &statements, (again, base), events);
    let scope = base.scope();
    found.digest = Some(statements.digest());
    found.is_forward = statements.migration.is_some();
    match ended {
        Ok(taken_back) => found.statements = Some(taken_back),
        Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
        Err(Ended::Unproven(why)) => return Ok(Err(Stop::With(NOT_REHEARSED, why))),
        Err(Ended::Failed(why)) => {
            found.failed = Some(format!("what `milepost rollback` runs on the database fails: {why}"));
            return Ok(Ok(()));
        }
    }
    match stage.read(&scope) {
        Ok(state) => found.taken_back = state,
        Err(why) => return Ok(Err(Stop::With(NOT_REHEARSED, why))),
    }
    if !is_back(found) {
        return Ok(Ok(()));
    }
    if let Some(migration) = &statements.migration {
        match deployed::act(prepared, stage, found, migration, events)? {
            Ok(()) if found.failed.is_none() => {}
            stop => return Ok(stop),
        }
    }
    if let Some(forgets) = &statements.forgets
        && let Err(why) = forget(stage, forgets)
    {
        return Ok(Err(Stop::With(NOT_REHEARSED, why)));
    }
    faults::half_way(workspace, prepared, stage, found, &statements, events)
}

/// Lets the migration tool forget the work, so that it does the change once more.
///
/// # Errors
/// In words: the books cannot be changed.
pub(super) fn forget(stage: &Stage<'_>, forgets: &Script) -> std::result::Result<(), String> {
    let Some((scratch, _)) = stage.database() else { return Ok(()) };
    let mut open = scratch.open().map_err(|error| with_causes(&error))?;
    open.run(&forgets.sql)
        .map_err(|error| format!("{} cannot be left: {}", forgets.name, with_causes(&error)))
}

/// Whether the database is known to be as before the work.
pub(super) fn is_back(found: &Found) -> bool {
    let (Some(base), Some(back)) = (found.expected(), &found.taken_back) else { return false };
    let means_the_same = schema(base, back, found).is_ok_and(|diff| diff.of(Weight::Hard).next().is_none());
    means_the_same && is_same_data(base, back)
}

/// Whether the same is in all tables that are not the books of a tool.
pub(super) fn is_same_data(before: &State, after: &State) -> bool {
    compare_data(&before.data, &after.data).tables.keys().all(|table| is_books(table))
}

/// Whether schema and data are after the change as they were before.
pub(super) fn is_unchanged(found: &Found) -> bool {
    let (Some(base), Some(changed)) = (&found.base, &found.changed) else { return true };
    alike(base, changed, found) && compare_data(&base.data, &changed.data).is_empty()
}
