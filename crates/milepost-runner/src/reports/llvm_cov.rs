use std::collections::BTreeMap;

use milepost_gate::{Coverage, FileCoverage, Ratio};
use serde::Deserialize;

use super::report_error::ReportError;

/// Reads the JSON of `llvm-cov export`, as clang, `cargo llvm-cov --json` and Swift write it. Sums are those of the tool; lines
/// are made from the segments by the rules of its own `LineCoverageStats`. With `--summary-only` there are no lines.
///
/// # Errors
/// Text that is no such JSON; no file; a segment behind the last line that a source can have.
pub(super) fn parse(bytes: &[u8]) -> Result<Coverage, ReportError> {
    let report: Report =
        serde_json::from_slice(bytes).map_err(|error| super::json_error("llvm-cov", bytes, &error))?;
    let not_this = |what: String| ReportError::NotThisFormat { format: "llvm-cov", what };
    if report.kind != "llvm.coverage.json.export" {
        return Err(not_this(format!(
            "its `type` is `{}`",
            report.kind.chars().take(40).collect::<String>()
        )));
    }
    let files = report.data.into_iter().flat_map(|data| data.files);
    let files = files.map(|file| file.coverage().map_err(not_this)).collect::<Result<Vec<_>, _>>()?;
    if files.is_empty() {
        return Err(not_this("it names no file".to_owned()));
    }
    Ok(Coverage::of(files, Vec::new()))
}

#[derive(Deserialize)]
struct Report {
    #[serde(rename = "type")]
    kind: String,
    data: Vec<Data>,
}

#[derive(Deserialize)]
struct Data {
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    filename: String,
    #[serde(default)]
    segments: Vec<Segment>,
    summary: Summary,
}

#[derive(Deserialize)]
struct Summary {
    lines: Sum,
    functions: Sum,
    branches: Option<Sum>,
}

#[derive(Deserialize)]
struct Sum {
    count: u64,
    covered: u64,
}

/// Where a stretch of code begins that lasts until the next one.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(from = "Fields")]
struct Segment {
    line: u32,
    column: u32,
    count: u64,
    has_count: bool,
    is_entry: bool,
    is_gap: bool,
}

/// Line, column, count, whether that is one, whether a region begins; since LLVM 11 whether it is a gap.
#[derive(Deserialize)]
#[serde(untagged)]
enum Fields {
    Now(u32, u32, u64, bool, bool, bool),
    Before(u32, u32, u64, bool, bool),
}

impl From<Fields> for Segment {
    fn from(fields: Fields) -> Self {
        match fields {
            Fields::Now(line, column, count, has_count, is_entry, is_gap) => {
                Self { line, column, count, has_count, is_entry, is_gap }
            }
            Fields::Before(line, column, count, has_count, is_entry) => {
                Self { line, column, count, has_count, is_entry, is_gap: false }
            }
        }
    }
}

/// A source of more lines than this is none.
const MOST_LINES: u32 = 1_000_000;

impl File {
    fn coverage(self) -> Result<FileCoverage, String> {
        let last = self.segments.iter().map(|segment| segment.line).max().unwrap_or(0);
        if last > MOST_LINES {
            return Err(format!("`{}` has a segment in line {last}", self.filename));
        }
        Ok(FileCoverage {
            path: self.filename.replace('\\', "/"),
            lines: self.summary.lines.ratio(),
            branches: self.summary.branches.filter(|sum| sum.count > 0).map(|sum| sum.ratio()),
            functions: Some(self.summary.functions.ratio()),
            hits: hits(&self.segments),
        })
    }
}

impl Sum {
    fn ratio(&self) -> Ratio {
        Ratio::new(self.covered.min(self.count), self.count)
    }
}

/// Whether each line that holds code ran: as often as the most frequent region that begins in it, or as the stretch that
/// comes in from the line before.
fn hits(segments: &[Segment]) -> BTreeMap<u32, bool> {
    let mut by_line: BTreeMap<u32, Vec<Segment>> = BTreeMap::new();
    for segment in segments {
        by_line.entry(segment.line).or_default().push(*segment);
    }
    for here in by_line.values_mut() {
        here.sort_by_key(|segment| segment.column);
    }
    let (Some((first, _)), Some((last, _))) = (by_line.first_key_value(), by_line.last_key_value()) else {
        return BTreeMap::new();
    };
    let mut hits = BTreeMap::new();
    let mut before: Option<Segment> = None;
    for line in *first..=*last {
        let here = by_line.get(&line).map_or(&[][..], Vec::as_slice);
        let begins = |segment: &&Segment| !segment.is_gap && segment.has_count && segment.is_entry;
        let is_skipped = here.first().is_some_and(|segment| !segment.has_count && segment.is_entry);
        let inherited = before.filter(|segment| segment.has_count);
        let counted = here.iter().any(|segment| segment.has_count && segment.is_entry);
        if counted || (!is_skipped && inherited.is_some()) {
            let own = here.iter().filter(begins).map(|segment| segment.count);
            let most = own.chain(inherited.map(|segment| segment.count)).max().unwrap_or(0);
            hits.insert(line, most > 0);
        }
        before = here.last().copied().or(before);
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_that_the_tool_shows() {
        let found = parse(include_bytes!("../../tests/reports/llvm-cov/rust.json")).unwrap();
        assert_eq!((found.lines, found.functions), (Ratio::new(11, 16), Some(Ratio::new(2, 3))));
        assert_eq!(found.branches, None);
        let [cart, main] = &found.files[..] else { panic!("{found:?}") };
        assert_eq!(
            (cart.path.as_str(), main.path.as_str()),
            ("/home/dev/shop/src/cart.rs", "/home/dev/shop/src/main.rs")
        );
        let lines = |file: &FileCoverage, hit: bool| -> Vec<u32> {
            file.hits.iter().filter(|(_, is)| **is == hit).map(|(line, _)| *line).collect()
        };
        // As `llvm-cov show` counted them.
        assert_eq!((lines(cart, true), lines(cart, false)), (vec![2, 3, 4, 6, 7, 8], vec![5, 10, 11, 12]));
        assert_eq!((lines(main, true), lines(main, false)), (vec![3, 4, 5, 7, 8], vec![6]));
    }

    #[test]
    fn a_summary_has_sums_and_no_lines() {
        let text = r#"{"type":"llvm.coverage.json.export","version":"2.0.1","data":[{"files":[{"filename":"a.c",
            "summary":{"lines":{"count":4,"covered":3,"percent":75},"functions":{"count":1,"covered":1,"percent":100}}}]}]}"#;
        let found = parse(text.as_bytes()).unwrap();
        assert_eq!((found.lines, found.line_hits().files.len()), (Ratio::new(3, 4), 0));
    }

    #[test]
    fn what_is_cut_or_of_another_kind_is_an_error() {
        let whole = include_bytes!("../../tests/reports/llvm-cov/rust.json");
        assert!(matches!(parse(&whole[..whole.len() / 2]), Err(ReportError::Truncated { .. })));
        assert!(matches!(parse(br#"{"type":"x","data":[]}"#), Err(ReportError::NotThisFormat { .. })));
        let empty = br#"{"type":"llvm.coverage.json.export","data":[]}"#;
        assert!(matches!(parse(empty), Err(ReportError::NotThisFormat { .. })));
        let far = String::from_utf8_lossy(whole).replace("[8,2,0,", "[4000000000,2,0,");
        assert!(matches!(parse(far.as_bytes()), Err(ReportError::NotThisFormat { .. })));
    }
}
