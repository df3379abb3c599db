//! The migration tool on the database that is taken back by one more migration: it has to find nothing to do.

use milepost_database::Weight;

use super::{
    course::Stop,
    database::State,
    found::Found,
    prepared::Prepared,
    stage::{Ended, Stage},
    steps::DEPLOYED,
    taking_back::is_same_data,
    verdict::{NOT_REHEARSED, schema},
};
use crate::{Result, verify::VerifyEvent, way_back::NewMigration};

/// Runs `up` with the new migration among the others, as everybody does who gets the commit of the rollback.
///
/// # Errors
/// When the runner cannot be used.
pub(super) fn act(
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &mut Found,
    migration: &NewMigration,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<std::result::Result<(), Stop>> {
    let stopped = |why: String| Ok(Err(Stop::With(NOT_REHEARSED, why)));
    let (Some(up), Some(back)) = (&prepared.up, &found.taken_back) else { return Ok(Ok(())) };
    if let Err(why) = stage.put(&migration.path, migration.sql.as_bytes()) {
        return stopped(format!("`{}` cannot be written: {why}", migration.path.display()));
    }
    let ended = stage.run(DEPLOYED, up, &up.script, events)?;
    let after = stage.read(&back.scope());
    if let Err(why) = stage.check_out(&prepared.candidate, prepared.branch.as_deref()) {
        return stopped(why);
    }
    match ended {
        Ok(()) => {}
        Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
        Err(Ended::Unproven(why)) => return stopped(format!("{DEPLOYED}: {why}")),
        Err(Ended::Failed(why)) => {
            found.failed =
                Some(format!("after what `milepost rollback` runs the migration tool fails: {why}"));
            return Ok(Ok(()));
        }
    }
    match after {
        Ok(Some(after)) => {
            if let Some(what) = changed(back, &after, found) {
                found.failed = Some(format!(
                    "after what `milepost rollback` runs the migration tool still has something to do: {what}"
                ));
            }
            Ok(Ok(()))
        }
        Ok(None) => Ok(Ok(())),
        Err(why) => stopped(why),
    }
}

/// What it changed, in words.
fn changed(before: &State, after: &State, found: &Found) -> Option<String> {
    match schema(before, after, found) {
        Err(why) => return Some(why),
        Ok(diff) => {
            if let Some(first) = diff.of(Weight::Hard).next() {
                return Some(first.to_string());
            }
        }
    }
    if !is_same_data(before, after) {
        return Some("other rows".to_owned());
    }
    (before.books != after.books).then(|| "its books are not what it would have written itself".to_owned())
}
