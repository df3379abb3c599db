//! From what a person types to two states of the documents.

use std::collections::BTreeSet;

use milepost_portfolio::{LoadOptions, Portfolio, path, portfolio_from};
use milepost_system::git::Git;

use crate::{EngineError, Result, Workspace};

/// Two revisions.
pub(super) struct Range {
    /// The commit of before.
    pub(super) from: String,
    /// The commit afterwards; `None` for the work tree.
    pub(super) to: Option<String>,
}

/// Reads `A..B`, `A...B` (from where both parted) and `A` (up to the work tree); a side that is left out is HEAD.
pub(super) fn range(git: &Git<'_>, text: &str) -> Result<Range> {
    let (from, to, parted) = if let Some((from, to)) = text.split_once("...") {
        (from, Some(to), true)
    } else if let Some((from, to)) = text.split_once("..") {
        (from, Some(to), false)
    } else {
        (text, None, false)
    };
    let from_commit = commit(git, from)?;
    let to = to.map(|to| commit(git, to)).transpose()?;
    let from = match (&to, parted) {
        (Some(to), true) => git.merge_base(&from_commit, to)?.ok_or_else(|| {
            EngineError::usage(format!("`{text}`: both share no commit")).hint("compare with `..`")
        })?,
        _ => from_commit,
    };
    Ok(Range { from, to })
}

/// The commit that a revision names; HEAD where it is empty.
pub(super) fn commit(git: &Git<'_>, revision: &str) -> Result<String> {
    let revision = if revision.is_empty() { "HEAD" } else { revision };
    git.rev_parse(&format!("{revision}^{{commit}}"))?.ok_or_else(|| {
        EngineError::usage(format!("`{revision}` names no commit"))
            .hint("`A..B` compares two commits, `A` one with the files as they are")
    })
}

/// The documents of a commit.
pub(super) fn documents(workspace: &Workspace, git: &Git<'_>, commit: &str) -> Result<Portfolio> {
    let files = git.list_tree(commit)?;
    let wanted: Vec<&(String, String)> = files.iter().filter(|(file, _)| path::is_markdown(file)).collect();
    let objects: Vec<&str> = wanted.iter().map(|(_, object)| object.as_str()).collect();
    let mut texts = Vec::with_capacity(wanted.len());
    for ((file, _), bytes) in wanted.iter().zip(git.blobs(&objects)?) {
        let bytes = bytes.ok_or_else(|| {
            EngineError::usage(format!("`{file}` of {commit:.12} is not in this clone"))
                .hint("a partial clone has to fetch it first")
        })?;
        texts.push((file.clone(), bytes));
    }
    let options =
        LoadOptions { folders: workspace.config.documents.folders.clone(), ..LoadOptions::default() };
    let names: BTreeSet<String> = files.into_iter().map(|(file, _)| file).collect();
    Ok(portfolio_from(&workspace.root, texts, names, &options))
}
