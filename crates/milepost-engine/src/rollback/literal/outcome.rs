//! What is not as it was before the work, after the document's own commands.

use milepost_database::preview;
use milepost_system::git::Git;

use super::{
    super::{database, guards, saved_schemas::saved_schema},
    plan::Plan,
};
use crate::{Result, Workspace, config::DatabaseEngine, rehearsal::is_ours};

/// Files that are named one by one.
const NAMED: usize = 10;

/// Looks at the branch, the files, the document and the database; a line each.
///
/// # Errors
/// When Git cannot be read.
pub(super) fn outcome(workspace: &Workspace, git: &Git<'_>, plan: &Plan) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    let head = git.head()?.unwrap_or_default();
    if git.branch()?.is_none() {
        lines.push(format!(
            "HEAD is on no branch, at {head:.12}: `git switch {}` goes back to it",
            plan.branch
        ));
    }
    let tip = git.rev_parse(&format!("refs/heads/{}", plan.branch))?;
    match tip {
        None => lines.push(format!("the branch `{}` is gone; {:.12} is kept", plan.branch, plan.old)),
        Some(tip) if tip == plan.old => {
            lines.push(format!("the branch `{}` holds the work still, at {tip:.12}", plan.branch));
        }
        Some(tip) if !git.is_ancestor(&plan.old, &tip)? => lines.push(format!(
            "the history of `{}` is rewritten: what it held is kept by `{}`",
            plan.branch,
            plan.reference()
        )),
        Some(_) => {}
    }
    let changed = git.diff_names(&plan.base, "HEAD")?;
    let files: Vec<String> = changed
        .iter()
        .filter(|change| !is_ours(workspace, &change.path))
        .map(|change| format!("`{}`", change.path.display()))
        .collect();
    if !files.is_empty() {
        let more = files.len().saturating_sub(NAMED);
        let named = files.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        lines.push(format!("files are not as at {:.12}: {named}{more}", plan.base));
    }
    let left: Vec<String> = git.status()?.iter().map(|entry| format!("`{}`", entry.path.display())).collect();
    if !left.is_empty() {
        lines.push(format!(
            "not committed: {}",
            left.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ")
        ));
    }
    let document = workspace.root.join(&plan.path);
    let now = workspace.system.read(&document).ok();
    match now {
        None => lines.push(format!("the document `{}` is gone with the files", plan.path)),
        Some(_)
            if git.diff_names(&plan.old, "HEAD")?.iter().any(|change| {
                workspace.root.join(&change.path) == document || git.root().join(&change.path) == document
            }) =>
        {
            lines.push(format!(
                "the document `{}` is as the commands left it, and says nothing of the rollback",
                plan.path
            ));
        }
        Some(_) => lines.push(format!("the document `{}` says nothing of the rollback", plan.path)),
    }
    lines.extend(of_database(workspace, plan));
    Ok(lines)
}

/// How the schema stands beside the one before the work.
fn of_database(workspace: &Workspace, plan: &Plan) -> Option<String> {
    let config = workspace.config.database.as_ref()?;
    let unknown = |why: String| Some(format!("nobody knows how the database stands: {why}"));
    let Some(variable) = config.rollback.as_ref().filter(|_| config.engine != DatabaseEngine::Mariadb) else {
        return unknown("`rollback` of `[database]` names no variable that could be looked at".to_owned());
    };
    let Some(base) = plan.schema.as_ref().and_then(|digest| saved_schema(workspace, digest)) else {
        return unknown("no rehearsal has kept the schema of before the work".to_owned());
    };
    let mut found = match database::open(workspace, config.engine, variable) {
        Ok(found) => found,
        Err(why) => return unknown(why),
    };
    match preview(found.database.as_mut(), &base, &base, &config.bookkeeping) {
        Ok(seen) if seen.drift.is_empty() => None,
        Ok(seen) => Some(format!(
            "the schema at {} is not the one before the work: {}",
            found.place,
            guards::named(&seen.drift)
        )),
        Err(error) => unknown(error.to_string()),
    }
}
