use std::fmt::Write as _;

use super::*;
use milepost_gate::{TestCounts, TestStatus};
use proptest::prelude::*;

macro_rules! report {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/reports/junit/", $name, ".xml"))
    };
}

fn read(text: &str) -> TestRun {
    parse(text.as_bytes()).unwrap()
}

fn find<'a>(run: &'a TestRun, id: &str) -> &'a milepost_gate::TestCase {
    run.cases.iter().find(|case| case.id.as_str() == id).unwrap_or_else(|| panic!("no `{id}` in {run:#?}"))
}

#[test]
fn vitest() {
    let run = parse(report!("vitest")).unwrap();
    assert_eq!(run.counts(), TestCounts::new(4, 1, 2, 0));
    let case = find(&run, "math.test.js/cart > totals <two> & more");
    assert_eq!(case.status, TestStatus::Failed);
    assert_eq!(case.file.as_deref(), Some("math.test.js"));
    assert_eq!(case.duration_ms, Some(5));
    assert_eq!(case.message.as_deref(), Some("expected 4 to be 5 // Object.is equality"));
    assert_eq!(run.notes, Vec::<String>::new());
}

#[test]
fn jest_with_its_undefined_suite() {
    let run = parse(report!("jest")).unwrap();
    assert_eq!(run.counts(), TestCounts::new(3, 1, 1, 0));
    assert!(
        find(&run, "cart/cart totals <two> & more")
            .message
            .as_deref()
            .unwrap()
            .starts_with("Error: expect(received)")
    );
    find(&run, "undefined/holds");
}

#[test]
fn pytest_with_numeric_entities() {
    let run = parse(report!("pytest")).unwrap();
    assert_eq!(run.counts(), TestCounts::new(4, 2, 2, 0));
    let case = find(&run, "pytest/test_cart/test_total");
    assert_eq!(case.message.as_deref(), Some("AssertionError: two\n  lines\nassert (2 + 2) == 5"));
    find(&run, "pytest/test_cart.TestCart/test_in_class");
    assert_eq!(find(&run, "pytest/test_cart/test_error").status, TestStatus::Failed);
}

#[test]
fn pitfall_10_nextest_retries_show_as_flaky_or_failed() {
    let run = parse(report!("nextest")).unwrap();
    assert_eq!(run.counts(), TestCounts::new(3, 1, 0, 1));
    assert_eq!(find(&run, "shop::it/flaky").status, TestStatus::Flaky);
    assert_eq!(find(&run, "shop/tests::totals").status, TestStatus::Failed);
}

#[test]
fn node_with_cases_at_the_root() {
    let run = parse(report!("node")).unwrap();
    assert_eq!(run.counts(), TestCounts::new(1, 1, 2, 0));
    assert_eq!(find(&run, "test/breaks").message.as_deref(), Some("2 == 3"));
}

#[test]
fn surefire_with_a_suite_as_root_and_grouped_numbers() {
    let run = read(
        r#"<testsuite name="shop.CartTest" time="1,234.567" tests="2" failures="0"><properties><property name="a"/></properties>
           <testcase name="adds" classname="shop.CartTest" time="1,234.567"/>
           <testcase name="slow" classname="shop.CartTest" time="0,004"><rerunFailure message="once"/></testcase></testsuite>"#,
    );
    assert_eq!(find(&run, "shop.CartTest/adds").duration_ms, Some(1_234_567));
    assert_eq!(find(&run, "shop.CartTest/slow").duration_ms, Some(4));
    assert_eq!(find(&run, "shop.CartTest/slow").status, TestStatus::Flaky);
    assert_eq!(run.notes, ["a time with a comma was read leniently"]);
}

#[test]
fn nested_suites_become_a_path() {
    let run = read(
        r#"<testsuites><testsuite name="all"><testsuite name="cart"><testcase classname="CartTest" name="adds"/></testsuite>
           <testsuite name="pay" file="src/pay.ts"><testcase name="card"><failure/></testcase></testsuite></testsuite></testsuites>"#,
    );
    assert_eq!(find(&run, "all/cart/CartTest/adds").status, TestStatus::Passed);
    assert_eq!(find(&run, "all/pay/card").status, TestStatus::Failed);
    assert_eq!(find(&run, "all/pay/card").file.as_deref(), Some("src/pay.ts"));
}

