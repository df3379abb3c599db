use super::{Coverage, LineHits};
use crate::verdict::Verdict;

/// Whether a report is of this run and of this tree. A report of another day keeps any target.
///
/// `written`: when its file was written, and `began`: when the tests began, both in milliseconds of the same clock.
/// `file_exists` is asked with the paths of the report: one that names files, none of which is there, is of another tree.
pub fn freshness(
    coverage: &Coverage,
    written: Option<i64>,
    began: i64,
    file_exists: impl Fn(&str) -> bool,
) -> Verdict {
    let Some(written) = written else {
        return Verdict::inconclusive(
            "it is not known when the coverage report was written, so it may be of an earlier run",
        );
    };
    if written < began {
        return Verdict::fail(format!(
            "the coverage report is stale: it was written {:.1} s before the tests began",
            (began - written) as f64 / 1e3
        ));
    }
    if !coverage.files.is_empty() && !coverage.files.iter().any(|file| file_exists(&file.path)) {
        return Verdict::fail(format!(
            "the coverage report is of another tree: none of its files exists, `{}` for one",
            coverage.files[0].path
        ));
    }
    Verdict::Pass
}

/// Whether the lines of a report are lines of these files. `line_count` says how many lines a file has; `None` where there
/// is no such file. A report that reaches behind the end of a file was made from another version of it.
pub fn lines_exist(hits: &LineHits, line_count: impl Fn(&str) -> Option<u32>) -> Verdict {
    for (path, lines) in &hits.files {
        let (Some(count), Some((last, _))) = (line_count(path), lines.last_key_value()) else { continue };
        if *last > count {
            return Verdict::fail(format!(
                "the coverage report is stale: it names line {last} of `{path}`, which has {count}"
            ));
        }
    }
    Verdict::Pass
}
