use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::glob::matches_glob;
use crate::renames::take_renames;
use crate::test_run::{Inventory, KnownTest, TestCounts, TestId, TestStatus};
use crate::verdict::Verdict;

/// One test whose standing differs between two inventories, or that deserves to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The test.
    pub id: TestId,
    /// How it ended in the baseline; `None`: the baseline does not know it.
    pub was: Option<TestStatus>,
    /// How it ended now; `None`: it is absent.
    pub now: Option<TestStatus>,
    /// The file that the newer of both reports names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// One test that is gone under its id and there under another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rename {
    /// What it was.
    pub from: Change,
    /// What it is now.
    pub to: Change,
}

/// What became of each test since the baseline. Tests are compared by id, never by count: one test removed and one
/// added leave a count as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Counts of the baseline.
    pub baseline: TestCounts,
    /// Counts of now.
    pub now: TestCounts,
    /// Passed then (at the first attempt or not) and pass now.
    pub still_passing: u64,
    /// Did not pass then (failed or skipped) and pass now.
    pub fixed: Vec<Change>,
    /// Passed then and fail now: blocks.
    pub regressions: Vec<Change>,
    /// Passed or were unknown or skipped then, and are flaky now: blocks unless listed.
    pub flaky: Vec<Change>,
    /// Passed then and do not run now, being skipped or absent though nothing shows that they were taken away: blocks.
    pub lost: Vec<Change>,
    /// Ran then and are absent now, with the file gone (or failed then): blocks until acknowledged.
    pub removed: Vec<Change>,
    /// Passed then, and seem to pass now under another id: blocks until acknowledged by the old one, for only who renamed
    /// a test knows. The new id is no new test.
    #[serde(default)]
    pub renamed: Vec<Rename>,
    /// Failed then and are skipped now: blocks until acknowledged, a failing test is not mended by skipping it.
    pub newly_skipped: Vec<Change>,
    /// Failed then and still fail, or are flaky in both: shown, blocks only "all green".
    pub preexisting_failures: Vec<Change>,
    /// Unknown or skipped then and fail now: blocks.
    pub new_failing: Vec<Change>,
    /// Unknown then and pass now.
    pub new_passing: Vec<Change>,
    /// Unknown then and skipped now: shown.
    pub new_skipped: Vec<Change>,
    /// Skipped then and absent now: shown; nothing that ran is missing.
    pub retired: Vec<Change>,
    /// What [`Comparison::acknowledge`] and [`Comparison::allow_flaky`] took out of the blocking lists.
    pub acknowledged: Vec<Change>,
}

/// Compares two inventories id by id. `file_exists` says whether a file that a report named is still there.
///
/// A test that passed and is absent is `removed` only when its file is known and gone, and `lost` otherwise.
pub fn compare(baseline: &Inventory, now: &Inventory, file_exists: impl Fn(&str) -> bool) -> Comparison {
    use TestStatus::{Failed, Flaky, Passed, Skipped};
    let mut result = Comparison { baseline: baseline.counts(), now: now.counts(), ..Comparison::default() };
    for (id, then) in baseline.iter() {
        let today = now.get(id);
        let change = change(id, Some(then), today);
        let list = match (then.status, today.map(|test| test.status)) {
            (Passed | Flaky, Some(Passed)) => {
                result.still_passing += 1;
                continue;
            }
            (Skipped, Some(Skipped)) => continue,
            (Failed | Skipped, Some(Passed)) => &mut result.fixed,
            (Passed | Flaky, Some(Failed)) => &mut result.regressions,
            (Passed | Skipped, Some(Flaky)) => &mut result.flaky,
            (Failed | Flaky, Some(Flaky)) | (Failed, Some(Failed)) => &mut result.preexisting_failures,
            (Passed | Flaky, Some(Skipped)) => &mut result.lost,
            (Failed, Some(Skipped)) => &mut result.newly_skipped,
            (Skipped, Some(Failed)) => &mut result.new_failing,
            (Skipped, None) => &mut result.retired,
            (Failed, None) => &mut result.removed,
            (Passed | Flaky, None) => match &then.file {
                Some(file) if !file_exists(file) => &mut result.removed,
                _ => &mut result.lost,
            },
        };
        list.push(change);
    }
    for (id, today) in now.iter().filter(|(id, _)| baseline.get(id).is_none()) {
        let list = match today.status {
            Passed => &mut result.new_passing,
            Failed => &mut result.new_failing,
            Flaky => &mut result.flaky,
            Skipped => &mut result.new_skipped,
        };
        list.push(change(id, None, Some(today)));
    }
    find_renames(&mut result);
    result
}

