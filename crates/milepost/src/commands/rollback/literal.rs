//! `milepost rollback --literal`.

use std::sync::Arc;

use milepost_engine::{
    ErrorKind,
    exit::Exit,
    rollback::literal::{LiteralOptions, LiteralReport, abort, propose, resume, rollback, standing},
    trust::{Class, Consent},
};
use milepost_report::human;

use super::{
    super::{
        trust,
        verify::{Reporter, Watcher},
    },
    Args,
};
use crate::{
    context::Context,
    error::{CommandError, Result},
    select::{select_one, select_or_only},
    ui,
};

pub(super) fn run(context: &Context, args: &Args) -> Result {
    if args.status {
        let workspace = context.some_of_workspace()?;
        return answer(context, &standing(&workspace)?, Some(Exit::Ok));
    }
    let mut watcher = Watcher::new(context, Reporter::Human);
    if args.resume || args.again || args.abort {
        let (workspace, held) = context.hold(context.some_of_workspace()?)?;
        if args.abort {
            return answer(context, &abort(&workspace, &held)?, None);
        }
        let report =
            resume(&workspace, &held, args.again, &context.cancel, &mut |event| watcher.event(&event))?;
        watcher.finish();
        return answer(context, &report, None);
    }
    let (workspace, index) = match &args.milestone {
        Some(name) => select_one(context, name)?,
        None => select_or_only(context, None)?,
    };
    let mut options = LiteralOptions {
        agreed: args.plan.clone(),
        allow: args.allow.allowed(context),
        cancel: Arc::clone(&context.cancel),
    };
    let propose_or_ask = |workspace: &_, index, options: &mut LiteralOptions| -> Result<LiteralReport> {
        let mut outcome = propose(workspace, index, options);
        if matches!(&outcome, Err(error) if error.kind == ErrorKind::Untrusted)
            && let Some(allowed) =
                trust::offer(context, workspace, &[index], Class::Literal, &options.allow, args.once)?
        {
            options.allow = allowed;
            outcome = propose(workspace, index, options);
        }
        Ok(outcome?)
    };
    if args.dry_run {
        context.note_interrupted(&workspace);
        return answer(context, &propose_or_ask(&workspace, index, &mut options)?, None);
    }
    let (workspace, held, index) = context.hold_for(workspace, index)?;
    if options.agreed.is_none() && !context.json && Consent::can_be_asked(context.system.as_ref()) {
        let proposal = propose_or_ask(&workspace, index, &mut options)?;
        options.agreed = Some(agreed(context, &proposal)?);
    }
    let report = rollback(&workspace, &held, index, &options, &mut |event| watcher.event(&event))?;
    watcher.finish();
    answer(context, &report, None)
}

/// The token of the plan, where somebody at the terminal agreed to it.
fn agreed(context: &Context, proposal: &LiteralReport) -> Result<String> {
    let failed = |error| CommandError::usage("the terminal cannot be asked").because(error);
    ui::show(&human::rollback_literal(proposal, context.page())).map_err(failed)?;
    let question = "Run these commands all the same? Type the milestone's id to agree";
    let answer = ui::answer(question, &proposal.id).map_err(failed)?;
    if answer == proposal.id.to_lowercase() {
        return Ok(proposal.token.clone());
    }
    Err(CommandError::new(Exit::Refused, "nobody agreed, and nothing was changed"))
}

fn answer(context: &Context, report: &LiteralReport, exit: Option<Exit>) -> Result {
    let exit = exit.unwrap_or_else(|| report.exit());
    context.answer("rollback-literal", exit, report, || human::rollback_literal(report, context.page()))
}
