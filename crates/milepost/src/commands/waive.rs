//! `milepost waive`.

use jiff::civil::Date;
use milepost_engine::{
    address,
    exit::Exit,
    lifecycle::{WaiveRequest, waive},
    session::Session,
};
use milepost_report::human;
use serde_json::json;

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::select_or_only,
};

/// Take an item upon you that is not proven, with a reason and an end
///
/// A waiver is signed with your SSH key, holds through its last day, and is printed wherever it counts.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The item
    #[arg(value_name = "ID#ITEM")]
    item: String,
    /// Why it may pass without proof
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// The last day on which it holds: YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    until: Date,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (name, item) = address::split(&args.item);
    let Some(item) = item.filter(|item| !item.is_empty()) else {
        return Err(
            CommandError::usage(format!("`{}` names no item", args.item)).hint("milepost waive ID#ITEM …")
        );
    };
    let (workspace, index) = select_or_only(context, Some(name).filter(|name| !name.is_empty()))?;
    let (workspace, held, index) = context.hold_for(workspace, index)?;
    let session = Session::write(&workspace)?;
    let assessment = session.assess(index, false, true)?;
    let at = address::item(&assessment.bound, item)?;
    let request = WaiveRequest { why: args.why.clone(), until: args.until };
    let signature = waive(&session, &held, &assessment, at, &request)?;
    let signatures = [signature];
    context.answer("waive", Exit::Ok, &json!({ "signatures": signatures }), || {
        human::signatures("waived", &signatures)
    })
}
