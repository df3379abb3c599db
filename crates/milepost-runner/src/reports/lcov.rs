use std::collections::BTreeMap;

use milepost_gate::{Coverage, FileCoverage, Ratio};

use super::report_error::ReportError;

/// Reads an lcov trace file (`geninfo(1)`): records of `SF` … `end_of_record` with `DA`, `BRDA`, `FN`, `FNDA` (and the newer
/// `FNL`, `FNA`). Sums are made from these; `LF`, `LH` and their kin only serve where a record has none, with a note where
/// they differ. Records of one file (one for each test) are merged, a line being hit when any of them hits it.
///
/// # Errors
/// A line that is not of its form, with its number; a record that is not ended; no record at all.
pub(super) fn parse(bytes: &[u8]) -> Result<Coverage, ReportError> {
    let text = String::from_utf8_lossy(bytes);
    let mut files: BTreeMap<String, File> = BTreeMap::new();
    let mut notes: Vec<String> = Vec::new();
    let mut open: Option<(String, File)> = None;
    let mut last = 1;
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        last = index + 1;
        let malformed = |what: String| ReportError::Malformed { line: index + 1, what };
        if line == "end_of_record" {
            let (path, file) =
                open.take().ok_or_else(|| malformed("`end_of_record` without `SF`".to_owned()))?;
            file.check_totals(&path, &mut notes);
            files.entry(path).or_default().merge(file);
            continue;
        }
        let Some((tag, value)) = line.split_once(':') else {
            return Err(malformed(format!("`{}` is not of the form `TAG:value`", shorten(line))));
        };
        match (tag, &mut open) {
            ("TN" | "VER", _) => {}
            ("SF", None) => {
                open = Some((value.strip_prefix("./").unwrap_or(value).replace('\\', "/"), File::default()));
            }
            ("SF", Some((path, _))) => {
                return Err(malformed(format!("`SF` before the `end_of_record` of `{path}`")));
            }
            (_, None) => {
                return Err(malformed(format!("`{}` outside of a record, `SF` was expected", shorten(tag))));
            }
            (_, Some((_, file))) => match file.add(tag, value) {
                Some(true) => {}
                Some(false) => note(
                    &mut notes,
                    format!("lines with `{}` are not known and were passed over", shorten(tag)),
                ),
                None => return Err(malformed(format!("`{}` is not a valid `{tag}` line", shorten(line)))),
            },
        }
    }
    if let Some((path, _)) = open {
        return Err(ReportError::Truncated {
            line: last,
            missing: format!("the record of `{path}` has no `end_of_record`"),
        });
    }
    if files.is_empty() {
        return Err(ReportError::NotThisFormat { format: "lcov", what: "it holds no record".to_owned() });
    }
    Ok(Coverage::of(files.into_iter().map(|(path, file)| file.coverage(path)).collect(), notes))
}

/// The hits of one file.
#[derive(Default)]
struct File {
    lines: BTreeMap<u64, u64>,
    branches: BTreeMap<(u64, String, String), u64>,
    functions: BTreeMap<String, u64>,
    /// Names of the functions by the index of `FNL`; hits are in `functions`.
    declared: BTreeMap<&'static str, u64>,
}

const TOTALS: [&str; 6] = ["LF", "LH", "BRF", "BRH", "FNF", "FNH"];

