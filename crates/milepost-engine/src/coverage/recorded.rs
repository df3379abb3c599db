//! Coverage as records keep it, and as the gates read it.

use std::collections::BTreeMap;

use milepost_gate::{Coverage, FileCoverage, Ratio, line_ranges};
use milepost_ledger::{CoverageBaseline, CoveredFile, Digest, Ledger, LedgerError};

use crate::Result;

/// Recorded coverage as the gates read it.
pub fn gate_coverage(coverage: &milepost_ledger::Coverage, files: &[CoveredFile]) -> Coverage {
    Coverage {
        lines: ratio(coverage.lines),
        branches: coverage.branches.map(ratio),
        functions: coverage.functions.map(ratio),
        files: files.iter().map(file).collect(),
        ..Coverage::default()
    }
}

/// Coverage as records keep it, with its files beside it.
///
/// # Errors
/// When the list of files cannot be written.
pub fn recorded_coverage(ledger: &Ledger, coverage: &Coverage) -> Result<milepost_ledger::Coverage> {
    let files = coverage.files.iter().map(covered_file).collect();
    Ok(milepost_ledger::Coverage {
        lines: recorded(coverage.lines),
        branches: coverage.branches.map(recorded),
        functions: coverage.functions.map(recorded),
        list_digest: Some(ledger.put_covered(files)?),
    })
}

/// The files of a run's coverage; `None` when the list is gone or broken.
///
/// # Errors
/// When the ledger cannot be read.
pub(crate) fn covered_files(ledger: &Ledger, list: &Digest) -> Result<Option<Vec<CoveredFile>>> {
    match ledger.get_blob(list) {
        Ok(Some(bytes)) => Ok(serde_json::from_slice(&bytes).ok()),
        Ok(None) | Err(LedgerError::Broken { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What a baseline keeps of a coverage: sums of all and of each file, whose lines are soon others.
pub(crate) fn of_baseline(
    name: String,
    check: Digest,
    coverage: &milepost_ledger::Coverage,
    files: &[CoveredFile],
) -> CoverageBaseline {
    let sums = |file: &CoveredFile| CoveredFile { reached: Vec::new(), missed: Vec::new(), ..file.clone() };
    CoverageBaseline {
        name,
        check,
        coverage: milepost_ledger::Coverage { list_digest: None, ..coverage.clone() },
        files: files.iter().map(sums).collect(),
    }
}

fn ratio(ratio: milepost_ledger::Ratio) -> Ratio {
    Ratio::new(ratio.covered, ratio.total)
}

fn recorded(ratio: Ratio) -> milepost_ledger::Ratio {
    milepost_ledger::Ratio { covered: ratio.hit, total: ratio.total }
}

/// A list that somebody else wrote may hold any ranges: beyond as many lines as no file has, they are left out.
fn file(file: &CoveredFile) -> FileCoverage {
    const MOST: u32 = 1_000_000;
    let mut left = MOST;
    let mut lines = |ranges: &[(u32, u32)], is_hit: bool, hits: &mut BTreeMap<u32, bool>| {
        for (first, last) in ranges {
            let Some(more) = last.checked_sub(*first).map(|more| more.saturating_add(1)) else { continue };
            if let Some(rest) = left.checked_sub(more) {
                left = rest;
                hits.extend((*first..=*last).map(|line| (line, is_hit)));
            }
        }
    };
    let mut hits = BTreeMap::new();
    lines(&file.missed, false, &mut hits);
    lines(&file.reached, true, &mut hits);
    FileCoverage {
        path: file.path.clone(),
        lines: ratio(file.lines),
        branches: file.branches.map(ratio),
        functions: file.functions.map(ratio),
        hits,
    }
}

fn covered_file(file: &FileCoverage) -> CoveredFile {
    CoveredFile {
        path: file.path.clone(),
        lines: recorded(file.lines),
        branches: file.branches.map(recorded),
        functions: file.functions.map(recorded),
        reached: ranges(&file.hits, true),
        missed: ranges(&file.hits, false),
    }
}

/// The lines of one kind as ranges. What lies between two of them and cannot be reached at all is in neither.
fn ranges(hits: &BTreeMap<u32, bool>, wanted: bool) -> Vec<(u32, u32)> {
    line_ranges(hits.iter().filter(|(_, is_hit)| **is_hit == wanted).map(|(line, _)| *line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_same_after_they_were_kept() {
        let hits: BTreeMap<u32, bool> = [(1, true), (2, true), (3, false), (7, true), (9, false)].into();
        let before =
            FileCoverage { path: "a.js".into(), lines: Ratio::new(3, 5), hits, ..FileCoverage::default() };
        let kept = covered_file(&before);
        assert_eq!((&kept.reached, &kept.missed), (&vec![(1, 2), (7, 7)], &vec![(3, 3), (9, 9)]));
        assert_eq!(file(&kept), before);
        let huge = CoveredFile { missed: vec![(1, u32::MAX), (0, u32::MAX), (5, 4)], ..kept.clone() };
        assert_eq!(file(&huge).hits.len(), 3);
        // Many long ranges are as long as one that is longer.
        let reached = (0..5_000).map(|at| (at * 800_000 + 10, at * 800_000 + 799_000)).collect();
        let many = CoveredFile { missed: Vec::new(), reached, ..kept };
        assert_eq!(file(&many).hits.len(), 798_991);
    }
}
