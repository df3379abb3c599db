//! What the columns of a table repeat, by the words of their headers.

/// What a cell repeats of what its row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Its status.
    Status,
    /// How far it is, in any spelling.
    Progress,
    /// How far it is, where the cell is a count such as `2/3`; anything else in such a column is something else.
    Count,
}

const STATUS: [&str; 5] = ["status", "state", "estado", "current status", "statut"];
const PROGRESS: [&str; 8] =
    ["progress", "overall progress", "completion", "% complete", "%", "% done", "progreso", "complete"];
const COUNT: [&str; 14] = [
    "milestones",
    "milestones complete",
    "milestones completed",
    "completed milestones",
    "phases",
    "phases complete",
    "plans",
    "plans complete",
    "criteria",
    "boxes",
    "tasks",
    "tasks complete",
    "done",
    "completed",
];

/// The columns that repeat something.
#[derive(Debug)]
pub(super) struct Columns(Vec<(usize, Role)>);

impl Columns {
    /// By the headers in lower case. Of statuses and of progresses the first column counts.
    pub(super) fn of(headers: &[String]) -> Self {
        let first = |words: &[&str]| headers.iter().position(|header| words.contains(&header.as_str()));
        let (status, progress) = (first(&STATUS), first(&PROGRESS));
        let counts = headers.iter().enumerate().filter(|(_, header)| COUNT.contains(&header.as_str()));
        let mut columns: Vec<(usize, Role)> = counts.map(|(at, _)| (at, Role::Count)).collect();
        columns.extend(status.map(|at| (at, Role::Status)));
        columns.extend(progress.map(|at| (at, Role::Progress)));
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
        let headers = ["milestone", "status", "done", "progress", "state", "notes"].map(str::to_owned);
        let columns: Vec<_> = Columns::of(&headers).iter().collect();
        assert_eq!(columns, [(1, Role::Status), (2, Role::Count), (3, Role::Progress)]);
        assert!(Columns::of(&["risk".to_owned()]).is_empty());
    }
}
