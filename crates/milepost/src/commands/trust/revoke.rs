//! `milepost trust revoke`.

use milepost_engine::{
    exit::Exit,
    trust::{Class, Grant, grants, revoke},
};
use milepost_report::human;

use super::ClassName;
use crate::{
    context::Context,
    error::{CommandError, Result},
    select::select_one,
};

/// Take grants back: the next run asks again
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The milestone, by path or id; also the path of a document that is gone
    #[arg(required_unless_present = "all")]
    milestone: Option<String>,
    /// Take back what is granted for this class alone
    #[arg(long, value_name = "NAME")]
    class: Option<ClassName>,
    /// Take back every grant of this project
    #[arg(long, conflicts_with = "milestone")]
    all: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Result {
    let (root, document) = match &args.milestone {
        Some(name) => match select_one(context, name) {
            Ok((workspace, index)) => {
                let path = workspace.document(index).path.clone();
                (workspace.root, Some(path))
            }
            // The document may be gone: then its path still names its grants.
            Err(_) => (context.some_of_workspace()?.root, Some(name.clone())),
        },
        None => (context.some_of_workspace()?.root, None),
    };
    let class = args.class.map(Class::from);
    let is_meant = |grant: &Grant| {
        grant.root == root
            && document.as_ref().is_none_or(|document| grant.document == *document)
            && class.is_none_or(|class| grant.class == class)
    };
    let meant: Vec<Grant> = grants(context.system.as_ref())?.into_iter().filter(is_meant).collect();
    if let (true, Some(document)) = (meant.is_empty(), &document) {
        return Err(CommandError::usage(format!("nothing is granted for `{document}`"))
            .hint("`milepost trust list` shows what is"));
    }
    for grant in &meant {
        revoke(context.system.as_ref(), grant)?;
    }
    let data = serde_json::json!({ "revoked": meant });
    context.answer("trust-revoke", Exit::Ok, &data, || human::revoked(&meant))
}
