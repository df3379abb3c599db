//! `milepost ledger verify`.

use milepost_engine::{
    exit::Exit,
    ledger::{Access, Kind, Predicate, Severity},
    signers::Signers,
};
use milepost_report::human;
use serde_json::json;

use crate::{context::Context, error::Result};

/// Check every record: files, links, signatures, bindings
///
/// Exits with 8 when something was tampered with, with 1 when evidence does not count. Finds any edit or copy, and any
/// record missing that another one names. A deleted newest record that nothing names cannot be found.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _args: &Args) -> Result {
    let workspace = context.some_of_workspace()?;
    context.note_interrupted(&workspace);
    let ledger = workspace.ledger(Access::Read)?;
    let checking = context.progress("checking the records");
    let found = ledger.verify(Signers::of(&workspace)?.policy()?)?;
    drop(checking);
    let waivers: Vec<String> = ledger
        .all(&Kind::Waiver)?
        .iter()
        .filter_map(|record| match &record.predicate {
            Predicate::Waiver(waiver) => Some(format!(
                "{}#{} by {} until {}: {}",
                waiver.document.id, waiver.item, waiver.who, waiver.until, waiver.why
            )),
            _ => None,
        })
        .collect();
    let exit = match found.worst() {
        Some(Severity::Tampering) => Exit::Tampered,
        Some(Severity::Failure) => Exit::Failed,
        _ => Exit::Ok,
    };
    let data = json!({ "records": found.records, "flaws": found.flaws, "waivers": waivers });
    context.answer("ledger-verify", exit, &data, || human::verification(&found, &waivers, context.page()))
}