impl File {
    /// Takes one line in. `None`: it is broken; `Some(false)`: its tag is unknown.
    fn add(&mut self, tag: &str, value: &str) -> Option<bool> {
        if let Some(total) = TOTALS.iter().find(|total| **total == tag) {
            self.declared.insert(total, value.parse().ok()?);
            return Some(true);
        }
        match tag {
            "DA" => {
                let mut parts = value.split(',');
                let line = parts.next()?.parse().ok()?;
                add(&mut self.lines, line, hits(parts.next()?)?);
            }
            "BRDA" => {
                // The branch may be text that holds commas; the line, the block and the count do not.
                let (rest, taken) = value.rsplit_once(',')?;
                let mut parts = rest.splitn(3, ',');
                let line = parts.next()?.parse().ok()?;
                let key = (line, parts.next()?.to_owned(), parts.next()?.to_owned());
                add(&mut self.branches, key, hits(taken)?);
            }
            "FN" => {
                let (start, rest) = value.split_once(',')?;
                start.parse::<u64>().ok()?;
                let name = match rest.split_once(',') {
                    Some((end, name)) if end.parse::<u64>().is_ok() => name,
                    _ => rest,
                };
                add(&mut self.functions, name.to_owned(), 0);
            }
            "FNDA" => {
                let (count, name) = value.split_once(',')?;
                add(&mut self.functions, name.to_owned(), hits(count)?);
            }
            "FNA" => {
                let mut parts = value.splitn(3, ',');
                parts.next()?.parse::<u64>().ok()?;
                let count = hits(parts.next()?)?;
                add(&mut self.functions, parts.next()?.to_owned(), count);
            }
            "FNL" => {}
            _ => return Some(false),
        }
        Some(true)
    }

    fn merge(&mut self, other: Self) {
        for (key, count) in other.lines {
            add(&mut self.lines, key, count);
        }
        for (key, count) in other.branches {
            add(&mut self.branches, key, count);
        }
        for (key, count) in other.functions {
            add(&mut self.functions, key, count);
        }
        for (key, total) in other.declared {
            let known = self.declared.entry(key).or_default();
            *known = (*known).max(total);
        }
    }

    fn check_totals(&self, path: &str, notes: &mut Vec<String>) {
        let sums = [ratio(&self.lines), ratio(&self.branches), ratio(&self.functions)];
        for (totals, sum) in TOTALS.chunks(2).zip(sums) {
            for (tag, counted) in [(totals[0], sum.total), (totals[1], sum.hit)] {
                match self.declared.get(tag) {
                    Some(declared) if *declared != counted && sum.total > 0 => {
                        note(
                            notes,
                            format!("`{path}` states `{tag}:{declared}`, its lines add up to {counted}"),
                        );
                    }
                    Some(declared) if *declared != counted => {
                        note(
                            notes,
                            format!("`{path}` lists nothing for `{tag}:{declared}`, the total was taken"),
                        );
                    }
                    _ => {}
                }
            }
        }
    }

    fn coverage(self, path: String) -> FileCoverage {
        let total = |found: &str, hit: &str| {
            let total = self.declared.get(found).copied().unwrap_or(0);
            Ratio::new(self.declared.get(hit).copied().unwrap_or(0).min(total), total)
        };
        let or = |counted: Ratio, stated: Ratio| if counted.total > 0 { counted } else { stated };
        let some = |ratio: Ratio| (ratio.total > 0).then_some(ratio);
        FileCoverage {
            lines: or(ratio(&self.lines), total("LF", "LH")),
            branches: some(or(ratio(&self.branches), total("BRF", "BRH"))),
            functions: some(or(ratio(&self.functions), total("FNF", "FNH"))),
            hits: self
                .lines
                .iter()
                .filter_map(|(line, count)| Some((u32::try_from(*line).ok()?, *count > 0)))
                .collect(),
            path,
        }
    }
}

fn add<K: Ord>(counts: &mut BTreeMap<K, u64>, key: K, count: u64) {
    let known = counts.entry(key).or_default();
    *known = known.saturating_add(count);
}

/// A count of hits: `-` (never reached) and negative numbers (an overflow of the writer) are no hit.
fn hits(text: &str) -> Option<u64> {
    match text.trim() {
        "-" => Some(0),
        text => match text.parse::<f64>() {
            Ok(count) if count.is_finite() => Some(count.max(0.0) as u64),
            _ => None,
        },
    }
}

fn ratio<K>(counts: &BTreeMap<K, u64>) -> Ratio {
    Ratio::new(counts.values().filter(|count| **count > 0).count() as u64, counts.len() as u64)
}

