use std::collections::BTreeMap;

use milepost_gate::{Coverage, FileCoverage, Ratio};
use serde::Deserialize;

use super::report_error::ReportError;

/// Reads `coverage-final.json` of istanbul, as nyc, jest, vitest and c8 write it. A line is one on which a statement starts,
/// and is hit when one of these is: as istanbul itself sums.
///
/// # Errors
/// Text that is no such JSON; no file; a statement without its count.
pub(super) fn parse(bytes: &[u8]) -> Result<Coverage, ReportError> {
    let files: BTreeMap<String, File> =
        serde_json::from_slice(bytes).map_err(|error| super::json_error("istanbul", bytes, &error))?;
    if files.is_empty() {
        let what = "it names no file".to_owned();
        return Err(ReportError::NotThisFormat { format: "istanbul", what });
    }
    let files = files.into_iter().map(|(path, file)| file.coverage(&path)).collect::<Result<Vec<_>, _>>()?;
    Ok(Coverage::of(files, Vec::new()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    statement_map: BTreeMap<String, Place>,
    s: BTreeMap<String, u64>,
    f: BTreeMap<String, u64>,
    b: BTreeMap<String, Vec<u64>>,
}

#[derive(Deserialize)]
struct Place {
    start: Start,
}

#[derive(Deserialize)]
struct Start {
    line: u32,
}

impl File {
    fn coverage(self, path: &str) -> Result<FileCoverage, ReportError> {
        let mut lines: BTreeMap<u32, bool> = BTreeMap::new();
        for (id, place) in &self.statement_map {
            let Some(count) = self.s.get(id) else {
                let what = format!("statement {id} of `{path}` has no count");
                return Err(ReportError::NotThisFormat { format: "istanbul", what });
            };
            *lines.entry(place.start.line).or_default() |= *count > 0;
        }
        let ratio = |hits: &mut dyn Iterator<Item = bool>| {
            hits.fold(Ratio::default(), |sum, hit| sum.plus(Ratio::new(u64::from(hit), 1)))
        };
        Ok(FileCoverage {
            path: path.replace('\\', "/"),
            lines: ratio(&mut lines.values().copied()),
            branches: Some(ratio(&mut self.b.values().flatten().map(|count| *count > 0))),
            functions: Some(ratio(&mut self.f.values().map(|count| *count > 0))),
            hits: lines,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sums_as_the_tool_does() {
        let found = parse(include_bytes!("../../tests/reports/istanbul/vitest.json")).unwrap();
        assert_eq!(found.lines, Ratio::new(2, 4), "its own Cobertura says `lines-covered=2 lines-valid=4`");
        assert_eq!((found.branches, found.functions), (Some(Ratio::new(2, 3)), Some(Ratio::new(2, 3))));
    }

    #[test]
    fn what_is_cut_or_lacks_a_count_is_an_error() {
        let whole = include_bytes!("../../tests/reports/istanbul/vitest.json");
        assert!(matches!(parse(&whole[..whole.len() / 2]), Err(ReportError::Truncated { .. })));
        let text = r#"{"a.js":{"statementMap":{"0":{"start":{"line":1}}},"s":{},"f":{},"b":{}}}"#;
        assert!(matches!(parse(text.as_bytes()), Err(ReportError::NotThisFormat { .. })));
        assert!(matches!(parse(b"{}"), Err(ReportError::NotThisFormat { .. })));
        assert!(matches!(parse(b"{\"a\":{\"total\":1}}"), Err(ReportError::NotThisFormat { .. })));
    }
}