/// Takes out of `lost`, `removed` and `new_passing` what is one test under two ids.
fn find_renames(result: &mut Comparison) {
    let is_absent = |change: &Change| change.now.is_none() && change.was != Some(TestStatus::Failed);
    let mut gone: Vec<Change> = result.lost.extract_if(.., |change| is_absent(change)).collect();
    let from_lost = gone.len();
    gone.extend(result.removed.extract_if(.., |change| is_absent(change)));
    let was_lost: Vec<TestId> = gone[..from_lost].iter().map(|change| change.id.clone()).collect();
    result.renamed = take_renames(&mut gone, &mut result.new_passing);
    for change in gone {
        let list =
            if was_lost.binary_search(&change.id).is_ok() { &mut result.lost } else { &mut result.removed };
        list.push(change);
    }
    result.lost.sort_by(|a, b| a.id.cmp(&b.id));
    result.removed.sort_by(|a, b| a.id.cmp(&b.id));
}

impl Comparison {
    /// Takes the tests that match one of `globs` out of `lost`, `removed`, `renamed` and `newly_skipped`: somebody has
    /// said that they are meant to be gone.
    #[must_use]
    pub fn acknowledge<S: AsRef<str>>(self, globs: &[S]) -> Self {
        self.acknowledge_those(|change| listed(globs, change))
    }

    /// As [`Comparison::acknowledge`], for exactly these ids.
    #[must_use]
    pub fn acknowledge_ids(self, ids: &BTreeSet<String>) -> Self {
        self.acknowledge_those(|change| ids.contains(change.id.as_str()))
    }

    fn acknowledge_those(mut self, is_listed: impl Fn(&Change) -> bool) -> Self {
        for list in [&mut self.lost, &mut self.removed, &mut self.newly_skipped] {
            self.acknowledged.extend(list.extract_if(.., |change| is_listed(change)));
        }
        let renamed = self.renamed.extract_if(.., |rename| is_listed(&rename.from));
        self.acknowledged.extend(renamed.map(|rename| rename.from));
        self
    }

    /// As [`Comparison::allow_flaky`], for exactly these ids.
    #[must_use]
    pub fn allow_flaky_ids(mut self, ids: &BTreeSet<String>) -> Self {
        self.acknowledged.extend(self.flaky.extract_if(.., |change| ids.contains(change.id.as_str())));
        self
    }

    /// Takes the tests that match one of `globs` out of `flaky`: they are known to be flaky.
    #[must_use]
    pub fn allow_flaky<S: AsRef<str>>(mut self, globs: &[S]) -> Self {
        self.acknowledged.extend(self.flaky.extract_if(.., |change| listed(globs, change)));
        self
    }

    /// Whether there is anything to compare with, and anything compared with it; a reason where not.
    fn vacuous(&self) -> Option<Verdict> {
        if self.now.ran == 0 {
            Some(Verdict::nothing_ran("no test ran, at least one has to"))
        } else if self.baseline.ran == 0 {
            Some(Verdict::inconclusive(
                "the baseline holds no test that ran, so no regression can be seen: record a baseline with tests",
            ))
        } else {
            None
        }
    }
}

