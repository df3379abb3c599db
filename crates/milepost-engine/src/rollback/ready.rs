//! What has to be so before the step after which there is no way back: that everything which comes after it can be done.

use super::{course::Course, guards, tip::Tip};
use crate::{EngineError, Result};

/// Looks at the branch, the repository, the index and the files.
///
/// # Errors
/// Refused, with every reason; when Git or a file cannot be read.
pub(super) fn ready(course: &Course<'_>) -> Result<()> {
    let plan = &course.run.plan;
    let give_up = "`milepost rollback --abort` gives it up";
    let mut reasons = match Tip::of(&course.git, plan)? {
        Tip::Old => guards::of_repository(course.workspace, course.repository, &course.git)?,
        Tip::New => vec![format!("`{}` has moved before its turn", plan.branch)],
        Tip::Elsewhere(error) => return Err(error.hint(give_up)),
    };
    if reasons.is_empty() && !course.git.index_is_at(&plan.old)? {
        reasons.push("the index is not that of the last commit: `git restore --staged .`".to_owned());
    }
    if reasons.is_empty() {
        reasons = course.files().obstacles()?;
    }
    if reasons.is_empty() {
        return Ok(());
    }
    let message = format!("the rollback of `{}` cannot go on, and nothing is taken back yet", plan.milestone);
    Err(EngineError::refused(message, reasons)
        .hint("put it back, then `milepost rollback --resume`")
        .hint(give_up))
}
