//! Whether the commit to which a rollback leads back is here, with the history from there.

use milepost_system::git::Git;

use crate::{Result, Workspace};

/// Why `head` is not known to come from the baseline, with what would be right; `None` where it does. In a history that was cut
/// off nothing can be said of it, and another baseline would only hide that.
///
/// # Errors
/// When Git fails.
pub(crate) fn unreachable(
    workspace: &Workspace,
    git: &Git<'_>,
    (base, head): (&str, &str),
) -> Result<Option<String>> {
    let is_cut_off = workspace.repository.as_ref().is_some_and(|repository| repository.is_shallow);
    if git.rev_parse(&format!("{base}^{{commit}}"))?.is_none() {
        return Ok(Some(if is_cut_off {
            format!(
                "the baseline `{base:.12}` is not here, because the history of this clone was cut off: `git fetch --unshallow` brings it"
            )
        } else {
            format!(
                "the baseline `{base:.12}` is not here: fetch the branch that has it, or take another one with `milepost adopt`"
            )
        }));
    }
    if git.is_ancestor(base, head)? {
        return Ok(None);
    }
    Ok(Some(if is_cut_off {
        "the history of this clone was cut off, so nothing says whether HEAD comes from the baseline: `git fetch --unshallow` brings the rest"
            .to_owned()
    } else {
        "HEAD does not come from the baseline: `milepost adopt` takes another one".to_owned()
    }))
}
