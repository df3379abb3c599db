//! Tests by id.

use schemars::JsonSchema;

/// What became of a milestone's tests since its baseline.
#[derive(JsonSchema)]
pub(super) struct Diff {
    /// The milestone's id.
    id: String,
    /// The commit of the baseline.
    baseline: Option<String>,
    /// Why nothing can be compared; null where it can.
    reason: Option<String>,
    /// Test by test.
    comparison: Option<Comparison>,
    /// What somebody said of tests, with a signature that counts.
    acknowledgements: Vec<Acknowledgement>,
}

/// What became of each test.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Comparison {
    /// Counts of the baseline.
    baseline: Counts,
    /// Counts of now.
    now: Counts,
    /// Passed then and pass now.
    still_passing: u64,
    /// Did not pass then and pass now.
    fixed: Vec<Change>,
    /// Passed then and fail now.
    regressions: Vec<Change>,
    /// Failed and passed on the same files.
    flaky: Vec<Change>,
    /// Passed then and do not run now: `now` says whether they are skipped, or absent.
    lost: Vec<Change>,
    /// Absent with their file, or absent after they failed.
    removed: Vec<Change>,
    /// Absent under one id and there under another.
    renamed: Vec<Rename>,
    /// Failed then and are skipped now.
    newly_skipped: Vec<Change>,
    /// Failed then and still fail.
    preexisting_failures: Vec<Change>,
    /// Unknown or skipped then and fail now.
    new_failing: Vec<Change>,
    /// Unknown then and pass now.
    new_passing: Vec<Change>,
    /// Unknown then and skipped now.
    new_skipped: Vec<Change>,
    /// Skipped then and absent now.
    retired: Vec<Change>,
    /// What was taken out of these lists by somebody's word.
    acknowledged: Vec<Change>,
}

/// How many tests ended how.
#[derive(JsonSchema)]
pub(super) struct Counts {
    ran: u64,
    passed: u64,
    failed: u64,
    skipped: u64,
    flaky: u64,
}

/// One test that changed.
#[derive(JsonSchema)]
pub(super) struct Change {
    /// Its id.
    id: String,
    /// `passed`, `failed`, `flaky` or `skipped` at the baseline; null where it is unknown there.
    was: Option<String>,
    /// The same now; null where it is absent.
    now: Option<String>,
    /// The file that the newer report names.
    file: Option<String>,
}

/// One test under two ids.
#[derive(JsonSchema)]
pub(super) struct Rename {
    /// What it was.
    from: Change,
    /// What it is now.
    to: Change,
}

/// What somebody said of tests.
#[derive(JsonSchema)]
pub(super) struct Acknowledgement {
    /// The record.
    record: String,
    /// `gone` or `flaky`.
    what: String,
    /// The ids of the tests.
    tests: Vec<String>,
    /// Who.
    who: String,
    /// Why.
    why: String,
}

/// The flaky tests of a milestone, or the runs of one test.
#[derive(JsonSchema)]
pub(super) struct Flaky {
    /// The milestone's id.
    id: String,
    /// The flaky tests, the most flaky first; absent when one was asked for.
    tests: Option<Vec<FlakyTest>>,
    /// The test that was asked for.
    test: Option<String>,
    /// How it ended in each run, oldest first.
    history: Option<Vec<Moment>>,
}

/// A test that failed and passed on the same files.
#[derive(JsonSchema)]
pub(super) struct FlakyTest {
    /// Its id.
    id: String,
    /// On how many states of the files it did both.
    flakes: u64,
    /// In how many runs it was executed.
    runs: u64,
    /// When it last did both.
    last: String,
}

/// How one test ended in one run.
#[derive(JsonSchema)]
pub(super) struct Moment {
    /// `passed`, `failed`, `flaky` or `skipped`; null where the run does not name it.
    status: Option<String>,
    /// The record.
    record: String,
    /// When it began, by the machine's clock.
    started: String,
    /// The tree on which it ran.
    tree: String,
    /// The command.
    command: String,
}

/// Tests that were acknowledged.
#[derive(JsonSchema)]
pub(super) struct Acknowledged {
    /// `gone` or `flaky`.
    what: String,
    /// The ids of the tests.
    tests: Vec<String>,
    /// Who signed.
    who: String,
    /// Why.
    why: String,
    /// The record.
    record: String,
    /// Its file.
    path: String,
}

/// An acknowledgement that was taken back.
#[derive(JsonSchema)]
pub(super) struct Revoked {
    /// The acknowledgement's record.
    record: String,
    /// The tests that count again.
    tests: Vec<String>,
    /// Who took it back.
    who: String,
    /// Why.
    why: String,
    /// The file of the revocation.
    path: String,
}
