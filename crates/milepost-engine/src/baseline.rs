//! What was measured before the work began, as the gates read it.

use milepost_gate::{Inventory, TestCase, TestId, TestRun, TestStatus};
use milepost_ledger::{Baseline, TestOutcome};
use milepost_system::git::TreeChange;

use crate::{
    Result, Workspace,
    plan::{TreeNow, WorkspaceTree},
};

/// The tests of a baseline by id.
pub fn inventory(baseline: &Baseline) -> Inventory {
    let runs: Vec<TestRun> = baseline
        .suites
        .iter()
        .map(|suite| TestRun::new(suite.tests.iter().map(case).collect(), Vec::new()))
        .collect();
    Inventory::of(&runs)
}

/// One recorded test as the gates read it. An unknown status counts as a failure.
pub(crate) fn case(test: &TestOutcome) -> TestCase {
    TestCase {
        id: TestId::from(test.id.clone()),
        status: TestStatus::from_word(&test.status).unwrap_or(TestStatus::Failed),
        file: test.file.clone(),
        duration_ms: test.duration_ms,
        message: None,
    }
}

/// A test run as a baseline keeps it.
pub fn outcomes(run: &TestRun) -> Vec<TestOutcome> {
    run.cases
        .iter()
        .map(|case| TestOutcome {
            id: case.id.as_str().to_owned(),
            status: case.status.word().to_owned(),
            file: case.file.clone(),
            duration_ms: case.duration_ms,
        })
        .collect()
}

/// A file of the project that is another one than at the baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedPath {
    /// From the project's root.
    pub path: String,
    /// Whether it is gone.
    pub removed: bool,
}

/// What differs between the baseline and now. Where the baseline's check tree is not known, as on a fresh clone or
/// when work in flight was adopted, its commit stands in. What Milepost itself writes into documents is no change.
///
/// # Errors
/// When Git fails.
pub fn changed_paths(
    workspace: &Workspace,
    trees: &WorkspaceTree<'_>,
    now: &TreeNow<'_>,
    baseline: &Baseline,
) -> Result<Option<Vec<ChangedPath>>> {
    let own = |change: &TreeChange| {
        let path = change.path();
        !path.starts_with("..") && !path.starts_with(".milepost")
    };
    let kept = if baseline.adopted { None } else { trees.changes_since(now, &baseline.tree)? };
    if let Some(changes) = kept {
        return Ok(Some(changes.iter().filter(|change| own(change)).map(changed_path).collect()));
    }
    let Some(git) = workspace.git() else { return Ok(None) };
    let Some(tree) = git.rev_parse(&format!("{}^{{tree}}", baseline.commit))? else { return Ok(None) };
    let Some(changes) = trees.changes_since(now, &tree)? else { return Ok(None) };
    let mut paths = Vec::new();
    for change in changes.iter().filter(|change| own(change)).map(changed_path) {
        if !trees.is_only_ours(now, &git, &baseline.commit, &change.path)? {
            paths.push(change);
        }
    }
    Ok(Some(paths))
}

fn changed_path(change: &TreeChange) -> ChangedPath {
    ChangedPath {
        path: change.path().to_string_lossy().into_owned(),
        removed: matches!(change, TreeChange::Removed(_)),
    }
}
