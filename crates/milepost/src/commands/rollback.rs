//! `milepost rollback`.

mod literal;

use std::sync::{Arc, atomic::Ordering};

use milepost_engine::{
    ErrorKind,
    exit::Exit,
    rehearsal::Level,
    rollback::{Proposal, RollbackOptions, RollbackReport, abort, propose, resume, rollback, standing},
    trust::{Class, Consent},
};
use milepost_report::human;

use super::{allow::Allow, trust};
use crate::{
    context::Context,
    error::{CommandError, Result},
    select::{select_one, select_or_only},
    ui,
};

/// Roll a milestone back for real: database, branch and files, in a run that survives being killed
///
/// Takes the migrations of the work back on the database that `rollback` in `[database]` names, in one transaction that ends well only
/// when the schema is the one before the work and the data of before is the same; then the branch gets one commit more that
/// takes the work back, and the files follow. Nothing is rewritten and nothing is pushed. What the work brought into the
/// database is saved before it is taken out, and only with `--accept-loss`.
///
/// Where the rehearsal has shown that the code of before passes its checks on the changed database, and that they look at
/// what changed, the code goes back alone and the database stays, with its migrations; `--level database` takes it back all the
/// same.
///
/// Asks for a rehearsal of just these files (`milepost rehearse`), for a clean work tree, and for somebody who agrees: at a terminal
/// by typing the milestone's id, elsewhere by `--plan` with the token that `--dry-run` shows.
///
/// `--literal` runs the commands under Rollback Procedure instead, as they are written and in the project itself, after a warning that
/// says what they lose: nothing is compared before, nothing is saved, and no step of it can be given up.
///
/// A run that was stopped is brought to its end by `--resume`, or given up by `--abort` as long as neither database nor branch is
/// changed. Until then no other command writes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id; the only one in progress when left out
    milestone: Option<String>,
    /// Why; it stands in the document, the commit and the record
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Show what would be done, with the token of the plan; change nothing
    #[arg(long)]
    dry_run: bool,
    /// Agree to the plan with this token
    #[arg(long, value_name = "TOKEN")]
    plan: Option<String>,
    /// How much goes back; the least that the rehearsal has shown to be enough when left out
    #[arg(long, value_enum)]
    level: Option<Wanted>,
    /// Agree that what the work brought into the database is taken out, after it was saved
    #[arg(long)]
    accept_loss: bool,
    /// Commits, or ranges of them, that belong to the milestone though nothing says so
    #[arg(long, value_name = "REV")]
    commits: Vec<String>,
    /// Run the document's own commands, whatever they lose
    #[arg(long, conflicts_with_all = ["reason", "level", "accept_loss", "commits"])]
    literal: bool,
    /// With `--literal`: run the command once more in the midst of which the run was stopped
    #[arg(long, requires = "literal", conflicts_with_all = ["milestone", "dry_run", "plan", "abort", "status"])]
    again: bool,
    /// Go on with the run that was stopped
    #[arg(long, conflicts_with_all = ["milestone", "dry_run", "plan", "reason", "abort", "status"])]
    resume: bool,
    /// Give up the run that was stopped
    #[arg(long, conflicts_with_all = ["milestone", "dry_run", "plan", "reason", "status"])]
    abort: bool,
    /// Say how the run stands that is under way, or the last one
    #[arg(long, conflicts_with_all = ["milestone", "dry_run", "plan", "reason"])]
    status: bool,
    #[command(flatten)]
    allow: Allow,
    /// When asked and answered with yes: allow this run alone, and keep no grant
    #[arg(long)]
    once: bool,
}

/// How much goes back.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Wanted {
    /// The code alone, where its checks have passed on the changed database
    Code,
    /// The code, and the database by one more migration
    Forward,
    /// The code and the database, in the form that its migration tool has
    Database,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    if args.literal {
        return literal::run(context, args);
    }
    let mut tell = |step: &str| context.say(&format!("rollback: {step}"));
    let cancelled = || context.cancel.load(Ordering::Relaxed);
    if args.status {
        let workspace = context.some_of_workspace()?;
        context.note_interrupted(&workspace);
        return answer(context, &standing(&workspace)?);
    }
    if args.resume || args.abort {
        let (workspace, held) = context.take(context.some_of_workspace()?)?;
        let report = if args.abort {
            abort(&workspace, &held)?
        } else {
            resume(&workspace, &held, &cancelled, &mut tell)?
        };
        return answer(context, &report);
    }
    let (workspace, index) = match &args.milestone {
        Some(name) => select_one(context, name)?,
        None => select_or_only(context, None)?,
    };
    let mut options = RollbackOptions {
        reason: args.reason.clone(),
        commits: args.commits.clone(),
        level: args.level.map(|wanted| match wanted {
            Wanted::Code => Level::Code,
            Wanted::Forward => Level::Forward,
            Wanted::Database => Level::Database,
        }),
        accept_loss: args.accept_loss,
        agreed: args.plan.clone(),
        allow: args.allow.allowed(context),
        cancel: Arc::clone(&context.cancel),
    };
    let propose_or_ask = |workspace: &_, index, options: &mut RollbackOptions| -> Result<Proposal> {
        let mut outcome = propose(workspace, index, options);
        if matches!(&outcome, Err(error) if error.kind == ErrorKind::Untrusted)
            && let Some(allowed) =
                trust::offer(context, workspace, &[index], Class::Rollback, &options.allow, args.once)?
        {
            options.allow = allowed;
            outcome = propose(workspace, index, options);
        }
        Ok(outcome?)
    };
    if args.dry_run {
        context.note_interrupted(&workspace);
        let proposal = propose_or_ask(&workspace, index, &mut options)?;
        return context.answer("rollback-plan", Exit::Ok, &proposal, || {
            human::rollback_plan(&proposal, context.page())
        });
    }
    let path = workspace.document(index).path.clone();
    let (workspace, held) = context.take(workspace)?;
    let index = workspace
        .portfolio
        .find(&path)
        .ok_or_else(|| CommandError::usage(format!("`{path}` was removed by another process")))?;
    if options.agreed.is_none()
        && options.reason.is_some()
        && !context.json
        && Consent::can_be_asked(context.system.as_ref())
    {
        let proposal = propose_or_ask(&workspace, index, &mut options)?;
        options.agreed = agreed(context, &proposal)?;
    }
    let report = rollback(&workspace, &held, index, &options, &mut tell)?;
    answer(context, &report)
}

/// The token of the plan, where somebody at the terminal agreed to it.
fn agreed(context: &Context, proposal: &Proposal) -> Result<Option<String>> {
    let failed = |error| CommandError::usage("the terminal cannot be asked").because(error);
    ui::show(&human::rollback_plan(proposal, context.page())).map_err(failed)?;
    let question = "Roll it back? Type the milestone's id to agree";
    let answer = ui::answer(question, &proposal.id).map_err(failed)?;
    if answer == proposal.id.to_lowercase() {
        return Ok(Some(proposal.token.clone()));
    }
    Err(CommandError::new(Exit::Refused, "nobody agreed, and nothing was changed"))
}

fn answer(context: &Context, report: &RollbackReport) -> Result {
    context.answer("rollback", Exit::Ok, report, || human::rollback(report, context.page()))
}
