use std::collections::BTreeSet;

use super::{Coverage, Exclusion, FileCoverage, ratchet};
use crate::verdict::Verdict;

/// The ratchet over what is not excluded, which cannot be turned by leaving files out of the report.
///
/// Excluded files count on neither side. A file that the baseline covers, that still exists and that the report no
/// longer names, or names with nothing to cover, has been left out without a word, and fails: without it any ratio can be
/// kept. `file_exists` is asked with the path as the baseline has it.
pub fn file_ratchet(
    baseline: Option<&Coverage>,
    now: Option<&Coverage>,
    exclusions: &[Exclusion],
    file_exists: impl Fn(&str) -> bool,
) -> Verdict {
    let (Some(before), Some(after)) = (baseline, now) else { return ratchet(baseline, now) };
    if !exclusions.is_empty() && (before.files.is_empty() || after.files.is_empty()) {
        return Verdict::inconclusive(
            "the coverage is known as a sum alone, so excluded files cannot be taken out of it: record a baseline with files",
        );
    }
    let totals =
        ratchet(Some(&Exclusion::without(exclusions, before)), Some(&Exclusion::without(exclusions, after)));
    let is_covered = |file: &&FileCoverage| file.lines.total > 0;
    let covered: BTreeSet<&str> =
        after.files.iter().filter(is_covered).map(|file| file.path.as_str()).collect();
    let left_out: Vec<String> = before
        .files
        .iter()
        .filter(is_covered)
        .filter(|file| !after.files.is_empty() && !covered.contains(file.path.as_str()))
        .filter(|file| !Exclusion::any(exclusions, &file.path) && file_exists(&file.path))
        .map(|file| format!("`{}`", file.path))
        .collect();
    if left_out.is_empty() {
        return totals;
    }
    let missing = Verdict::fail(format!(
        "the coverage report leaves out {}, which the baseline covers: exclude it with a reason",
        left_out.join(", ")
    ));
    Verdict::all([totals, missing])
}
