//! The files that a plan names.

use globset::{Glob, GlobBuilder, GlobMatcher};
use milepost_document::{Document, view, view::PlannedUse, vocabulary::SectionKind};

use milepost_portfolio::path::is_pattern;

use super::scope::{ScopeFound, found};
use crate::{Workspace, baseline::ChangedPath, binding::ScopeAsked};

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
pub(crate) struct PlannedFiles {
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
    pub(crate) fn of(workspace: &Workspace, index: usize) -> Self {
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
                if out && is_path_like(&named.path) && !is_placeholder(&named.path) {
                    // Also what is there no more: that it was removed is a change of it.
                    found.out_of_scope.push(named);
                    continue;
                }
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

    /// Whether it names just this file as one that it means to touch.
    pub(super) fn says(&self, path: &str) -> bool {
        self.modify.iter().chain(&self.create).any(|named| named.path == path)
    }

    /// Whether there is anything that the work could keep to or not.
    pub(crate) fn holds_anything(&self) -> bool {
        self.says_which() || !self.out_of_scope.is_empty()
    }

    /// As it is asked of a gate.
    pub(crate) fn asked(&self, strict: bool) -> ScopeAsked {
        let paths = |named: &[Named]| named.iter().map(|named| named.path.clone()).collect();
        ScopeAsked {
            strict,
            out_of_scope: paths(&self.out_of_scope),
            create: paths(&self.create),
            modify: paths(&self.modify),
        }
    }

    /// Where the work differs from it.
    pub(crate) fn against(&self, workspace: &Workspace, changed: &[ChangedPath]) -> ScopeFound {
        found(workspace, self, changed)
    }

    /// Whether the plan says which files it touches.
    pub(super) fn says_which(&self) -> bool {
        !self.modify.is_empty() || !self.create.is_empty()
    }
}

/// A path by its looks: a folder of it, a pattern, or a name with an extension.
fn is_path_like(text: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || "._-/*?[]{}@+,".contains(c);
    let name = text.rsplit('/').next().unwrap_or(text);
    let has_extension = name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && !extension.is_empty()
            && extension.chars().all(|c| c.is_ascii_alphanumeric())
            && extension.chars().any(char::is_alphabetic)
    });
    !text.is_empty()
        && !text.starts_with('/')
        && text.chars().all(is_word)
        && (has_extension || (text.contains('/') && is_pattern(text)))
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
