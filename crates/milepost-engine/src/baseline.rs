//! What was measured before the work began, as the gates read it.

use std::collections::BTreeSet;

use milepost_gate::{Coverage, Inventory, Ratio, TestCase, TestId, TestRun, TestStatus};
use milepost_ledger::{Baseline, TestOutcome};

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

/// Recorded coverage as the gates read it.
pub fn gate_coverage(coverage: &milepost_ledger::Coverage) -> Coverage {
    let ratio = |ratio: milepost_ledger::Ratio| Ratio::new(ratio.covered, ratio.total);
    Coverage {
        lines: ratio(coverage.lines),
        branches: coverage.branches.map(ratio),
        functions: coverage.functions.map(ratio),
        files: Vec::new(),
        notes: Vec::new(),
    }
}

/// Coverage as records keep it.
pub fn recorded_coverage(coverage: &Coverage) -> milepost_ledger::Coverage {
    let ratio = |ratio: Ratio| milepost_ledger::Ratio { covered: ratio.hit, total: ratio.total };
    milepost_ledger::Coverage {
        lines: ratio(coverage.lines),
        branches: coverage.branches.map(ratio),
        functions: coverage.functions.map(ratio),
    }
}

/// Paths from the project's root that differ between the baseline and now. On a fresh clone, where the baseline's
/// tree is not known, its commit stands in; then managed documents count as changed only when Git says so.
///
/// # Errors
/// When Git fails.
pub fn changed_paths(
    workspace: &Workspace,
    trees: &WorkspaceTree<'_>,
    now: &TreeNow,
    baseline: &Baseline,
) -> Result<Option<Vec<String>>> {
    let text = |path: &std::path::Path| path.to_string_lossy().into_owned();
    if let Some(changes) = trees.changes_since(now, &baseline.tree) {
        return Ok(Some(changes.iter().map(|change| text(change.path())).collect()));
    }
    let Some(git) = workspace.git() else { return Ok(None) };
    let Some(tree) = git.rev_parse(&format!("{}^{{tree}}", baseline.commit))? else { return Ok(None) };
    let Some(changes) = trees.changes_since(now, &tree) else { return Ok(None) };
    let mut paths: BTreeSet<String> = changes.iter().map(|change| text(change.path())).collect();
    for document in now.projections.keys() {
        let then = git.cat_file(&format!("{}:./{document}", baseline.commit))?;
        let today = workspace.system.read(&workspace.root.join(document)).ok();
        if then == today {
            paths.remove(document);
        }
    }
    paths.retain(|path| path != ".milepost" && !path.starts_with(".milepost/"));
    Ok(Some(paths.into_iter().collect()))
}
