//! Numbers of tasks in a sentence.

use milepost_document::vocabulary::parse_effort;
use regex::Regex;

/// A pattern of a list of numbers: `2`, `#1 and 2.1, 3`, `1-3`.
pub(crate) const LIST: &str = r"(#?\d+(?:\.\d+)*(?:(?:-|–|\s+to\s+|\s+through\s+|\s*,\s*and\s+|\s*,\s*|\s+and\s+|\s+or\s+|\s*&\s*)#?\d+(?:\.\d+)*)*)";

/// A range of more numbers is none.
const LONGEST: u32 = 1_000;

/// The numbers in what the first group of a pattern finds, as written. A range stands for all of its numbers.
pub(crate) fn task_numbers(pattern: &Regex, text: &str) -> Vec<String> {
    let lists = pattern.captures_iter(text).filter_map(|found| found.get(1));
    lists.flat_map(|list| numbers_at(list.as_str(), &text[list.end()..])).collect()
}

/// The numbers of a list; `behind` is what follows it. In `after task 2, 3 hours` the last one counts hours, and in
/// `after task 2, 3-5 hours` the last range does.
pub(crate) fn numbers_at(list: &str, behind: &str) -> Vec<String> {
    let mut found = elements(list);
    let word: String = behind.trim_start().chars().take_while(|c| c.is_alphabetic()).collect();
    let is_time = parse_effort(&format!("1 {word}")).is_some_and(|effort| effort.hours.is_some());
    if !word.is_empty() && is_time {
        match found.as_mut_slice() {
            // Something has to be named: `after task 2-3 hours`.
            [only] => only.truncate(1),
            _ => drop(found.pop()),
        }
    }
    found.concat()
}

/// The elements of a list, of each its number or the numbers of its range.
fn elements(list: &str) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    let mut rest = list;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let between = rest[..start].trim().trim_end_matches('#').trim();
        let is_range = matches!(between, "-" | "–" | "to" | "through");
        let tail = &rest[start..];
        let end = tail.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(tail.len());
        let number = tail[..end].trim_matches('.').to_owned();
        match found.last_mut().filter(|_| is_range) {
            Some(element) => {
                let between = element.last().map(|first| between_of(first, &number)).unwrap_or_default();
                element.extend(between);
                element.push(number);
            }
            None => found.push(vec![number]),
        }
        rest = &tail[end..];
    }
    found
}

/// What lies between two numbers that differ in their last part: `2.2` between `2.1` and `2.3`.
fn between_of(first: &str, last: &str) -> Vec<String> {
    let split = |number: &str| {
        let (head, tail) = number.rsplit_once('.').map_or(("", number), |(head, tail)| (head, tail));
        Some((head.to_owned(), tail.parse::<u32>().ok()?))
    };
    let (Some((head, from)), Some((other, to))) = (split(first), split(last)) else { return Vec::new() };
    if head != other || to.saturating_sub(from) > LONGEST {
        return Vec::new();
    }
    let lead = if head.is_empty() { head } else { format!("{head}.") };
    (from.saturating_add(1)..to).map(|number| format!("{lead}{number}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_ranges_are_read() {
        for (list, right) in [
            ("2", &["2"] as &[&str]),
            ("#1 and 2.1, 3", &["1", "2.1", "3"]),
            ("1-3", &["1", "2", "3"]),
            ("1 to 3 and 7", &["1", "2", "3", "7"]),
            ("2.1 – 2.4", &["2.1", "2.2", "2.3", "2.4"]),
            ("3-1", &["3", "1"]),
            ("1-9999999", &["1", "9999999"]),
            ("1.2-3", &["1.2", "3"]),
        ] {
            assert_eq!(elements(list).concat(), right, "{list}");
        }
    }

    #[test]
    fn hours_are_no_numbers_of_tasks() {
        let pattern = Regex::new(&format!("after tasks? {LIST}")).unwrap();
        for (text, right) in [
            ("after task 2, 3 hours", &["2"] as &[&str]),
            ("after task 1, 3-5 hours", &["1"]),
            ("after tasks 1-2, 3 to 5 days", &["1", "2"]),
            ("after task 2-5 hours", &["2"]),
            ("after tasks 2, 3 (4 hours)", &["2", "3"]),
            ("after task 2 - 3 hours", &["2"]),
            ("after task 2 hours ago", &["2"]),
            ("after tasks 1-3. Then 4", &["1", "2", "3"]),
            ("after tasks 1, 2, and 5", &["1", "2", "5"]),
        ] {
            assert_eq!(task_numbers(&pattern, text), right, "{text}");
        }
    }
}
