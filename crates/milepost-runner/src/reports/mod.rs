//! What test and coverage tools say: reports by format, and the summaries in their output.
//!
//! To add a format: one file with a `parse`, one line in [`TEST_FORMATS`] or [`COVERAGE_FORMATS`]. To add a tool whose
//! output is read for its summary: one file under `summary/`, one line in its list.

mod ansi;
mod cobertura;
mod command;
mod coverage_py;
mod go_cover;
mod go_json;
mod istanbul;
mod jest_json;
mod json_error;
mod junit;
mod lcov;
mod libtest;
mod libtest_json;
mod llvm_cov;
mod nextest;
mod report_error;
mod summary;
mod tap;

use json_error::json_error;
use milepost_gate::{Coverage, TestRun};

pub use ansi::plain;
pub use command::is_test_command;
pub use report_error::ReportError;
pub use summary::{Summary, Tool, read_summary};

/// Reads the bytes of one report.
pub type Parse<T> = fn(&[u8]) -> Result<T, ReportError>;

/// The formats of test reports, by the name that the configuration uses.
pub const TEST_FORMATS: &[(&str, Parse<TestRun>)] = &[
    ("go-json", go_json::parse),
    ("jest-json", jest_json::parse),
    ("junit", junit::parse),
    ("libtest", libtest::parse),
    ("libtest-json", libtest_json::parse),
    ("nextest", nextest::parse),
    ("tap", tap::parse),
    ("vitest-json", jest_json::parse),
];

/// The formats of coverage reports, by the name that the configuration uses.
pub const COVERAGE_FORMATS: &[(&str, Parse<Coverage>)] = &[
    ("cobertura", cobertura::parse),
    ("coverage-py", coverage_py::parse),
    ("go-cover", go_cover::parse),
    ("istanbul", istanbul::parse),
    ("lcov", lcov::parse),
    ("llvm-cov", llvm_cov::parse),
];

/// Reads a test report of the named format.
pub fn parse_tests(format: &str, bytes: &[u8]) -> Result<TestRun, ReportError> {
    find(TEST_FORMATS, format)?(bytes)
}

/// Reads a coverage report of the named format.
pub fn parse_coverage(format: &str, bytes: &[u8]) -> Result<Coverage, ReportError> {
    find(COVERAGE_FORMATS, format)?(bytes)
}

fn find<T>(formats: &[(&str, Parse<T>)], format: &str) -> Result<Parse<T>, ReportError> {
    formats.iter().find(|(name, _)| *name == format).map(|(_, parse)| *parse).ok_or_else(|| {
        let known: Vec<String> = formats.iter().map(|(name, _)| format!("`{name}`")).collect();
        ReportError::UnknownFormat { found: format.to_owned(), known: known.join(", ") }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_unknown_format_names_the_known_ones() {
        let error = parse_tests("trx", b"").unwrap_err().to_string();
        assert_eq!(
            error,
            "`trx` is not a known format, known are `go-json`, `jest-json`, `junit`, `libtest`, `libtest-json`, `nextest`, \
             `tap`, `vitest-json`"
        );
        assert!(parse_coverage("junit", b"").is_err());
    }

    #[test]
    fn an_empty_report_is_an_error_in_every_format() {
        for (name, parse) in TEST_FORMATS {
            assert!(parse(b"").is_err(), "{name}");
            assert!(parse(b" \n\n").is_err(), "{name}");
        }
        for (name, parse) in COVERAGE_FORMATS {
            assert!(parse(b"").is_err(), "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            for (_, parse) in TEST_FORMATS {
                let _ = parse(&bytes);
            }
            for (_, parse) in COVERAGE_FORMATS {
                let _ = parse(&bytes);
            }
            let text = String::from_utf8_lossy(&bytes);
            let _ = read_summary(&text, &text);
            let _ = is_test_command(&text);
        }

        /// Whole reports with one stretch taken out, doubled or overwritten.
        #[test]
        fn damaged_reports_make_no_reader_panic(which in 0usize..15, at in any::<prop::sample::Index>(), length in 0usize..60, with in "[<>&\"'/ =\\[\\]{}:,0-9a-z\n]{0,8}") {
            let reports: [&[u8]; 15] = [
                include_bytes!("../../tests/reports/junit/nextest.xml"),
                include_bytes!("../../tests/reports/junit/pytest.xml"),
                include_bytes!("../../tests/reports/output/cargo-fail.txt"),
                include_bytes!("../../tests/reports/output/nextest-fail.txt"),
                include_bytes!("../../tests/reports/libtest/nextest.jsonl"),
                include_bytes!("../../tests/reports/lcov/vitest.info"),
                include_bytes!("../../tests/reports/go/fail.jsonl"),
                include_bytes!("../../tests/reports/go/coverage.out"),
                include_bytes!("../../tests/reports/json/vitest.json"),
                include_bytes!("../../tests/reports/tap/node.tap"),
                include_bytes!("../../tests/reports/cobertura/vitest.xml"),
                include_bytes!("../../tests/reports/cobertura/coverage-py.xml"),
                include_bytes!("../../tests/reports/istanbul/vitest.json"),
                include_bytes!("../../tests/reports/coverage-py/pytest.json"),
                include_bytes!("../../tests/reports/llvm-cov/rust.json"),
            ];
            let mut bytes = reports[which].to_vec();
            let start = at.index(bytes.len());
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, with.bytes());
            for (_, parse) in TEST_FORMATS {
                let _ = parse(&bytes);
            }
            for (_, parse) in COVERAGE_FORMATS {
                let _ = parse(&bytes);
            }
            let _ = read_summary(&String::from_utf8_lossy(&bytes), "");
        }
    }
}
