use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

/// The name of one test that stays the same from run to run: `suite/class/name`, normalised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TestId(String);

impl TestId {
    /// The id of `name` inside the suites (outermost first) and the class.
    ///
    /// Control characters and runs of white space become one space, ends are trimmed, backslashes in suites and
    /// classes become slashes, empty parts are left out. A part that only repeats the one before it is left out too: several writers
    /// name the suite again as class, or the class again as name.
    pub fn new<S: AsRef<str>>(suites: &[S], class: Option<&str>, name: &str) -> Self {
        let mut parts: Vec<String> = Vec::new();
        for suite in suites {
            push_part(&mut parts, tidy(suite.as_ref()).replace('\\', "/"));
        }
        if let Some(class) = class {
            push_part(&mut parts, tidy(class).replace('\\', "/"));
        }
        push_part(&mut parts, tidy(name));
        Self(parts.join("/"))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for TestId {
    /// An id that was written down before, as it is.
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl fmt::Display for TestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How one test ended.
///
/// The order is from worst to best, which is how duplicates of one id are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TestStatus {
    /// It failed, or ended with an error, in its last attempt.
    Failed,
    /// It failed and then passed on the same input.
    Flaky,
    /// It was named but not run.
    Skipped,
    /// It passed at the first attempt.
    Passed,
}

impl TestStatus {
    /// Its word, as reports and records write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Flaky => "flaky",
            Self::Skipped => "skipped",
            Self::Passed => "passed",
        }
    }

    /// The status of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Failed, Self::Flaky, Self::Skipped, Self::Passed]
            .into_iter()
            .find(|status| status.word() == word)
    }
}

/// One test of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestCase {
    /// Its stable name.
    pub id: TestId,
    /// How it ended.
    pub status: TestStatus,
    /// The file that holds it, as the report says; only a hint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// How long it took, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// Why it failed or was skipped, shortened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// The tests of one run, as a report lists them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestRun {
    /// Every test that the report names; ids are unique when made by [`TestRun::new`].
    pub cases: Vec<TestCase>,
    /// What the reader had to overlook or to guess.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl TestRun {
    /// A run over `cases`, in their order, with ids made unique.
    ///
    /// The second case of one id becomes `id~2`, and so on. Among cases of one id the worst status keeps the plain id:
    /// a report that lists them in another order next time then compares equal.
    pub fn new(mut cases: Vec<TestCase>, notes: Vec<String>) -> Self {
        let mut same: HashMap<TestId, Vec<usize>> = HashMap::new();
        for (index, case) in cases.iter().enumerate() {
            same.entry(case.id.clone()).or_default().push(index);
        }
        let mut duplicates: Vec<(TestId, Vec<usize>)> = Vec::new();
        let mut taken: HashSet<TestId> = HashSet::with_capacity(cases.len());
        for (id, indices) in same {
            taken.insert(id.clone());
            if indices.len() > 1 {
                duplicates.push((id, indices));
            }
        }
        duplicates.sort();
        for (id, mut indices) in duplicates {
            indices.sort_by_key(|&index| cases[index].status);
            let mut number = 1;
            for index in indices.into_iter().skip(1) {
                cases[index].id = loop {
                    number += 1;
                    let renamed = TestId(format!("{id}~{number}"));
                    if taken.insert(renamed.clone()) {
                        break renamed;
                    }
                };
            }
        }
        Self { cases, notes }
    }

    /// How many of each status.
    pub fn counts(&self) -> TestCounts {
        self.cases.iter().map(|case| TestCounts::of(case.status)).sum()
    }
}

/// How many tests ended how. `ran` is `passed + failed + flaky`; what was skipped did not run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestCounts {
    /// Tests that were executed.
    pub ran: u64,
    /// Passed at the first attempt.
    pub passed: u64,
    /// Failed in the last attempt.
    pub failed: u64,
    /// Named but not run.
    pub skipped: u64,
    /// Failed first, then passed.
    pub flaky: u64,
}

impl TestCounts {
    /// Counts from their parts; `ran` is their sum without the skipped ones.
    pub fn new(passed: u64, failed: u64, skipped: u64, flaky: u64) -> Self {
        Self { ran: passed.saturating_add(failed).saturating_add(flaky), passed, failed, skipped, flaky }
    }

    fn of(status: TestStatus) -> Self {
        match status {
            TestStatus::Passed => Self::new(1, 0, 0, 0),
            TestStatus::Failed => Self::new(0, 1, 0, 0),
            TestStatus::Skipped => Self::new(0, 0, 1, 0),
            TestStatus::Flaky => Self::new(0, 0, 0, 1),
        }
    }
}

impl Add for TestCounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(
            self.passed.saturating_add(other.passed),
            self.failed.saturating_add(other.failed),
            self.skipped.saturating_add(other.skipped),
            self.flaky.saturating_add(other.flaky),
        )
    }
}

