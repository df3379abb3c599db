//! Where the branch is.

use milepost_system::git::Git;

use super::plan::Plan;
use crate::{EngineError, Result};

/// Where the branch of a run is.
pub(super) enum Tip {
    /// Where it was.
    Old,
    /// Where the rollback brings it.
    New,
    /// Somewhere else, or HEAD is not on it: that is somebody's, and this is what there is to say of it.
    Elsewhere(EngineError),
}

impl Tip {
    /// Looks.
    ///
    /// # Errors
    /// When Git fails.
    pub(super) fn of(git: &Git<'_>, plan: &Plan) -> Result<Self> {
        if git.branch()?.as_ref() != Some(&plan.branch) {
            let refused = EngineError::refused(
                format!("HEAD is not on `{}` any more", plan.branch),
                vec!["the rollback of the work there is not over".to_owned()],
            );
            return Ok(Self::Elsewhere(
                refused.hint(format!("`git switch {}`, then `milepost rollback --resume`", plan.branch)),
            ));
        }
        Ok(match git.rev_parse(&name(plan))? {
            Some(at) if at == plan.new => Self::New,
            Some(at) if at == plan.old => Self::Old,
            found => Self::Elsewhere(
                EngineError::refused(
                    format!("`{}` is neither where it was nor where the rollback brings it", plan.branch),
                    vec![format!(
                        "it is at {:.12}, it was at {:.12}, and {:.12} takes the work back",
                        found.as_deref().unwrap_or("no commit"),
                        plan.old,
                        plan.new
                    )],
                )
                .hint("bring the branch back to one of the two, then `milepost rollback --resume`"),
            ),
        })
    }

    /// Whether the branch holds the commit of the rollback, wherever HEAD is and whatever was committed on top of it.
    ///
    /// # Errors
    /// When Git fails.
    pub(super) fn holds_new(git: &Git<'_>, plan: &Plan) -> Result<bool> {
        let Some(at) = git.rev_parse(&name(plan))? else { return Ok(false) };
        if at == plan.new || at == plan.old {
            return Ok(at == plan.new);
        }
        // A commit that nobody held may have been collected: then no branch has it.
        let is_there = git.rev_parse(&format!("{}^{{commit}}", plan.new))?.is_some();
        Ok(is_there && git.is_ancestor(&plan.new, &at)?)
    }
}

fn name(plan: &Plan) -> String {
    format!("refs/heads/{}", plan.branch)
}
