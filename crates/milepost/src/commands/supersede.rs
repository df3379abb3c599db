//! `milepost supersede`, and how every note is written.

use milepost_engine::{
    Held,
    exit::Exit,
    notes::{NoteRequest, Wanted, note},
};
use milepost_report::human;

use crate::{context::Context, error::Result, select::select_or_only};

/// Replace a decision by another one
///
/// The words of the old one stay, and each of the two names the other.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The number of the old decision
    decision: String,
    /// What was decided instead
    text: String,
    /// The milestone, by path or id; the one in progress when left out
    milestone: Option<String>,
    /// Why
    #[arg(long, value_name = "REASON")]
    why: Option<String>,
    /// Also write it as a file of its own (MADR), and link the two
    #[arg(long)]
    adr: bool,
    /// Show what would be written, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let wanted = Wanted::Decide {
        text: args.text.clone(),
        why: args.why.clone(),
        supersedes: Some(args.decision.clone()),
        adr: args.adr,
    };
    write(context, "supersede", args.milestone.as_deref(), wanted, args.dry_run)
}

/// Writes a note.
pub(super) fn write(
    context: &Context,
    command: &str,
    milestone: Option<&str>,
    wanted: Wanted,
    dry_run: bool,
) -> Result {
    let (workspace, index) = select_or_only(context, milestone)?;
    let (workspace, held, index) =
        if dry_run { (workspace, Held::for_dry_run(), index) } else { context.hold_for(workspace, index)? };
    let noted = note(&workspace, &held, index, &NoteRequest { wanted, dry_run })?;
    context.answer(command, Exit::Ok, &noted, || human::noted(&noted, dry_run))
}
