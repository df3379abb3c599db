//! `milepost ledger log`.

use milepost_engine::{
    exit::Exit,
    ledger::{Access, Kind, Query},
    signers::Signers,
};
use milepost_report::{human, json as formats};
use serde_json::{Value, json};

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::select_one,
};

/// List records, newest first
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only those about this milestone
    milestone: Option<String>,
    /// Only those of this kind: attestation, baseline, check-run, sign-off, transition, waiver …
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// At most so many
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let kind = args.kind.as_deref().map(kind).transpose()?;
    let (workspace, document) = match &args.milestone {
        Some(text) => {
            let (workspace, index) = select_one(context, text)?;
            let id = workspace.document_id(index);
            (workspace, Some(id))
        }
        None => (context.some_of_workspace()?, None),
    };
    let ledger = workspace.ledger(Access::Read)?;
    let records = ledger.find(&Query { kind, document, limit: Some(args.limit), ..Query::default() })?;
    let signers = Signers::of(&workspace)?;
    let trusts = ledger.trust_all(records.iter().map(|record| &**record), signers.policy()?)?;
    let pairs: Vec<_> = records.iter().map(|record| &**record).zip(&trusts).collect();
    let data =
        || pairs.iter().map(|(record, trust)| formats::v1::record(record, trust)).collect::<Vec<Value>>();
    let data = if context.json { data() } else { Vec::new() };
    context.answer("ledger-log", Exit::Ok, &json!({ "records": data }), || {
        human::records(&pairs, context.page())
    })
}

fn kind(name: &str) -> Result<Kind> {
    Kind::from_name(name).ok_or_else(|| {
        CommandError::usage(format!("no kind of record is called `{name}`"))
            .hint(format!("kinds: {}", Kind::names().collect::<Vec<_>>().join(", ")))
    })
}
