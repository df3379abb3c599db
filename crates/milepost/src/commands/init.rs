//! `milepost init`.

use milepost_engine::{
    exit::Exit,
    init::{agents, propose, set_up_git, write},
};
use milepost_report::{diff, human};
use serde_json::{Map, Value, json};

use crate::{context::Context, error::Result};

/// Set up Milepost in a project: look at what it uses, and write a `milepost.toml` that fits
///
/// Reads package files, lock files, recipes and documents; runs nothing. What is sure is written as a table, what is not
/// as a comment with the reason, each with the file and line that says so. Shows what the configuration would decide in
/// the milestones that are there. A file that is there is never written over.
///
/// `--git` and `--agents` set up these alone, and can be repeated.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write the text to standard output and no file
    #[arg(long, conflicts_with_all = ["diff", "dry_run", "git", "agents"])]
    print: bool,
    /// Compare the `milepost.toml` that is there with what would be written
    #[arg(long, conflicts_with_all = ["dry_run", "git", "agents"])]
    diff: bool,
    /// Show all, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Take the current folder for the project, not the repository around it
    #[arg(long)]
    here: bool,
    /// Install hooks that name the milestone in each commit on its branch, and attributes of `.milepost/`
    #[arg(long)]
    git: bool,
    /// Write a section on Milepost into `AGENTS.md`
    #[arg(long)]
    agents: bool,
    /// Print the JSON Schema of `milepost.toml`
    #[arg(long, exclusive = true)]
    schema: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    if args.schema {
        context.print(&milepost_engine::config::schema())?;
        return Ok(Exit::Ok);
    }
    if args.git || args.agents {
        return extras(context, args);
    }
    let (workspace, proposal) = propose(std::sync::Arc::clone(&context.system), &context.from, args.here)?;
    let mut data = serde_json::to_value(&proposal)?;
    let mut answer = |written: &[String], text: &dyn Fn() -> String| {
        data["written"] = json!(written);
        context.answer("init", Exit::Ok, &data, text)
    };
    if args.print {
        return answer(&[], &|| proposal.text.clone());
    }
    if args.diff {
        let before = proposal.existing.as_deref().unwrap_or_default();
        return answer(&[], &|| diff::unified("milepost.toml", before, &proposal.text));
    }
    let written = if args.dry_run { Vec::new() } else { write(&workspace, &proposal)? };
    answer(&written, &|| human::init(&proposal, &written, context.page()))
}

/// Git and `AGENTS.md`.
fn extras(context: &Context, args: &Args) -> Result {
    let workspace = context.workspace()?;
    let (mut data, mut text) = (Map::new(), String::new());
    data.insert("dryRun".to_owned(), Value::Bool(args.dry_run));
    if args.git {
        let setup = set_up_git(&workspace, args.dry_run)?;
        data.insert("git".to_owned(), serde_json::to_value(&setup)?);
        text.push_str(&human::git_setup(&setup, args.dry_run, context.page()));
    }
    if args.agents {
        let change = agents(&workspace, args.dry_run)?;
        let before = change.before.as_deref().unwrap_or_default();
        if change.changes() {
            text.push_str(&diff::unified(&change.path, before, &change.after));
        } else {
            text = format!("{text}`{}` has the section already\n", change.path);
        }
        data.insert("agents".to_owned(), serde_json::to_value(&change)?);
    }
    context.answer("init-extras", Exit::Ok, &data, || text)
}