/// Whether everything that passed in the baseline still does, and nothing new fails, is flaky or was silenced.
pub fn no_regression(comparison: &Comparison) -> Verdict {
    if let Some(verdict) = comparison.vacuous() {
        return verdict;
    }
    let (skipped, absent): (Vec<Change>, Vec<Change>) =
        comparison.lost.iter().cloned().partition(|change| change.now.is_some());
    let blocking: [(&str, &[Change]); 7] = [
        ("regressed", &comparison.regressions),
        ("lost (passed before, skipped now)", &skipped),
        ("lost (passed before, absent now)", &absent),
        ("newly failing", &comparison.new_failing),
        ("flaky", &comparison.flaky),
        ("removed and not acknowledged", &comparison.removed),
        ("failed before, skipped now and not acknowledged", &comparison.newly_skipped),
    ];
    let mut reasons: Vec<String> =
        blocking.iter().filter(|(_, list)| !list.is_empty()).map(|(what, list)| named(what, list)).collect();
    if !comparison.renamed.is_empty() {
        let renamed = |rename: &Rename| format!("`{}` (now `{}`)", rename.from.id, rename.to.id);
        reasons
            .push(listing("renamed and not acknowledged", comparison.renamed.iter().map(renamed).collect()));
    }
    if !reasons.is_empty() {
        return Verdict::fail(reasons.join("; "));
    }
    Verdict::Pass
}

/// Whether there is at least one test that the baseline lacks, and all of those pass.
pub fn new_tests(comparison: &Comparison) -> Verdict {
    if comparison.now.ran == 0 {
        return Verdict::nothing_ran("no test ran, at least one new test has to");
    }
    let new_failing: Vec<Change> =
        comparison.new_failing.iter().filter(|c| c.was.is_none()).cloned().collect();
    let new_flaky: Vec<Change> = comparison.flaky.iter().filter(|c| c.was.is_none()).cloned().collect();
    if !new_failing.is_empty() {
        Verdict::fail(named("new and failing", &new_failing))
    } else if !new_flaky.is_empty() {
        Verdict::fail(named("new and flaky", &new_flaky))
    } else if !comparison.new_passing.is_empty() {
        Verdict::Pass
    } else if comparison.new_skipped.is_empty() {
        Verdict::fail(
            "no new test: every test that ran is in the baseline already, at least one new one was expected",
        )
    } else {
        Verdict::fail(named("new tests exist but none ran; skipped", &comparison.new_skipped))
    }
}

/// Whether every test that ran passes at the first attempt, and at least one ran. Skipped tests do not block.
pub fn all_passing(inventory: &Inventory) -> Verdict {
    if inventory.counts().ran == 0 {
        return Verdict::nothing_ran("no test ran, at least one has to");
    }
    let with = |status: TestStatus| -> Vec<Change> {
        inventory
            .iter()
            .filter(|(_, t)| t.status == status)
            .map(|(id, t)| change(id, None, Some(t)))
            .collect()
    };
    let (failed, flaky) = (with(TestStatus::Failed), with(TestStatus::Flaky));
    if !failed.is_empty() {
        Verdict::fail(named("failing", &failed))
    } else if !flaky.is_empty() {
        Verdict::fail(named("flaky", &flaky))
    } else {
        Verdict::Pass
    }
}

fn change(id: &TestId, was: Option<&KnownTest>, now: Option<&KnownTest>) -> Change {
    Change {
        id: id.clone(),
        was: was.map(|test| test.status),
        now: now.map(|test| test.status),
        file: now.and_then(|test| test.file.clone()).or_else(|| was.and_then(|test| test.file.clone())),
    }
}

fn listed<S: AsRef<str>>(globs: &[S], change: &Change) -> bool {
    globs.iter().any(|glob| matches_glob(glob.as_ref(), change.id.as_str()))
}

/// `2 tests WHAT: a, b`, with at most five of them named.
fn named(what: &str, list: &[Change]) -> String {
    listing(what, list.iter().map(|change| format!("`{}`", change.id)).collect())
}

fn listing(what: &str, names: Vec<String>) -> String {
    const SHOWN: usize = 5;
    let more = if names.len() > SHOWN { format!(" and {} more", names.len() - SHOWN) } else { String::new() };
    let noun = if names.len() == 1 { "test" } else { "tests" };
    format!("{} {noun} {what}: {}{more}", names.len(), names[..names.len().min(SHOWN)].join(", "))
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
