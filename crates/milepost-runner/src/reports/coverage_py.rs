use std::collections::BTreeMap;

use milepost_gate::{Coverage, FileCoverage, Ratio};
use serde::Deserialize;

use super::report_error::ReportError;

/// Reads what `coverage json` writes (coverage.py, pytest-cov). Functions are there from coverage.py 7.6 on.
///
/// # Errors
/// Text that is no such JSON; no file.
pub(super) fn parse(bytes: &[u8]) -> Result<Coverage, ReportError> {
    let report: Report =
        serde_json::from_slice(bytes).map_err(|error| super::json_error("coverage-py", bytes, &error))?;
    if report.files.is_empty() {
        let what = "it names no file".to_owned();
        return Err(ReportError::NotThisFormat { format: "coverage-py", what });
    }
    let files = report.files.into_iter().map(|(path, file)| file.coverage(&path)).collect();
    Ok(Coverage::of(files, Vec::new()))
}

#[derive(Deserialize)]
struct Report {
    files: BTreeMap<String, File>,
}

#[derive(Deserialize)]
struct File {
    executed_lines: Vec<u32>,
    missing_lines: Vec<u32>,
    executed_branches: Option<Vec<(i64, i64)>>,
    missing_branches: Option<Vec<(i64, i64)>>,
    functions: Option<BTreeMap<String, Function>>,
}

#[derive(Deserialize)]
struct Function {
    executed_lines: Vec<u32>,
}

impl File {
    fn coverage(self, path: &str) -> FileCoverage {
        let of = |hit: usize, missed: usize| Ratio::new(hit as u64, (hit + missed) as u64);
        // The one without a name is the code outside of all functions.
        let functions = self.functions.map(|functions| {
            let named = functions.iter().filter(|(name, _)| !name.is_empty());
            let hits = named.map(|(_, function)| u64::from(!function.executed_lines.is_empty()));
            hits.fold(Ratio::default(), |sum, hit| sum.plus(Ratio::new(hit, 1)))
        });
        let missed = self.missing_lines.iter().map(|line| (*line, false));
        let hits = missed.chain(self.executed_lines.iter().map(|line| (*line, true))).collect();
        FileCoverage {
            hits,
            path: path.replace('\\', "/"),
            lines: of(self.executed_lines.len(), self.missing_lines.len()),
            branches: self
                .executed_branches
                .map(|hit| of(hit.len(), self.missing_branches.unwrap_or_default().len())),
            functions,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sums_as_the_tool_does() {
        let found = parse(include_bytes!("../../tests/reports/coverage-py/pytest.json")).unwrap();
        assert_eq!((found.lines, found.branches), (Ratio::new(6, 8), Some(Ratio::new(3, 4))));
        assert_eq!(found.functions, Some(Ratio::new(1, 2)));
        assert_eq!(found.files[1].path, "shop/cart.py");
    }

    #[test]
    fn what_is_cut_or_empty_is_an_error() {
        let whole = include_bytes!("../../tests/reports/coverage-py/pytest.json");
        assert!(matches!(parse(&whole[..whole.len() / 2]), Err(ReportError::Truncated { .. })));
        assert!(matches!(parse(b"{\"files\":{}}"), Err(ReportError::NotThisFormat { .. })));
        assert!(matches!(parse(b"{\"totals\":{}}"), Err(ReportError::NotThisFormat { .. })));
    }
}
