//! What the columns of a table repeat, by the words of their headers.

use milepost_document::vocabulary::{COUNT_HEADERS, EFFORT_HEADERS, PROGRESS_HEADERS, STATUS_HEADERS};

/// What a cell repeats of what its row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Its status.
    Status,
    /// How far it is, in any spelling.
    Progress,
    /// How far it is, where the cell is a count such as `2/3`; anything else in such a column is something else.
    Count,
    /// Its estimate.
    Effort,
}

/// The columns that repeat something.
#[derive(Debug)]
pub(super) struct Columns(Vec<(usize, Role)>);

impl Columns {
    /// By the headers in lower case. Of statuses, of progresses and of estimates the first column counts.
    pub(super) fn of(headers: &[String]) -> Self {
        let first = |words: &[&str]| headers.iter().position(|header| words.contains(&header.as_str()));
        let counts =
            headers.iter().enumerate().filter(|(_, header)| COUNT_HEADERS.contains(&header.as_str()));
        let mut columns: Vec<(usize, Role)> = counts.map(|(at, _)| (at, Role::Count)).collect();
        columns.extend(first(STATUS_HEADERS).map(|at| (at, Role::Status)));
        columns.extend(first(PROGRESS_HEADERS).map(|at| (at, Role::Progress)));
        columns.extend(first(EFFORT_HEADERS).map(|at| (at, Role::Effort)));
        columns.sort_by_key(|(at, _)| *at);
        Self(columns)
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each with its place.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, Role)> {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_words_say_what_a_column_repeats() {
        let headers =
            ["milestone", "status", "done", "progress", "state", "estimate", "notes"].map(str::to_owned);
        let columns: Vec<_> = Columns::of(&headers).iter().collect();
        let expected = [(1, Role::Status), (2, Role::Count), (3, Role::Progress), (5, Role::Effort)];
        assert_eq!(columns, expected);
        assert!(Columns::of(&["risk".to_owned()]).is_empty());
    }
}