impl AddAssign for TestCounts {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for TestCounts {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), Add::add)
    }
}

/// What an [`Inventory`] keeps of one test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownTest {
    /// How it ended.
    pub status: TestStatus,
    /// The file that held it, as the report said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// The tests of one state of a project, by id: what a baseline keeps and what is compared with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Inventory {
    tests: BTreeMap<TestId, KnownTest>,
}

impl Inventory {
    /// The inventory of several runs (one a suite). A test that two runs name is kept twice, as `id~2`.
    pub fn of<'a>(runs: impl IntoIterator<Item = &'a TestRun>) -> Self {
        let cases = runs.into_iter().flat_map(|run| run.cases.iter().cloned()).collect();
        let tests = TestRun::new(cases, Vec::new())
            .cases
            .into_iter()
            .map(|case| (case.id, KnownTest { status: case.status, file: case.file }))
            .collect();
        Self { tests }
    }

    /// What is known of one id.
    pub fn get(&self, id: &TestId) -> Option<&KnownTest> {
        self.tests.get(id)
    }

    /// All tests, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&TestId, &KnownTest)> {
        self.tests.iter()
    }

    /// How many ids.
    pub fn len(&self) -> usize {
        self.tests.len()
    }

    /// Whether it names no test at all.
    pub fn is_empty(&self) -> bool {
        self.tests.is_empty()
    }

    /// How many of each status.
    pub fn counts(&self) -> TestCounts {
        self.tests.values().map(|test| TestCounts::of(test.status)).sum()
    }
}

fn tidy(part: &str) -> String {
    part.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn push_part(parts: &mut Vec<String>, part: String) {
    if !part.is_empty() && parts.last() != Some(&part) {
        parts.push(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn case(id: &str, status: TestStatus) -> TestCase {
        TestCase {
            id: TestId::new::<&str>(&[], None, id),
            status,
            file: None,
            duration_ms: None,
            message: None,
        }
    }

    #[test]
    fn an_id_is_tidied_and_says_nothing_twice() {
        assert_eq!(
            TestId::new(&["src\\cart.test.ts"], Some("src\\cart.test.ts"), "x").as_str(),
            "src/cart.test.ts/x"
        );
        assert_eq!(
            TestId::new(&["cart.test.ts"], Some("cart.test.ts"), " adds\n an  item ").as_str(),
            "cart.test.ts/adds an item"
        );
        assert_eq!(TestId::new(&["cart"], Some("cart adds"), "cart adds").as_str(), "cart/cart adds");
        assert_eq!(TestId::new::<&str>(&[], None, "\u{1b}").as_str(), "");
    }

    #[test]
    fn duplicates_are_kept_whatever_their_order() {
        let one = TestRun::new(vec![case("a", TestStatus::Passed), case("a", TestStatus::Failed)], vec![]);
        let two = TestRun::new(vec![case("a", TestStatus::Failed), case("a", TestStatus::Passed)], vec![]);
        assert_eq!(Inventory::of([&one]), Inventory::of([&two]));
        assert_eq!(one.cases[0].id.as_str(), "a~2");
        let clash = TestRun::new(
            vec![
                case("a", TestStatus::Passed),
                case("a~2", TestStatus::Passed),
                case("a", TestStatus::Passed),
            ],
            vec![],
        );
        assert_eq!(Inventory::of([&clash]).len(), 3);
    }

    #[test]
    fn two_suites_with_one_id_keep_both() {
        let unit = TestRun::new(vec![case("a", TestStatus::Passed)], vec![]);
        let whole = TestRun::new(vec![case("a", TestStatus::Failed)], vec![]);
        let both = Inventory::of([&unit, &whole]);
        assert_eq!(both.counts(), TestCounts::new(1, 1, 0, 0));
    }

    #[test]
    fn serde_keeps_everything() {
        let run = TestRun::new(vec![case("a", TestStatus::Flaky)], vec!["read leniently".into()]);
        let text = serde_json::to_string(&run).unwrap();
        assert_eq!(text, r#"{"cases":[{"id":"a","status":"flaky"}],"notes":["read leniently"]}"#);
        assert_eq!(serde_json::from_str::<TestRun>(&text).unwrap(), run);
        let known = Inventory::of([&run]);
        assert_eq!(serde_json::to_string(&known).unwrap(), r#"{"a":{"status":"flaky"}}"#);
    }

    proptest! {
        #[test]
        fn no_case_is_ever_lost(ids in proptest::collection::vec("[ab~2]{1,4}", 0..40)) {
            let cases: Vec<_> = ids.iter().map(|id| case(id, TestStatus::Passed)).collect();
            let run = TestRun::new(cases, vec![]);
            prop_assert_eq!(Inventory::of([&run]).len(), ids.len());
            prop_assert_eq!(run.counts().ran, ids.len() as u64);
        }
    }
}
