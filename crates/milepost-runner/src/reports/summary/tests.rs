use super::*;

macro_rules! output {
    ($name:literal) => {
        include_str!(concat!("../../../tests/reports/output/", $name, ".txt"))
    };
}

/// Reads `text` as the one stream, then as the other: both have to give the same.
fn read(text: &str) -> Summary {
    let summary = read_summary(text, "");
    assert_eq!(read_summary("", text), summary);
    assert_eq!(read_summary(&text.replace('\n', "\r\n"), ""), summary);
    summary
}

fn counted(tool: Tool, passed: u64, failed: u64, skipped: u64, flaky: u64) -> Summary {
    Summary::Counted { tools: vec![tool], counts: TestCounts::new(passed, failed, skipped, flaky) }
}

fn zero(tool: Tool) -> Summary {
    Summary::ZeroTests { tool, skipped: 0 }
}

#[test]
fn cargo_test_adds_up_binaries_and_doctests() {
    assert_eq!(read(output!("cargo-fail")), counted(Tool::CargoTest, 5, 1, 1, 0));
    assert_eq!(read(output!("cargo-ok")), counted(Tool::CargoTest, 5, 0, 1, 0));
    assert_eq!(read(output!("cargo-filtered")), zero(Tool::CargoTest));
    assert_eq!(read("running 0 tests\n"), zero(Tool::CargoTest));
}

#[test]
fn nextest_counts_once_though_it_shows_the_output_of_tests() {
    assert_eq!(read(output!("nextest-fail")), counted(Tool::Nextest, 3, 1, 1, 1));
    assert_eq!(read(output!("nextest-color")), counted(Tool::Nextest, 3, 0, 2, 1));
    assert_eq!(read(output!("nextest-none")), Summary::ZeroTests { tool: Tool::Nextest, skipped: 6 });
    let slow = "     Summary [   1.2s] 3/9 tests run: 1 passed (1 slow), 1 failed, 1 timed out, 2 skipped\n";
    assert_eq!(read(slow), counted(Tool::Nextest, 1, 2, 2, 0));
}

#[test]
fn vitest() {
    assert_eq!(read(output!("vitest-fail")), counted(Tool::Vitest, 3, 1, 2, 1));
    assert_eq!(read(output!("vitest-color")), counted(Tool::Vitest, 3, 1, 2, 1));
    assert_eq!(read(output!("vitest-ok")), counted(Tool::Vitest, 1, 0, 0, 0));
    assert_eq!(read(output!("vitest-no-files")), zero(Tool::Vitest));
    assert_eq!(read(output!("vitest-no-files-pass")), zero(Tool::Vitest));
    assert_eq!(read(output!("vitest-filtered")), Summary::ZeroTests { tool: Tool::Vitest, skipped: 1 });
    assert_eq!(read(" Test Files  1 failed (1)\n      Tests  no tests\n"), counted(Tool::Vitest, 0, 1, 0, 0));
}

#[test]
fn jest() {
    assert_eq!(read(output!("jest-fail")), counted(Tool::Jest, 2, 1, 2, 0));
    assert_eq!(read(output!("jest-ok")), counted(Tool::Jest, 1, 0, 0, 0));
    assert_eq!(read(output!("jest-no-files")), zero(Tool::Jest));
    assert_eq!(read(output!("jest-no-files-pass")), zero(Tool::Jest));
    assert_eq!(read(output!("jest-filtered")), Summary::ZeroTests { tool: Tool::Jest, skipped: 1 });
    let broken = "Test Suites: 1 failed, 1 total\nTests:       0 total\n";
    assert_eq!(read(broken), counted(Tool::Jest, 0, 1, 0, 0));
}

#[test]
fn pytest() {
    assert_eq!(read(output!("pytest-fail")), counted(Tool::Pytest, 4, 2, 2, 0));
    assert_eq!(read(output!("pytest-ok")), counted(Tool::Pytest, 1, 0, 1, 0));
    assert_eq!(read(output!("pytest-quiet")), counted(Tool::Pytest, 1, 0, 1, 0));
    assert_eq!(read(output!("pytest-color")), counted(Tool::Pytest, 1, 0, 1, 0));
    assert_eq!(read(output!("pytest-none")), zero(Tool::Pytest));
    assert_eq!(read(output!("pytest-none-quiet")), zero(Tool::Pytest));
    assert_eq!(read(output!("pytest-filtered")), zero(Tool::Pytest));
    assert_eq!(read(output!("pytest-collect-error")), counted(Tool::Pytest, 0, 1, 0, 0));
    assert_eq!(read("==== 3 passed, 1 rerun in 0.5s ====\n"), counted(Tool::Pytest, 2, 0, 0, 1));
    assert_eq!(read("=== 5 passed, 2 warnings in 75.31s (0:01:15) ===\n"), counted(Tool::Pytest, 5, 0, 0, 0));
}

