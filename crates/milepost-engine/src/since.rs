//! Findings that a change brought.

use std::collections::{HashMap, HashSet};

use milepost_document::Span;
use milepost_lint::Finding;

use crate::{EngineError, Result, Workspace, history::DOCUMENTS};

/// What changed since a revision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Since {
    /// The commit from which changes are counted: the merge base of HEAD and the revision.
    pub commit: String,
    lines: HashMap<String, HashSet<u32>>,
    new: HashSet<String>,
    removed: Vec<String>,
}

impl Since {
    /// Compares the work tree with the merge base of HEAD and a revision.
    ///
    /// # Errors
    /// Without Git, and when the revision names no commit or shares none with HEAD.
    pub fn read(workspace: &Workspace, revision: &str) -> Result<Self> {
        let Some(git) = workspace.git() else {
            return Err(EngineError::usage("there is no Git repository here, so nothing is known of before")
                .hint("leave out `--since`, or use `--baseline`"));
        };
        let Some(commit) = git.rev_parse(&format!("{revision}^{{commit}}"))? else {
            return Err(EngineError::usage(format!("`{revision}` names no commit"))
                .hint("in a shallow clone, fetch it first: `git fetch --unshallow`"));
        };
        let Some(base) = git.merge_base("HEAD", &commit)? else {
            return Err(EngineError::usage(format!("HEAD and `{revision}` share no commit"))
                .hint("in a shallow clone, fetch the history first: `git fetch --unshallow`"));
        };
        let mut lines: HashMap<String, HashSet<u32>> = HashMap::new();
        for file in git.lines_since(&base, &DOCUMENTS)? {
            lines.entry(file.path).or_default().extend(file.lines.into_iter().map(|(number, _)| number));
        }
        let new = git.untracked()?.into_iter().collect();
        Ok(Self { commit: base.clone(), lines, new, removed: git.removed_since(&base)? })
    }

    /// Whether a finding stands on a line that changed, has to do with one, or with a file that is gone.
    pub fn concerns(&self, workspace: &Workspace, finding: &Finding) -> bool {
        let touched = |path: &str, span: Span| {
            self.new.contains(path)
                || self.lines.get(path).is_some_and(|changed| {
                    lines_of(workspace, path, span)
                        .is_some_and(|mut lines| lines.any(|line| changed.contains(&line)))
                })
        };
        touched(&finding.path, finding.span)
            || finding.related.iter().any(|related| touched(&related.path, related.span))
            || self.removed.iter().any(|path| finding.message.contains(&format!("`{path}`")))
    }
}

fn lines_of(workspace: &Workspace, path: &str, span: Span) -> Option<std::ops::RangeInclusive<u32>> {
    let document = workspace.document(workspace.portfolio.find(path)?).document();
    let first = document.position(span.start).line;
    let last = document.position(span.end.saturating_sub(1).max(span.start)).line;
    Some(first..=last)
}
