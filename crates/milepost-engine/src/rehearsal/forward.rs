//! Procedures that go back by one more migration, as they are written in the document.

use milepost_database::Script;

use super::{found::Found, prepared::Prepared, stage::Stage, vacuous::is_books};
use crate::{Result, Workspace, way_back};

/// What makes the migration tool forget the work, where the procedure added to its books: the change is in them, and would not be done
/// once more. A procedure that leaves the books as they were, or takes lines out of them, is left alone.
///
/// # Errors
/// When Git cannot be read.
pub(super) fn forgets(
    workspace: &Workspace,
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &Found,
) -> Result<Option<Script>> {
    let (Some(changed), Some(back), Some(git)) = (&found.changed, &found.back, workspace.git()) else {
        return Ok(None);
    };
    let lines = |table: &String| changed.books.get(table).map_or(0, |before| before.rows);
    let has_more = back.books.iter().any(|(table, after)| is_books(table) && after.rows > lines(table));
    if !has_more {
        return Ok(None);
    }
    let range = (prepared.base.as_str(), prepared.candidate.as_str());
    let forgets = way_back::forgets(workspace, &git, range, prepared.rehearsal, &changed.schema)?;
    if forgets.is_some() {
        let words = "the procedure goes back by one more migration, and the change counts as applied: for it to be done once more, the migration tool forgot both";
        stage.notes.push(words.to_owned());
    }
    Ok(forgets)
}
