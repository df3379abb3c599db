use milepost_gate::{TestCase, TestId, TestRun, TestStatus};

use super::report_error::ReportError;

/// Reads the Test Anything Protocol, versions 12 to 14 (<https://testanything.org>): results, directives, plans, subtests by
/// indentation. A subtest's own line counts only where it failed and none of its tests did; its name becomes a part of
/// their path. A test with `TODO` that fails is expected to: it counts as skipped.
///
/// # Errors
/// A plan that its results do not fulfil; `Bail out!`; no plan and no result.
pub(super) fn parse(bytes: &[u8]) -> Result<TestRun, ReportError> {
    let text = String::from_utf8_lossy(bytes);
    let mut levels: Vec<Level> = vec![Level::default()];
    let mut cases: Vec<TestCase> = Vec::new();
    let mut block: Option<usize> = None;
    let mut last = 1;
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        last = index + 1;
        let indent = line.len() - line.trim_start_matches(' ').len();
        let words = line.trim();
        // A YAML block belongs to the result above it and may hold anything.
        if let Some(start) = block {
            if words == "..." && indent == start {
                block = None;
            }
            continue;
        }
        if words == "---" {
            block = Some(indent);
            continue;
        }
        let depth = indent / 4;
        if let Some(why) = words.strip_prefix("Bail out!") {
            let missing = format!("the tests gave up: {}", why.trim());
            return Err(ReportError::Truncated { line: last, missing });
        }
        if let Some(name) = words.strip_prefix("# Subtest:") {
            while levels.len() <= depth {
                levels.push(Level::default());
            }
            levels[depth].open = Some(unescape(name.trim()));
            continue;
        }
        if let Some(plan) = plan(words) {
            // A plan at its end closes a list of subtests, one at its beginning opens it.
            while levels.len() <= depth {
                levels.push(Level::default());
            }
            levels[depth].planned = Some(plan);
            continue;
        }
        let Some(result) = Reported::read(words) else { continue };
        while levels.len() <= depth {
            levels.push(Level::default());
        }
        // What is deeper belongs to this result.
        let children = levels.drain(depth + 1..).collect::<Vec<_>>();
        let (mut inside, mut failed) = (0, 0);
        for (at, child) in children.iter().enumerate() {
            child.check(last, depth + 1 + at)?;
            inside += child.cases;
            failed += child.failed;
        }
        levels[depth].found += 1;
        let path: Vec<String> = levels[..depth].iter().filter_map(|level| level.open.clone()).collect();
        levels[depth].open = None;
        let status = result.status();
        let is_suite = inside > 0;
        if !is_suite || (status == TestStatus::Failed && failed == 0) {
            let id = TestId::new(&path, None, &result.name);
            cases.push(TestCase { id, status, file: None, duration_ms: None, message: result.why });
            inside += 1;
            failed += u64::from(status == TestStatus::Failed);
        }
        levels[depth].cases += inside;
        levels[depth].failed += failed;
    }
    for (depth, level) in levels.iter().enumerate() {
        level.check(last, depth)?;
    }
    if levels[0].planned.is_none() && levels[0].found == 0 {
        let what = "it holds no plan such as `1..4` and no result".to_owned();
        return Err(ReportError::NotThisFormat { format: "tap", what });
    }
    if levels[0].planned.is_none() {
        let missing = "there is no plan such as `1..4`".to_owned();
        return Err(ReportError::Truncated { line: last, missing });
    }
    Ok(TestRun::new(cases, Vec::new()))
}

/// One depth of subtests.
#[derive(Default)]
struct Level {
    /// The name of the subtest that is open in it.
    open: Option<String>,
    planned: Option<u64>,
    /// Results in it.
    found: u64,
    /// Cases in it and below.
    cases: u64,
    failed: u64,
}

impl Level {
    /// Whether it holds what its plan promised.
    fn check(&self, line: usize, depth: usize) -> Result<(), ReportError> {
        match self.planned {
            Some(planned) if planned != self.found => {
                let of = if depth == 0 { String::new() } else { " of a subtest".to_owned() };
                let missing = format!("{planned} tests{of} were planned and {} reported", self.found);
                Err(ReportError::Truncated { line, missing })
            }
            _ => Ok(()),
        }
    }
}

