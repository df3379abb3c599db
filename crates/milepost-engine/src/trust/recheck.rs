//! Looking again at trusted code, right before it runs and right after.

use super::{Granted, TrustedCommand, references::recollect};
use crate::Workspace;

/// What changed of the code that a granted command names, since it was granted; `None` when nothing did.
pub(crate) fn recheck(workspace: &Workspace, granted: &Granted, command: &TrustedCommand) -> Option<String> {
    let now = recollect(workspace, command, &granted.not_covered);
    let differs = now.iter().find(|now| !granted.references.iter().any(|then| then.is_same(now)))?;
    Some(format!("`{}` changed behind the command that was trusted", differs.name()))
}