#[test]
fn unittest() {
    assert_eq!(read(output!("unittest-ok")), counted(Tool::Unittest, 1, 0, 1, 0));
    assert_eq!(read(output!("unittest-fail")), counted(Tool::Unittest, 1, 2, 2, 0));
    assert_eq!(read(output!("unittest-none")), zero(Tool::Unittest));
    assert_eq!(read(output!("unittest-none-3.12")), zero(Tool::Unittest));
}

#[test]
fn go_test_gives_numbers_only_where_it_says_them() {
    let uncounted =
        |failed| Summary::Uncounted { tools: vec![Tool::GoTest], at_least: TestCounts::new(0, failed, 0, 0) };
    assert_eq!(read(output!("go-ok")), uncounted(0));
    assert_eq!(read(output!("go-fail")), uncounted(2));
    assert_eq!(read(output!("go-verbose")), counted(Tool::GoTest, 2, 2, 1, 0));
    assert_eq!(read(output!("go-json")), counted(Tool::GoTest, 2, 2, 1, 0));
    assert_eq!(read(output!("go-no-files")), zero(Tool::GoTest));
    assert_eq!(read(output!("go-filtered")), zero(Tool::GoTest));
    assert_eq!(read(output!("go-filtered-verbose")), zero(Tool::GoTest));
}

#[test]
fn node_test_does_not_count_files_without_tests() {
    assert_eq!(read(output!("node-fail")), counted(Tool::NodeTest, 1, 1, 2, 0));
    assert_eq!(read(output!("node-spec")), counted(Tool::NodeTest, 1, 0, 0, 0));
    assert_eq!(read(output!("node-filtered")), Summary::ZeroTests { tool: Tool::NodeTest, skipped: 1 });
    assert_eq!(read(output!("node-no-files")), zero(Tool::NodeTest));
    assert_eq!(read(output!("node-empty-file")), zero(Tool::NodeTest));
    assert_eq!(read(output!("node-empty-file-spec")), zero(Tool::NodeTest));
}

#[test]
fn generic_forms() {
    assert_eq!(read("\n  5 passing (3ms)\n  1 pending\n  2 failing\n"), counted(Tool::Mocha, 5, 2, 1, 0));
    assert_eq!(read("  0 passing (1ms)\n"), zero(Tool::Mocha));
    assert_eq!(read("1..3\nok 1 - a\nnot ok 2 - b\n"), counted(Tool::Tap, 1, 2, 0, 0));
    assert_eq!(read("1..2\nok 1 # skip no\nok 2 - b\n"), counted(Tool::Tap, 1, 0, 1, 0));
    assert_eq!(read("1..0\n"), zero(Tool::Tap));
    assert_eq!(read("3 examples, 1 failure, 1 pending\n"), counted(Tool::Rspec, 1, 1, 1, 0));
    assert_eq!(read("0 examples, 0 failures\n"), zero(Tool::Rspec));
    assert_eq!(read("OK (3 tests, 5 assertions)\n"), counted(Tool::Phpunit, 3, 0, 0, 0));
    assert_eq!(read("No tests executed!\n"), zero(Tool::Phpunit));
    let maven = "[INFO] Tests run: 1, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s\n\
                 [ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 1\n";
    assert_eq!(read(maven), counted(Tool::Maven, 1, 1, 1, 0));
}

#[test]
fn several_tools_and_workspaces_add_up() {
    let text = format!("{}\n{}", output!("vitest-ok"), output!("pytest-ok"));
    let counts = TestCounts::new(2, 0, 1, 0);
    assert_eq!(read(&text), Summary::Counted { tools: vec![Tool::Pytest, Tool::Vitest], counts });
    let twice =
        "packages/a test:       Tests  2 passed (2)\nweb:test:       Tests  1 failed | 1 passed (2)\n";
    assert_eq!(read(twice), counted(Tool::Vitest, 3, 1, 0, 0));
    let one_empty = format!("{}{}", output!("vitest-no-files-pass"), output!("vitest-ok"));
    assert_eq!(read(&one_empty), counted(Tool::Vitest, 1, 0, 0, 0));
}

#[test]
fn words_about_tests_are_no_summary() {
    for text in [
        "",
        "all tests passed\n",
        "Tests are good  3\n",
        "42 passed the exam in 3s\n",
        "ok\n",
        "Ran 5 tests\n",
    ] {
        assert_eq!(read(text), Summary::Unknown, "{text}");
    }
    assert_eq!(Summary::Unknown.tests_seen(), TestsSeen::Unknown);
    assert_eq!(read(output!("vitest-no-files")).tests_seen(), TestsSeen::Zero);
    assert!(read(output!("jest-filtered")).tests_seen().is_zero());
}
