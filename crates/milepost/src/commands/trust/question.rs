//! Asking somebody at a terminal.

use milepost_engine::{
    Workspace,
    exit::Exit,
    trust::{Allowed, Class, Consent, TrustRequest, grant, request},
};
use milepost_report::human;

use crate::{
    context::Context,
    error::{CommandError, Result},
    ui,
};

/// What somebody answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// Until what would run changes.
    UntilChange,
    /// This run alone.
    Once,
    No,
}

/// Shows what would run, and asks. Anything but a clear yes is no.
pub(super) fn ask(request: &TrustRequest, only_once: bool) -> Result<Answer> {
    let unasked = |error| CommandError::usage("nobody can be asked").because(error);
    ui::show(&human::trust_request(request)).map_err(unasked)?;
    let choices = if only_once {
        "y = this run, d = details, N = no"
    } else {
        "y = until they change, o = once, d = details, N = no"
    };
    loop {
        let question = format!("Run these commands for `{}`?", request.document);
        let answer = ui::answer(&question, choices).map_err(unasked)?;
        return Ok(match answer.as_str() {
            "y" | "yes" if only_once => Answer::Once,
            "y" | "yes" => Answer::UntilChange,
            "o" | "once" => Answer::Once,
            "d" | "diff" | "details" => {
                ui::show(&human::trust_details(request)).map_err(unasked)?;
                continue;
            }
            _ => Answer::No,
        });
    }
}

/// Asks for every one of these documents that nobody trusts yet; what may run then. `None` where nobody can be asked or
/// somebody said no.
pub(in crate::commands) fn offer(
    context: &Context,
    workspace: &Workspace,
    indices: &[usize],
    class: Class,
    allowed: &Allowed,
    only_once: bool,
) -> Result<Option<Allowed>> {
    if context.json || !Consent::can_be_asked(context.system.as_ref()) {
        return Ok(None);
    }
    let mut allowed = allowed.clone();
    for index in indices {
        let bound = workspace.bind(*index);
        let asked = request(workspace, *index, &bound, class, &allowed)?;
        if asked.granted.is_some() {
            continue;
        }
        match ask(&asked, only_once)? {
            Answer::UntilChange => {
                grant(workspace, &asked, &Consent::at_terminal(context.system.as_ref())?)?;
            }
            Answer::Once => allowed.digests.push(asked.digest),
            Answer::No => {
                return Err(CommandError::new(Exit::Untrusted, "nothing was granted, and nothing ran"));
            }
        }
    }
    Ok(Some(allowed))
}