fn note(notes: &mut Vec<String>, note: String) {
    const MOST: usize = 50;
    if notes.len() < MOST && !notes.contains(&note) {
        notes.push(note);
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Coverage, ReportError> {
        parse(text.as_bytes())
    }

    #[test]
    fn a_report_of_vitest() {
        let coverage = parse(include_bytes!("../../tests/reports/lcov/vitest.info")).unwrap();
        assert_eq!(coverage.files[0].path, "shop.js");
        assert_eq!(coverage.lines, Ratio::new(2, 2));
        assert_eq!(coverage.branches, Some(Ratio::new(1, 2)));
        assert_eq!(coverage.functions, Some(Ratio::new(1, 2)));
        assert_eq!(coverage.notes, Vec::<String>::new());
    }

    #[test]
    fn a_report_of_coverage_py_with_named_branches_and_function_ends() {
        let coverage = parse(include_bytes!("../../tests/reports/lcov/coverage-py.info")).unwrap();
        assert_eq!(coverage.lines, Ratio::new(4, 6));
        assert_eq!(coverage.branches, Some(Ratio::new(1, 2)));
        assert_eq!(coverage.functions, Some(Ratio::new(1, 2)));
        assert_eq!(coverage.notes, Vec::<String>::new());
    }

    #[test]
    fn records_of_one_file_are_merged() {
        let coverage = read(
            "TN:a\nSF:x.c\nDA:1,0\nDA:2,1\nend_of_record\nTN:b\nSF:./x.c\r\nDA:1,3\nDA:3,0\nend_of_record\n",
        );
        let coverage = coverage.unwrap();
        assert_eq!(coverage.files.len(), 1);
        assert_eq!(coverage.lines, Ratio::new(2, 3));
        assert_eq!(coverage.branches, None);
    }

    #[test]
    fn lines_win_over_totals_and_totals_over_nothing() {
        let coverage =
            read("SF:a\nDA:1,1\nDA:2,0\nLF:2\nLH:2\nend_of_record\nSF:b\nLF:10\nLH:9\nend_of_record\n")
                .unwrap();
        assert_eq!(coverage.lines, Ratio::new(10, 12));
        assert_eq!(coverage.notes.len(), 3);
        assert_eq!(coverage.notes[0], "`a` states `LH:2`, its lines add up to 1");
    }

    #[test]
    fn odd_lines() {
        let coverage = read(
            "SF:a\nDA:1,-\nDA:2,-7\nDA:3,1e3,checksum\nBRDA:3,e0,f(a, b),-\nFN:1,f<int, 2>\nFNDA:2,f<int, 2>\nFNL:0,1,4\nFNA:0,1,g\nXX:1\nend_of_record",
        );
        let coverage = coverage.unwrap();
        assert_eq!(coverage.lines, Ratio::new(1, 3));
        assert_eq!(coverage.branches, Some(Ratio::new(0, 1)));
        assert_eq!(coverage.functions, Some(Ratio::new(2, 2)));
        assert_eq!(coverage.notes, ["lines with `XX` are not known and were passed over"]);
    }

    #[test]
    fn broken_reports_are_errors_with_a_line() {
        let error = |text: &str| read(text).unwrap_err().to_string();
        assert_eq!(error("SF:a\nDA:1"), "line 2: `DA:1` is not a valid `DA` line");
        assert_eq!(
            error("SF:a\nDA:1,1\n"),
            "line 2: the report ends early, the record of `a` has no `end_of_record`"
        );
        assert_eq!(error("DA:1,1"), "line 1: `DA` outside of a record, `SF` was expected");
        assert_eq!(error("SF:a\nSF:b\n"), "line 2: `SF` before the `end_of_record` of `a`");
        assert_eq!(error("<html>"), "line 1: `<html>` is not of the form `TAG:value`");
        assert!(error("").contains("it holds no record"));
    }
}
