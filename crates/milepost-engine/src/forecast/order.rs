//! What a task says it waits for.

use std::sync::LazyLock;

use milepost_document::{Section, vocabulary::plain_text};
use regex::Regex;

use crate::{
    Workspace,
    task_numbers::{LIST, numbers_at},
};

/// Tasks that another one names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named<'a> {
    /// Their numbers.
    pub(super) numbers: Vec<String>,
    /// The milestone that they are of, as written; `None` for the task's own.
    pub(super) of: Option<&'a str>,
}

/// The tasks that a task says it waits for: `after task 2`, `depends on tasks 1 and 3`, `after task 3 of M1`.
pub(super) fn named(text: &str) -> Vec<Named<'_>> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        let waits = r"(?i)\b(?:after|depends\s+on|needs|requires|waits\s+for|blocked\s+by)\s+tasks?\s+";
        Regex::new(&format!("{waits}{LIST}")).expect("a regular expression")
    });
    static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
        let named = r"\[[^\]]*\]\([^)]*\)|(?:milestone|phase)\s+#?\d[\w.-]*|m-?\d[\w.]*|[\w.-]+/[\w./-]*\d|[\w-]+-\d+";
        Regex::new(&format!(r"(?i)^\s*(?:of|in|from)\s+({named})")).expect("a regular expression")
    });
    let lists = NAMED.captures_iter(text).filter_map(|found| found.get(1));
    let named = |list: regex::Match<'_>| {
        let behind = &text[list.end()..];
        let of = ELSEWHERE.captures(behind).and_then(|found| found.get(1)).map(|of| of.as_str());
        Named { numbers: numbers_at(list.as_str(), behind), of }
    };
    lists.map(named).collect()
}

/// Whether what a task names, such as `phase 2`, is a part of its own document: a phase of the breakdown, and no milestone.
pub(super) fn is_own_phase(workspace: &Workspace, index: usize, of: &str) -> bool {
    let of = plain_text(of);
    if !of.starts_with("phase ") {
        return false;
    }
    let document = workspace.document(index).document();
    let is_phase = |section: &Section| {
        let title = plain_text(document.text(section.title));
        let rest = title.strip_prefix(&of);
        // Its own title is the name of the document.
        section.level > 1
            && rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '.'))
    };
    document.sections.iter().any(is_phase)
}

/// Whether a name can only be that of a milestone: a link, `M1`, `milestone 1`. `sprint-3` could be something else.
pub(super) fn is_surely_milestone(of: &str) -> bool {
    let plain = plain_text(of);
    let number = plain.strip_prefix("milestone ").or_else(|| plain.strip_prefix('m')).unwrap_or("");
    of.starts_with('[') || number.trim_start_matches(['-', '#']).starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, Option<&str>)> {
        named(text).into_iter().map(|one| (one.numbers.join(" "), one.of)).collect()
    }

    #[test]
    fn tasks_say_what_they_wait_for() {
        assert_eq!(told("Routes (after task 2) (Estimated: 3 hours)"), [("2".to_owned(), None)]);
        assert_eq!(told("Routes, depends on tasks 1, 2.1 and 3. Then 4"), [("1 2.1 3".to_owned(), None)]);
        assert_eq!(told("Routes, after tasks 1-3"), [("1 2 3".to_owned(), None)]);
        assert_eq!(told("Look after 2 children, needs 3 people"), []);
    }

    #[test]
    fn a_name_of_a_milestone_is_told_from_that_of_something_else() {
        for of in ["M1", "m-2", "milestone 1", "Milestone #3", "[M1](milestone-1.md)"] {
            assert!(is_surely_milestone(of), "{of}");
        }
        for of in ["sprint-3", "phase 2", "checkout/1", "march-3"] {
            assert!(!is_surely_milestone(of), "{of}");
        }
    }

    #[test]
    fn tasks_of_other_milestones_are_told_from_ones_own() {
        for (text, of) in [
            ("after task 3 of M1 (2 hours)", Some("M1")),
            ("after task 3 of milestone 1, then more", Some("milestone 1")),
            ("needs task 3 in [M1](milestone-1.md)", Some("[M1](milestone-1.md)")),
            ("after task 3 from checkout/1", Some("checkout/1")),
            ("after task 3 of the plan", None),
            ("after task 3 in March", None),
        ] {
            assert_eq!(told(text), [("3".to_owned(), of)], "{text}");
        }
    }
}
