//! Coverage as records keep it, and as the gates read it.

use std::collections::BTreeMap;

use milepost_gate::{Coverage, FileCoverage, Ratio};
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

/// A list that somebody else wrote may hold any range: one that is longer than files are is left out.
fn file(file: &CoveredFile) -> FileCoverage {
    const LONGEST: u32 = 1_000_000;
    let lines = |ranges: &[(u32, u32)], is_hit: bool, hits: &mut BTreeMap<u32, bool>| {
        for (first, last) in ranges.iter().filter(|(first, last)| last.saturating_sub(*first) < LONGEST) {
            hits.extend((*first..=*last).map(|line| (line, is_hit)));
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
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for (line, _) in hits.iter().filter(|(_, is_hit)| **is_hit == wanted) {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*line) => *last = *line,
            _ => ranges.push((*line, *line)),
        }
    }
    ranges
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
        let huge = CoveredFile { missed: vec![(1, u32::MAX), (5, 4)], ..kept };
        assert_eq!(file(&huge).hits.len(), 3);
    }
}
