//! Numbers of tasks in a sentence.

use regex::Regex;

/// A pattern of a list of numbers: `2`, `#1 and 2.1, 3`.
pub(crate) const LIST: &str = r"((?:#?\d+(?:\.\d+)*(?:\s*(?:,|and|&)\s*)?)+)";

/// The numbers in what the first group of a pattern finds, as written.
pub(crate) fn task_numbers(pattern: &Regex, text: &str) -> Vec<String> {
    let lists = pattern.captures_iter(text).filter_map(|found| found.get(1));
    let numbers = lists.flat_map(|list| list.as_str().split(|c: char| !c.is_ascii_digit() && c != '.'));
    numbers
        .map(|number| number.trim_matches('.'))
        .filter(|number| !number.is_empty())
        .map(str::to_owned)
        .collect()
}
