//! `milepost trust show`.

use milepost_engine::{
    exit::Exit,
    trust::{Allowed, request},
};
use milepost_report::human;

use super::Named;
use crate::{context::Context, error::Result, select::select_or_only};

/// Show what a document would run and whether it is trusted; asks nothing
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    named: Named,
}

pub(super) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, index) = select_or_only(context, args.named.milestone.as_deref())?;
    let class = args.named.class.into();
    let asked = request(&workspace, index, &workspace.bind(index), class, &Allowed::default())?;
    context
        .answer("trust", Exit::Ok, &asked, || human::trust_request(&asked) + &human::trust_standing(&asked))
}
