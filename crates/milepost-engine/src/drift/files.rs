//! The files that a plan names.

use globset::{Glob, GlobBuilder, GlobMatcher};
use milepost_document::{Document, view, view::PlannedUse, vocabulary::SectionKind};

use milepost_portfolio::path::is_pattern;

use crate::Workspace;

/// One path or glob.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// As it is written.
    pub(super) path: String,
    /// Of a pattern.
    matcher: Option<GlobMatcher>,
}

impl Named {
    pub(super) fn new(path: &str) -> Self {
        let path = path.trim().trim_start_matches("./").trim_end_matches('/').to_owned();
        let glob: Option<Glob> =
            is_pattern(&path).then(|| GlobBuilder::new(&path).literal_separator(true).build().ok()).flatten();
        Self { matcher: glob.map(|glob| glob.compile_matcher()), path }
    }

    /// Whether it names a file, or the folder of it.
    pub(super) fn covers(&self, file: &str) -> bool {
        file == self.path
            || file.strip_prefix(&self.path).is_some_and(|rest| rest.starts_with('/'))
            || self.matcher.as_ref().is_some_and(|matcher| matcher.is_match(file))
    }
}

/// The files that a plan names.
#[derive(Debug, Clone, Default)]
pub(super) struct PlannedFiles {
    /// Those that it means to modify.
    pub(super) modify: Vec<Named>,
    /// Those that it means to create.
    pub(super) create: Vec<Named>,
    /// Those that it names elsewhere, as far as they are there.
    pub(super) mentioned: Vec<Named>,
    /// Those that it calls out of scope.
    pub(super) out_of_scope: Vec<Named>,
}

impl PlannedFiles {
    pub(super) fn of(workspace: &Workspace, index: usize) -> Self {
        let document = workspace.document(index).document();
        let mut found = Self::default();
        for file in view::planned_files(document) {
            let named = Named::new(document.text(file.path));
            if is_placeholder(&named.path) {
                continue;
            }
            match file.planned {
                PlannedUse::Modify => found.modify.push(named),
                PlannedUse::Create => found.create.push(named),
            }
        }
        for item in &document.items {
            let out = item.kind == Some(SectionKind::OutOfScope);
            if !out && !matches!(item.kind, Some(SectionKind::InScope | SectionKind::Deliverables)) {
                continue;
            }
            for named in item.code.iter().map(|span| Named::new(document.text(*span))) {
                let is_there = !named.path.is_empty()
                    && (workspace.is_tracked(&named.path) || workspace.portfolio.has_folder(&named.path));
                if is_there && out {
                    found.out_of_scope.push(named);
                } else if is_there {
                    found.mentioned.push(named);
                }
            }
        }
        found
    }

    /// All but those out of scope.
    pub(super) fn named(&self) -> impl Iterator<Item = &Named> {
        self.modify.iter().chain(&self.create).chain(&self.mentioned)
    }

    /// Whether the plan says which files it touches.
    pub(super) fn says_which(&self) -> bool {
        !self.modify.is_empty() || !self.create.is_empty()
    }
}

/// `path/to/file.ts` of a template that nobody filled in.
fn is_placeholder(path: &str) -> bool {
    path.starts_with("path/to/") || path.contains(['<', '>', '…']) || path.contains("...")
}

/// The files that a milestone means to touch, by literal path.
pub(crate) fn touched(workspace: &Workspace, document: &Document) -> Vec<String> {
    let mut found = Vec::new();
    for file in view::planned_files(document) {
        let named = Named::new(document.text(file.path));
        if is_placeholder(&named.path) {
            continue;
        }
        let pattern = named.path.contains(['*', '?', '[', '{']);
        if pattern && !workspace.portfolio.has_file(&named.path) {
            found.extend(workspace.portfolio.files().iter().filter(|file| named.covers(file)).cloned());
        } else {
            found.push(named.path);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
