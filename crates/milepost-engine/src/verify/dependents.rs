//! What the milestones that need a milestone promise, run together with it.

use milepost_document::vocabulary::Status;
use milepost_portfolio::Graph;

use super::{
    Only, VerifyOptions,
    run::{VerifyEvent, verify_one},
};
use crate::{
    ErrorKind, Result,
    binding::{Binding, Check, Trigger},
    session::Session,
    triggers::dependents_of,
    trust::{self, Class},
};

/// Where a reason to roll back is that milestones which need this one fail, runs what these promise, under their own grants.
/// Whether the tree is still the session's comes back.
///
/// # Errors
/// As of `verify`, also where nobody trusts the milestone's own commands: then nothing runs. That those of another cannot run, for want of
/// trust, of a sandbox or of sense, is a warning.
pub(super) fn verify_dependents(
    session: &Session<'_>,
    index: usize,
    options: &VerifyOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
    warnings: &mut Vec<String>,
) -> Result<bool> {
    let workspace = session.workspace;
    let status = workspace.document(index).status();
    let goes_on = matches!(status, Some(Status::InProgress | Status::Review | Status::Blocked));
    let asks = |binding: &Binding| binding.check == Check::Trigger(Trigger::Dependents);
    let bound = workspace.bind(index);
    if !goes_on || options.only.is_some() || !bound.bindings.iter().any(asks) {
        return Ok(true);
    }
    let dependents = dependents_of(workspace, &Graph::of(&workspace.portfolio), index);
    if !options.dry_run && !dependents.is_empty() {
        trust::require(workspace, index, &bound, Class::Verify, &options.allow)?;
    }
    let mut renewed: Option<Session<'_>> = None;
    for (other, completed) in dependents {
        let id = workspace.document_id(other);
        if options.dry_run {
            warnings.push(format!("`{id}` needs this milestone: what it promises would be verified too"));
            continue;
        }
        let only = Some(Only::Promised { completed });
        let theirs = VerifyOptions { only, again: true, force: false, ..options.clone() };
        let now = renewed.as_ref().unwrap_or(session);
        match verify_one(now, other, &theirs, events, warnings) {
            Ok((_, true)) => {}
            // What comes next is to see the files as they are now.
            Ok((_, false)) => renewed = Some(Session::write(workspace)?),
            Err(error)
                if matches!(error.kind, ErrorKind::Untrusted | ErrorKind::NoSandbox | ErrorKind::Usage) =>
            {
                warnings.push(format!("`{id}` needs this milestone, and its commands were not run: {error}"));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(renewed.is_none())
}