#[test]
fn ctest_and_googletest_say_it_in_attributes() {
    let run = read(
        r#"<testsuite name="(empty)"><testcase name="a" classname="a" status="run"/><testcase name="b" status="fail"/>
           <testcase name="c" status="notrun" result="suppressed"/><testcase name="d" status="exploded"/></testsuite>"#,
    );
    assert_eq!(run.counts(), TestCounts::new(1, 2, 1, 0));
    assert_eq!(run.notes, ["the status `exploded` is not known and was read as failed"]);
}

#[test]
fn a_failure_outside_of_cases_is_never_lost() {
    let own = read(r#"<testsuite name="s"><error message="before all"/><testcase name="a"/></testsuite>"#);
    assert_eq!(find(&own, "s/(suite)").message.as_deref(), Some("before all"));
    let declared = read(
        r#"<testsuites failures="1"><testsuite name="s" tests="3" failures="1"><testcase name="a"/></testsuite></testsuites>"#,
    );
    assert_eq!(declared.counts(), TestCounts::new(1, 1, 0, 0));
    assert_eq!(declared.notes, ["`s` declares 3 tests and lists 1", "`s` failed outside of its cases"]);
}

#[test]
fn duplicates_are_kept() {
    let run = read(
        r#"<testsuite name="s"><testcase name="a"/><testcase name="a"><failure/></testcase><testcase/></testsuite>"#,
    );
    assert_eq!(run.counts(), TestCounts::new(2, 1, 0, 0));
    assert_eq!(find(&run, "s/a~2").status, TestStatus::Passed);
    find(&run, "s/(unnamed)");
}

#[test]
fn other_encodings() {
    let text = r#"<?xml version="1.0" encoding="ISO-8859-1"?><testsuite name="s"><testcase name="caf?"/></testsuite>"#;
    let mut latin = text.as_bytes().to_vec();
    let at = text.find("caf?").unwrap() + 3;
    latin[at] = 0xe9;
    find(&parse(&latin).unwrap(), "s/café");
    let plain = r#"<testsuite name="s"><testcase name="é"/></testsuite>"#;
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(plain.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    find(&parse(&wide).unwrap(), "s/é");
    let marked: Vec<u8> = b"\xef\xbb\xbf".iter().copied().chain(plain.bytes()).collect();
    find(&parse(&marked).unwrap(), "s/é");
}

#[test]
fn broken_xml_is_an_error_with_its_line() {
    let error = |text: &str| parse(text.as_bytes()).unwrap_err();
    assert!(matches!(error("<testsuite>\n<testcase name=\"a\">\n"), ReportError::Truncated { line: 2, .. }));
    assert!(matches!(
        error("<testsuite>\n\n<testcase name=\"a\"></testsuite>"),
        ReportError::Malformed { line: 3, .. }
    ));
    assert!(matches!(error("<testsuite>\n<testcase name=\"a\" <"), ReportError::Malformed { .. }));
    assert!(matches!(error("not xml"), ReportError::NotThisFormat { .. }));
    assert!(matches!(error("<html><body/></html>"), ReportError::NotThisFormat { .. }));
    assert!(matches!(error(&"<testsuite>".repeat(300)), ReportError::Malformed { .. }));
    assert_eq!(read("<testsuites/>").counts(), TestCounts::default());
}

#[test]
fn every_cut_of_a_real_report_is_an_error() {
    let whole = report!("vitest");
    let end = whole.trim_ascii_end().len();
    for at in 1..end {
        assert!(parse(&whole[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn the_plain_dialect_reads_as_quick_junit_writes_it() {
    use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
    let mut report = Report::new("oracle");
    for suite in ["one", "two <&>"] {
        let mut written = TestSuite::new(suite);
        written.add_test_case(TestCase::new("passes \"quoted\"", TestCaseStatus::success()));
        let mut failed = TestCaseStatus::non_success(NonSuccessKind::Failure);
        failed.set_message("why & how");
        written.add_test_case(TestCase::new("fails", failed));
        written.add_test_case(TestCase::new("errs", TestCaseStatus::non_success(NonSuccessKind::Error)));
        written.add_test_case(TestCase::new("skips", TestCaseStatus::skipped()));
        report.add_test_suite(written);
    }
    let run = read(&report.to_string().unwrap());
    assert_eq!(run.counts(), TestCounts::new(2, 4, 2, 0));
    assert_eq!(find(&run, "two <&>/fails").message.as_deref(), Some("why & how"));
    assert_eq!(find(&run, "one/passes \"quoted\"").status, TestStatus::Passed);
    assert_eq!(run.notes, Vec::<String>::new());
}

/// A tree of suites and cases, in any nesting.
#[derive(Debug, Clone)]
enum Node {
    Suite(String, Vec<Node>),
    Case(String, TestStatus),
    Unknown(Vec<Node>),
}

fn nodes() -> impl Strategy<Value = Node> {
    let name = "[a-c<&>\"é ]{0,4}";
    let status = prop_oneof![
        Just(TestStatus::Passed),
        Just(TestStatus::Failed),
        Just(TestStatus::Skipped),
        Just(TestStatus::Flaky)
    ];
    let leaf = (name, status).prop_map(|(name, status)| Node::Case(name, status));
    leaf.prop_recursive(6, 64, 5, move |inner| {
        let children = proptest::collection::vec(inner, 0..5);
        prop_oneof![
            4 => (name, children.clone()).prop_map(|(name, children)| Node::Suite(name, children)),
            1 => children.prop_map(Node::Unknown),
        ]
    })
}

fn write(node: &Node, out: &mut String, counts: &mut Vec<TestStatus>) {
    let escape = |text: &str| quick_xml::escape::escape(text).into_owned();
    match node {
        Node::Suite(name, children) => {
            write!(out, "<testsuite name=\"{}\">", escape(name)).unwrap();
            for child in children {
                write(child, out, counts);
            }
            out.push_str("</testsuite>");
        }
        Node::Unknown(children) => {
            out.push_str("<group>");
            for child in children {
                write(child, out, counts);
            }
            out.push_str("</group>");
        }
        Node::Case(name, status) => {
            counts.push(*status);
            let inner = match status {
                TestStatus::Passed => "",
                TestStatus::Failed => "<failure>x</failure>",
                TestStatus::Skipped => "<skipped/>",
                TestStatus::Flaky => "<flakyFailure/>",
            };
            write!(out, "<testcase name=\"{}\">{inner}</testcase>", escape(name)).unwrap();
        }
    }
}

proptest! {
    #[test]
    fn no_case_of_any_nesting_is_lost(trees in proptest::collection::vec(nodes(), 0..6)) {
        let (mut text, mut statuses) = ("<testsuites>".to_owned(), Vec::new());
        for tree in &trees {
            write(tree, &mut text, &mut statuses);
        }
        text.push_str("</testsuites>");
        let run = parse(text.as_bytes()).unwrap();
        let mut read: Vec<TestStatus> = run.cases.iter().map(|case| case.status).collect();
        prop_assert_eq!(run.cases.len(), statuses.len());
        read.sort();
        statuses.sort();
        prop_assert_eq!(read, statuses);
        let ids: std::collections::HashSet<_> = run.cases.iter().map(|case| &case.id).collect();
        prop_assert_eq!(ids.len(), run.cases.len());
    }

    #[test]
    fn no_text_makes_it_panic(text in "(<|>|/|testsuites?|testcase|failure| name=\"|\"|&|&#|;|x|<!\\[CDATA\\[|\\]\\]>|<!--|-->|<\\?|\\?>| time=\"1,2.3\"|\n){0,40}") {
        let _ = parse(text.as_bytes());
    }
}
