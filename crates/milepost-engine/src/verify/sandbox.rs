//! The sandboxes of a project's checks.

use milepost_runner::{CheckSpec, Enforced, Outcome, Places, SandboxSpec, Sandboxes, Unavailable};

use crate::{EngineError, ErrorKind, Result, Workspace, workspace::state_home};

/// The sandboxes of a project: its work tree may be changed, its Git folder in part, and what this user's grants and
/// keys lie in is not even read.
pub(crate) fn sandboxes(workspace: &Workspace) -> Sandboxes {
    Sandboxes::new(places(workspace))
}

/// The places of these sandboxes.
pub(crate) fn places(workspace: &Workspace) -> Places {
    let mut places = Places::of(workspace.system.as_ref()).with_secret(state_home(workspace.system.as_ref()));
    match &workspace.repository {
        Some(repository) => {
            places = places.with_work_tree(&repository.root).with_git_folder(&repository.common_dir);
            if repository.git_dir != repository.common_dir {
                places = places.with_read(&repository.git_dir);
            }
        }
        None => places = places.with_work_tree(&workspace.root),
    }
    places
}

/// Refuses before anything runs where a check asks for a sandbox that this machine does not have.
///
/// # Errors
/// [`ErrorKind::NoSandbox`], naming what is missing and how to get it.
pub(crate) fn require(specs: &[CheckSpec]) -> Result<()> {
    let mut error: Option<EngineError> = None;
    let mut found: Vec<(&SandboxSpec, Result<Enforced, Unavailable>)> = Vec::new();
    for spec in specs {
        let at = found.iter().position(|(known, _)| **known == spec.sandbox).unwrap_or_else(|| {
            found.push((&spec.sandbox, Sandboxes::enforced(&spec.sandbox)));
            found.len() - 1
        });
        let Err(unavailable) = &found[at].1 else { continue };
        let error = error.get_or_insert_with(|| {
            let message = "a check asks for a sandbox that is not available";
            EngineError::new(ErrorKind::NoSandbox, message).hint(unavailable.hint.clone())
        });
        error.reasons.push(format!("`{}`: {unavailable}", spec.label));
    }
    error.map_or(Ok(()), Err)
}

/// What ran with less than what was asked for, for people to hear: one line for each reason.
pub(crate) fn lowered(specs: &[CheckSpec], outcomes: &[Outcome]) -> Vec<String> {
    let mut told: Vec<(String, &str, usize)> = Vec::new();
    for (spec, outcome) in specs.iter().zip(outcomes) {
        let Some(why) = &outcome.sandbox.lowered else { continue };
        let tier = outcome.sandbox.tier.name();
        let why = format!("sandbox tier {tier}, network `{}`: {why}", outcome.sandbox.network.name());
        match told.iter_mut().find(|(known, ..)| *known == why) {
            Some((.., more)) => *more += 1,
            None => told.push((why, &spec.label, 0)),
        }
    }
    let line = |(why, label, more): (String, &str, usize)| match more {
        0 => format!("`{label}` ran with less than the wanted sandbox: {why}"),
        more => format!("`{label}` and {more} more ran with less than the wanted sandbox: {why}"),
    };
    told.into_iter().map(line).collect()
}
