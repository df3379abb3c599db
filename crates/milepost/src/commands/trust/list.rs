//! `milepost trust list`.

use milepost_engine::{
    Workspace,
    exit::Exit,
    trust::{Allowed, Grant, GrantStanding, ListedGrant, grants, request},
};
use milepost_report::human;

use crate::{context::Context, error::Result};

/// List what you have granted in this project
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// List the grants of every project
    #[arg(long)]
    all: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Result {
    let workspace = context.some_of_workspace()?;
    let mut listed = Vec::new();
    for grant in grants(context.system.as_ref())? {
        if args.all || grant.root == workspace.root {
            let standing = standing(&workspace, &grant)?;
            listed.push(ListedGrant { grant, standing });
        }
    }
    let data = serde_json::json!({ "grants": listed });
    context.answer("trust-list", Exit::Ok, &data, || human::grants(&listed, context.page()))
}

fn standing(workspace: &Workspace, grant: &Grant) -> Result<GrantStanding> {
    if grant.root != workspace.root {
        return Ok(GrantStanding::Elsewhere);
    }
    let Some(index) = workspace.portfolio.find(&grant.document) else { return Ok(GrantStanding::Gone) };
    let now = request(workspace, index, &workspace.bind(index), grant.class, &Allowed::default())?;
    Ok(if now.digest == grant.digest { GrantStanding::Holds } else { GrantStanding::Changed })
}
