//! Looking again at trusted code, right before it runs and right after.

use super::{Granted, Reference, TrustedCommand, references::recollect};
use crate::{Workspace, binding::Run};

/// What changed of the code that a granted command names, since it was granted; `None` when nothing did.
pub(crate) fn recheck(workspace: &Workspace, granted: &Granted, command: &TrustedCommand) -> Option<String> {
    let now = recollect(workspace, command, &granted.not_covered);
    let differs = now.iter().find(|now| !granted.references.iter().any(|then| then.is_same(now)))?;
    Some(format!("`{}` changed behind the command that was trusted", differs.name()))
}

/// The code that the command of a run names, and that of what makes copies ready for it; not the patch of a check that has
/// to fail.
pub(crate) fn code_of(workspace: &Workspace, granted: &Granted, run: &Run) -> Vec<Reference> {
    let preparation = run.preparation();
    let commands = [run].into_iter().chain(&preparation).filter_map(|run| granted.command(run).ok());
    let plain = commands.map(|command| TrustedCommand { patch: None, ..command.clone() });
    plain.flat_map(|command| recollect(workspace, &command, &granted.not_covered)).collect()
}

/// As [`recheck`], of a run and of what makes its copies ready.
pub(crate) fn recheck_run(workspace: &Workspace, granted: &Granted, run: &Run) -> Option<String> {
    let preparation = run.preparation();
    let commands = preparation.iter().chain([run]).filter_map(|run| granted.command(run).ok());
    commands.into_iter().find_map(|command| recheck(workspace, granted, command))
}