/// The result of one test.
struct Reported {
    ok: bool,
    name: String,
    directive: Option<Directive>,
    why: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Directive {
    Skip,
    Todo,
}

impl Reported {
    fn read(line: &str) -> Option<Self> {
        let (ok, rest) = match line.strip_prefix("not ok") {
            Some(rest) => (false, rest),
            None => (true, line.strip_prefix("ok")?),
        };
        if !rest.is_empty() && !rest.starts_with(' ') {
            return None;
        }
        let rest = rest.trim_start();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = rest.split_at(digits);
        let (words, comment) = directive(rest);
        let words = words.trim().trim_start_matches("- ").trim();
        let name = if words.is_empty() || words == "-" { format!("test {number}") } else { unescape(words) };
        let (directive, why) = comment.unzip();
        let why = why.filter(|why: &String| !why.is_empty());
        Some(Self { ok, name, directive, why })
    }

    fn status(&self) -> TestStatus {
        match (self.ok, self.directive) {
            (_, Some(Directive::Skip)) | (false, Some(Directive::Todo)) => TestStatus::Skipped,
            (true, _) => TestStatus::Passed,
            (false, None) => TestStatus::Failed,
        }
    }
}

/// The words of a result, and the directive behind the last `#` that nobody escaped.
fn directive(text: &str) -> (&str, Option<(Directive, String)>) {
    for (at, _) in text.match_indices('#').filter(|(at, _)| !text[..*at].ends_with('\\')) {
        let comment = text[at + 1..].trim_start();
        let word: String = comment.chars().take_while(char::is_ascii_alphabetic).collect();
        let found = match word.to_ascii_lowercase().as_str() {
            "skip" | "skipped" => Directive::Skip,
            "todo" => Directive::Todo,
            _ => continue,
        };
        return (&text[..at], Some((found, comment[word.len()..].trim().to_owned())));
    }
    (text, None)
}

/// The number of a plan: 4 of `1..4`.
fn plan(line: &str) -> Option<u64> {
    let rest = line.strip_prefix("1..")?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = rest.split_at(digits);
    (rest.is_empty() || rest.starts_with(' ')).then(|| number.parse().ok()).flatten()
}

fn unescape(text: &str) -> String {
    text.replace("\\#", "#").replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use milepost_gate::TestCounts;

    use super::*;

    fn ids(run: &TestRun) -> Vec<&str> {
        run.cases.iter().map(|case| case.id.as_str()).collect()
    }

    #[test]
    fn node_nests_and_no_case_is_lost() {
        let run = parse(include_bytes!("../../tests/reports/tap/node.tap")).unwrap();
        assert_eq!(
            ids(&run),
            [
                "cart/adds up",
                "cart/with a voucher/takes it off",
                "cart/with a voucher/is wrong",
                "cart/with a voucher/waits for the bank",
                "cart/with a voucher/is paid",
                "alone # with a hash",
            ]
        );
        assert_eq!(run.counts(), TestCounts::new(4, 1, 1, 0));
    }

    #[test]
    fn pytest_and_perl_write_it() {
        let run = parse(include_bytes!("../../tests/reports/tap/pytest.tap")).unwrap();
        assert_eq!(run.counts(), TestCounts::new(3, 1, 2, 0));
        assert_eq!(run.cases[1].id.as_str(), "tests/test_cart.py::test_voucher[10]");
        let run = parse(include_bytes!("../../tests/reports/tap/perl.tap")).unwrap();
        assert_eq!(ids(&run)[..3], ["adds up", "with a voucher/takes it off", "with a voucher/is wrong"]);
        assert_eq!(run.counts(), TestCounts::new(2, 1, 2, 0));
        assert_eq!(run.cases[3].message.as_deref(), Some("no bank"));
    }

    #[test]
    fn a_suite_that_fails_alone_is_a_case() {
        let run = parse(b"# Subtest: a\n    ok 1 - b\n    1..1\nnot ok 1 - a\n1..1\n").unwrap();
        assert_eq!(run.counts(), TestCounts::new(1, 1, 0, 0));
    }

    #[test]
    fn what_was_planned_and_did_not_come_is_an_error() {
        for cut in ["1..3\nok 1\nok 2\n", "ok 1\n", "1..1\nok 1\nok 2\n", "1..2\nok 1\nBail out! no disk\n"] {
            assert!(matches!(parse(cut.as_bytes()), Err(ReportError::Truncated { .. })), "{cut}");
        }
        let nested = "1..1\n# Subtest: a\n    1..2\n    ok 1 - b\nok 1 - a\n";
        assert!(matches!(parse(nested.as_bytes()), Err(ReportError::Truncated { .. })));
        assert_eq!(parse(b"1..0 # SKIP no bank\n").unwrap().counts(), TestCounts::default());
    }
}
