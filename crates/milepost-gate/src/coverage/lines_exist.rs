use super::LineHits;
use crate::verdict::Verdict;

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
