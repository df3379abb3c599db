//! The trailer that names a commit's milestone.

use std::path::Path;

use crate::{EngineError, Result, Workspace, lifecycle::branch_template};

/// Adds `Milestone: ID` to the message in a file, when the current branch is the one of a milestone and the message has
/// words. Returns the id that is named by then.
///
/// # Errors
/// When Git fails or the file cannot be read.
pub fn message_trailer(workspace: &Workspace, file: &Path) -> Result<Option<String>> {
    let Some(git) = workspace.git() else { return Ok(None) };
    let Some(id) = git.branch()?.and_then(|branch| milestone_of(workspace, &branch)) else { return Ok(None) };
    let bytes = workspace.system.read(file).map_err(|error| EngineError::io("read", file, error))?;
    if git.message_words(&String::from_utf8_lossy(&bytes))?.trim().is_empty() {
        return Ok(None);
    }
    git.add_trailer(file, "Milestone", &id)?;
    Ok(Some(id))
}

/// The milestone whose branch this is: by the whole name, else by the part before its words, if only one has it.
fn milestone_of(workspace: &Workspace, branch: &str) -> Option<String> {
    let (mut exact, mut begun) = (Vec::new(), Vec::new());
    for (index, _) in workspace.portfolio.milestones() {
        let (name, stem) = branch_template(workspace, index);
        if name == branch {
            exact.push(index);
        } else if !stem.is_empty() && branch.starts_with(&stem) {
            begun.push(index);
        }
    }
    match (exact.as_slice(), begun.as_slice()) {
        ([only], _) | ([], [only]) => Some(workspace.document_id(*only)),
        _ => None,
    }
}
