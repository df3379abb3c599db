//! What the work touched, beside what it was to touch.

use super::{Drift, files::PlannedFiles};
use crate::{
    Result, Workspace,
    baseline::{ChangedPath, changed_paths},
    session::{Assessment, Session},
};

/// Where the work and the files of its plan differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ScopeFound {
    /// Files that changed and that the plan calls out of scope.
    pub(crate) out_of_scope: Vec<String>,
    /// Files that it means to create and that are not there.
    pub(crate) not_created: Vec<String>,
    /// Files that changed and that it does not name.
    pub(crate) unplanned: Vec<String>,
    /// Files that it means to modify and that did not change.
    pub(crate) untouched: Vec<String>,
}

impl ScopeFound {
    /// What contradicts the plan, in words; of a strict gate also what it merely does not say.
    pub(crate) fn broken(&self, strict: bool) -> Option<String> {
        let parts = [
            part("touched, and out of scope", &self.out_of_scope),
            part("to be created, and not there", &self.not_created),
            self.beside().filter(|_| strict),
        ];
        joined(parts)
    }

    /// What the plan does not say, in words.
    pub(crate) fn beside(&self) -> Option<String> {
        joined([
            part("touched, and not in the plan", &self.unplanned),
            part("to be modified, and untouched", &self.untouched),
        ])
    }
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The first of some files, in words.
fn part(words: &str, files: &[String]) -> Option<String> {
    const NAMED: usize = 8;
    let shown: Vec<String> = files.iter().take(NAMED).map(|file| format!("`{file}`")).collect();
    let more = files.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!files.is_empty()).then(|| format!("{words}: {}{more}", shown.join(", ")))
}

/// Compares the files of the plan with those that changed since the baseline. A plan that names no files is not
/// compared, but for what it calls out of scope.
pub(super) fn compare(
    session: &Session<'_>,
    assessment: &Assessment,
    planned: &PlannedFiles,
    drift: &mut Drift,
) -> Result<()> {
    let workspace = session.workspace;
    let Some((_, baseline)) = &assessment.baseline else { return Ok(()) };
    if !planned.holds_anything() {
        return Ok(());
    }
    let Some(changed) = changed_paths(workspace, &session.trees, &session.now, baseline)? else {
        return Ok(());
    };
    let found = found(workspace, planned, &changed);
    drift.out_of_scope = found.out_of_scope;
    drift.not_created = found.not_created;
    drift.unplanned = found.unplanned;
    drift.untouched = found.untouched;
    Ok(())
}

/// Where the changed files and those of the plan differ.
pub(super) fn found(workspace: &Workspace, planned: &PlannedFiles, changed: &[ChangedPath]) -> ScopeFound {
    let is_document = |path: &str| workspace.portfolio.find(path).is_some();
    let is_there =
        |path: &str| workspace.is_tracked(path) || workspace.system.exists(&workspace.root.join(path));
    held(planned, changed, &is_document, &is_there)
}

/// As [`found`], of any project.
fn held(
    planned: &PlannedFiles,
    changed: &[ChangedPath],
    is_document: &dyn Fn(&str) -> bool,
    is_there: &dyn Fn(&str) -> bool,
) -> ScopeFound {
    let touched = || changed.iter().map(|change| change.path.as_str());
    let is_ours = |path: &str| is_document(path) || path.starts_with(".milepost/");
    let is_out = |path: &str| planned.out_of_scope.iter().any(|named| named.covers(path));
    // A file that the plan names by itself is in scope, also in a folder that is not.
    let is_named = |path: &str| planned.says(path);
    let mut found = ScopeFound {
        out_of_scope: touched().filter(|path| is_out(path) && !is_named(path)).map(str::to_owned).collect(),
        ..ScopeFound::default()
    };
    if !planned.says_which() {
        return found;
    }
    let idle = planned.modify.iter().filter(|named| !touched().any(|path| named.covers(path)));
    found.untouched = idle.map(|named| named.path.clone()).collect();
    let missing = planned.create.iter().filter(|named| !is_there(&named.path));
    found.not_created = missing.map(|named| named.path.clone()).collect();
    found.unplanned = touched()
        .filter(|path| !is_ours(path) && !is_out(path))
        .filter(|path| !planned.named().any(|named| named.covers(path)))
        .map(str::to_owned)
        .collect();
    found
}

#[cfg(test)]
mod tests {
    use super::{super::files::Named, *};

    fn plan() -> PlannedFiles {
        let named = |paths: &[&str]| paths.iter().map(|path| Named::new(path)).collect();
        PlannedFiles {
            modify: named(&["src/a.rs", "vendor/ours.rs"]),
            create: named(&["src/new.rs"]),
            mentioned: Vec::new(),
            out_of_scope: named(&["vendor/", "schema.sql", "web/**/*.css"]),
        }
    }

    fn of(changed: &[(&str, bool)], there: &[&str]) -> ScopeFound {
        let changed: Vec<ChangedPath> = changed
            .iter()
            .map(|(path, removed)| ChangedPath { path: (*path).to_owned(), removed: *removed })
            .collect();
        held(&plan(), &changed, &|path| path == "docs/m.md", &|path| there.contains(&path))
    }

    #[test]
    fn work_that_keeps_to_its_plan_is_clean() {
        let found = of(
            &[("src/a.rs", false), ("src/new.rs", false), ("vendor/ours.rs", false), ("docs/m.md", false)],
            &["src/new.rs"],
        );
        assert_eq!(found, ScopeFound::default());
        assert_eq!((found.broken(true), found.beside()), (None, None));
    }

    #[test]
    fn what_is_out_of_scope_is_told_also_where_it_is_removed() {
        for path in ["vendor/x.rs", "schema.sql", "web/deep/b.css"] {
            for removed in [false, true] {
                let found = of(&[(path, removed)], &["src/new.rs"]);
                assert_eq!(found.out_of_scope, [path]);
                assert!(found.unplanned.is_empty());
                assert!(found.broken(false).unwrap().contains(path));
            }
        }
        assert!(of(&[("vendored.rs", false)], &[]).out_of_scope.is_empty());
    }

    #[test]
    fn a_promised_file_that_is_missing_breaks_the_plan() {
        let found = of(&[("src/a.rs", false), ("vendor/ours.rs", false)], &[]);
        assert_eq!(found.broken(false).unwrap(), "to be created, and not there: `src/new.rs`");
    }

    #[test]
    fn what_the_plan_does_not_say_breaks_only_a_strict_gate() {
        let found = of(&[("src/b.rs", false), ("src/a.rs", false)], &["src/new.rs"]);
        assert_eq!(found.broken(false), None);
        let words =
            "touched, and not in the plan: `src/b.rs`; to be modified, and untouched: `vendor/ours.rs`";
        assert_eq!(found.beside().as_deref(), Some(words));
        assert_eq!(found.broken(true).as_deref(), Some(words));
    }
}
