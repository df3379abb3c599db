use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Coverage, Exclusion, FileCoverage, Percent, Ratio, is_test_file, line_ranges};
use crate::verdict::Verdict;

/// For each file of a report the lines that can be reached, and whether they were.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LineHits {
    /// By path and line, the first line being 1.
    pub files: BTreeMap<String, BTreeMap<u32, bool>>,
}

/// For each file that changed since the baseline the lines that are new or other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChangedLines {
    /// By path, the first line being 1.
    pub files: BTreeMap<String, BTreeSet<u32>>,
}

/// How much of a change is reached by tests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeCoverage {
    /// Of the changed lines that can be reached.
    pub lines: Ratio,
    /// Those that were not reached, by file.
    pub missed: BTreeMap<String, BTreeSet<u32>>,
    /// Changed files of a kind that the report knows, which it does not name: nothing of them was reached.
    pub unknown: BTreeSet<String>,
    /// Changed files that are tests themselves, by their names: they are not counted.
    pub tests: BTreeSet<String>,
}

impl ChangeCoverage {
    /// Of the lines of `changed`, by the report `hits`.
    ///
    /// A changed line that the report does not list cannot be reached (a comment, a brace) and does not count. A file that
    /// the report does not name counts with all its changed lines if the report names others with the same extension:
    /// no test loads it. Tests themselves and other files (documents, pictures) do not count.
    pub fn of(hits: &LineHits, changed: &ChangedLines, exclusions: &[Exclusion]) -> Self {
        let known: BTreeSet<&str> = hits.files.keys().filter_map(|path| file_ending(path)).collect();
        let mut result = Self::default();
        for (path, lines) in changed.files.iter().filter(|(path, _)| !Exclusion::any(exclusions, path)) {
            if is_test_file(path) {
                if file_ending(path).is_some_and(|end| known.contains(end)) {
                    result.tests.insert(path.clone());
                }
                continue;
            }
            let missed: BTreeSet<u32> = match hits.files.get(path) {
                Some(hits) => {
                    let reachable = lines.iter().filter_map(|line| Some((*line, *hits.get(line)?)));
                    let (hit, missed): (Vec<_>, Vec<_>) = reachable.partition(|(_, is_hit)| *is_hit);
                    result.lines.hit += hit.len() as u64;
                    result.lines.total += (hit.len() + missed.len()) as u64;
                    missed.into_iter().map(|(line, _)| line).collect()
                }
                None if !lines.is_empty() && file_ending(path).is_some_and(|end| known.contains(end)) => {
                    result.unknown.insert(path.clone());
                    result.lines.total += lines.len() as u64;
                    lines.clone()
                }
                None => continue,
            };
            if !missed.is_empty() {
                result.missed.insert(path.clone(), missed);
            }
        }
        result
    }
}

/// Whether at least `percent` of the changed lines that can be reached are reached by tests. Without a report it fails;
/// without any such line there is nothing to judge. Of a changed file that the report has as a sum alone it cannot be told.
pub fn changed_lines(
    report: Option<&Coverage>,
    changed: &ChangedLines,
    percent: Percent,
    exclusions: &[Exclusion],
) -> Verdict {
    let hits = report.map(Coverage::line_hits).unwrap_or_default();
    if hits.files.is_empty() {
        return Verdict::fail(format!(
            "there is no coverage report with lines, at least {percent} of the changed lines were expected"
        ));
    }
    let is_sum = |file: &&FileCoverage| {
        let is_changed = changed.files.get(&file.path).is_some_and(|lines| !lines.is_empty());
        is_changed && file.hits.is_empty() && file.lines.total > 0 && !Exclusion::any(exclusions, &file.path)
    };
    if let Some(file) = report.and_then(|report| report.files.iter().find(is_sum)) {
        return Verdict::inconclusive(format!(
            "the coverage report has `{}` as a sum alone, so it cannot be told whether its changed lines are covered",
            file.path
        ));
    }
    let found = ChangeCoverage::of(&hits, changed, exclusions);
    match found.lines.reaches(percent) {
        Some(true) => Verdict::Pass,
        None => Verdict::nothing_ran("no changed line can be covered by tests"),
        Some(false) => {
            let missed: Vec<String> = found
                .missed
                .iter()
                .take(5)
                .map(|(path, lines)| {
                    let why = if found.unknown.contains(path) { " (no test loads it)" } else { "" };
                    format!("`{path}` {}{why}", ranges(lines))
                })
                .collect();
            let more = found.missed.len() - missed.len();
            let more = if more > 0 { format!(" and {more} more files") } else { String::new() };
            Verdict::fail(format!(
                "{} of the changed lines are covered, at least {percent} was expected; not covered: {}{more}",
                found.lines,
                missed.join(", ")
            ))
        }
    }
}

/// The ending of a file's name, without the dot: `ts`.
pub fn file_ending(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    name.rsplit_once('.').map(|(_, end)| end).filter(|end| !end.is_empty())
}

/// `3-5, 9`, at most five of them.
fn ranges(lines: &BTreeSet<u32>) -> String {
    const SHOWN: usize = 5;
    let ranges = line_ranges(lines.iter().copied());
    let one = |(first, last): &(u32, u32)| {
        if first == last { format!("{first}") } else { format!("{first}-{last}") }
    };
    let mut words: Vec<String> = ranges.iter().take(SHOWN).map(one).collect();
    if ranges.len() > SHOWN {
        words.push("…".to_owned());
    }
    words.join(", ")
}
