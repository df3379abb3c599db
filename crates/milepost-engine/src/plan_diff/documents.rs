//! Which documents changed.

use std::collections::HashMap;

use milepost_portfolio::{LoadedDocument, Portfolio, document_id};

use super::{ChangedPlan, PlanDiff, PlanState, compare::changes, revision};
use crate::{EngineError, Result, Workspace, overview::title};

/// One side of the comparison.
#[derive(Clone, Copy)]
pub(super) struct Side<'p> {
    /// All documents.
    pub(super) portfolio: &'p Portfolio,
    /// The one that is compared.
    pub(super) index: usize,
}

impl<'p> Side<'p> {
    pub(super) fn loaded(self) -> &'p LoadedDocument {
        &self.portfolio.documents[self.index]
    }
}

/// Compares the plans of two revisions: `A..B`, `A...B`, or `A` with the work tree. `selected` are paths of documents of the
/// work tree; all milestones and what owns them when there are none. A document that got another name is found by
/// its content, else by its number and name.
///
/// # Errors
/// Without Git, and when a revision names no commit.
pub fn plan_diff(workspace: &Workspace, text: &str, selected: &[String]) -> Result<PlanDiff> {
    let Some(git) = workspace.git() else {
        return Err(EngineError::usage("there is no Git repository here, so there are no revisions")
            .hint("`git init` makes one"));
    };
    let range = revision::range(&git, text)?;
    let before = revision::documents(workspace, &git, &range.from)?;
    let afterwards;
    let after = match &range.to {
        Some(to) => {
            afterwards = revision::documents(workspace, &git, to)?;
            &afterwards
        }
        None => &workspace.portfolio,
    };
    let mut documents: Vec<ChangedPlan> = pairs(&before, after)
        .into_iter()
        .filter(|pair| {
            selected.is_empty()
                || [
                    pair.0.map(|old| &before.documents[old].path),
                    pair.1.map(|new| &after.documents[new].path),
                ]
                .into_iter()
                .flatten()
                .any(|path| selected.contains(path))
        })
        .filter_map(|(old, new)| changed(&before, after, old, new))
        .collect();
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(PlanDiff { from: range.from, to: range.to, documents })
}

/// The documents of both sides that are the same document.
pub(super) fn pairs(before: &Portfolio, after: &Portfolio) -> Vec<(Option<usize>, Option<usize>)> {
    let is_plan = |loaded: &LoadedDocument| loaded.is_milestone() || loaded.is_owner();
    let mut pairs = Vec::new();
    let mut gone = Vec::new();
    for (old, loaded) in before.documents.iter().enumerate().filter(|(_, loaded)| is_plan(loaded)) {
        match after.find(&loaded.path) {
            Some(new) => pairs.push((Some(old), Some(new))),
            None => gone.push(old),
        }
    }
    let mut by_text: HashMap<&str, usize> = HashMap::new();
    let mut by_name: HashMap<(Option<&str>, &str), usize> = HashMap::new();
    for old in &gone {
        let loaded = &before.documents[*old];
        by_text.insert(&loaded.document().source, *old);
        by_name.insert(name(loaded), *old);
    }
    let mut taken = Vec::new();
    for (new, loaded) in after.documents.iter().enumerate() {
        if !is_plan(loaded) {
            continue;
        }
        if let Some(old) = before.find(&loaded.path) {
            if !is_plan(&before.documents[old]) {
                pairs.push((Some(old), Some(new)));
            }
            continue;
        }
        let text: &str = &loaded.document().source;
        let old = by_text.get(text).or_else(|| by_name.get(&name(loaded))).copied();
        let old = old.filter(|old| !taken.contains(old));
        taken.extend(old);
        pairs.push((old, Some(new)));
    }
    pairs.extend(gone.into_iter().filter(|old| !taken.contains(old)).map(|old| (Some(old), None)));
    pairs
}

fn name(loaded: &LoadedDocument) -> (Option<&str>, &str) {
    (loaded.identity.number.as_deref(), &loaded.identity.name)
}

fn changed(
    before: &Portfolio,
    after: &Portfolio,
    old: Option<usize>,
    new: Option<usize>,
) -> Option<ChangedPlan> {
    let (portfolio, index, state) = match (old, new) {
        (_, Some(new)) => (after, new, if old.is_some() { PlanState::Changed } else { PlanState::Added }),
        (Some(old), None) => (before, old, PlanState::Removed),
        (None, None) => return None,
    };
    let loaded = &portfolio.documents[index];
    let (mut path_before, mut found) = (None, Vec::new());
    if let (Some(old), Some(new)) = (old, new) {
        let was = &before.documents[old];
        path_before = (was.path != loaded.path).then(|| was.path.clone());
        if was.document().source != loaded.document().source {
            let (was, is) = (Side { portfolio: before, index: old }, Side { portfolio: after, index: new });
            found = changes(was, is);
        }
        if path_before.is_none() && found.is_empty() {
            return None;
        }
    }
    let id = if loaded.is_milestone() { document_id(portfolio, index) } else { loaded.path.clone() };
    Some(ChangedPlan {
        id,
        path: loaded.path.clone(),
        path_before,
        title: title(loaded),
        state,
        changes: found,
    })
}
