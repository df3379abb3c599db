//! How much work is left in a milestone.

use milepost_document::{
    view,
    vocabulary::{Effort, HourRange},
};

use crate::LoadedDocument;

/// The work that is left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Remaining {
    /// So many hours.
    Hours(HourRange),
    /// Nothing says how much.
    Unknown,
}

impl Remaining {
    /// The middle of the hours; 0 when nothing is known.
    pub fn middle(self) -> f64 {
        match self {
            Self::Hours(range) => f64::midpoint(range.low, range.high),
            Self::Unknown => 0.0,
        }
    }
}

/// The work that is left in a milestone: none when it is finished; else the estimates of the open tasks, where every
/// task has one; else the whole estimated effort or duration, also of work that has begun.
pub fn remaining(loaded: &LoadedDocument) -> Remaining {
    if loaded.status().is_some_and(milepost_document::vocabulary::Status::is_final) {
        return Remaining::Hours(HourRange { low: 0.0, high: 0.0 });
    }
    if let Some(range) = of_tasks(loaded) {
        return Remaining::Hours(range);
    }
    let overview = view::overview(loaded.document());
    let mut stated = [overview.effort, overview.duration].into_iter().flatten();
    stated
        .find_map(|stated| stated.effort.as_ref().and_then(hours))
        .map_or(Remaining::Unknown, Remaining::Hours)
}

fn of_tasks(loaded: &LoadedDocument) -> Option<HourRange> {
    let document = loaded.document();
    let tasks = view::tasks(document);
    let mut outer = tasks.iter().filter(|task| document.item(task.item).depth == 0).peekable();
    outer.peek()?;
    let mut left = HourRange { low: 0.0, high: 0.0 };
    for task in outer {
        let range = task.estimate.as_ref().and_then(hours)?;
        if !document.item(task.item).is_ticked() {
            left = HourRange { low: left.low + range.low, high: left.high + range.high };
        }
    }
    Some(left)
}

/// What is open upwards has no other end that could be told.
fn hours(effort: &Effort) -> Option<HourRange> {
    effort.hours.filter(|range| range.low.is_finite() && range.high.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio_of;

    fn left(text: &str) -> Remaining {
        remaining(&portfolio_of(&[("p/milestone-1.md", text)]).documents[0])
    }

    fn range(low: f64, high: f64) -> Remaining {
        Remaining::Hours(HourRange { low, high })
    }

    const HEAD: &str = "# Milestone 1: X\n\n**Status**: In Progress\n**Estimated Effort**: 2–3 days\n";

    #[test]
    fn the_estimate_else_nothing() {
        assert_eq!(left(HEAD), range(16.0, 24.0));
        assert_eq!(left("# Milestone 1: X\n\n**Status**: Planned\n"), Remaining::Unknown);
        assert_eq!(left(&HEAD.replace("2–3 days", "X hours")), Remaining::Unknown);
    }

    #[test]
    fn open_tasks_count_when_all_are_estimated() {
        let tasks = "\n## Task Breakdown\n\n- [x] One (4 hours)\n- [ ] Two (2–3 hours)\n";
        assert_eq!(left(&format!("{HEAD}{tasks}")), range(2.0, 3.0));
        assert_eq!(left(&format!("{HEAD}{tasks}- [ ] Three\n")), range(16.0, 24.0));
    }

    #[test]
    fn nothing_is_left_of_what_is_finished() {
        assert_eq!(left(&HEAD.replace("In Progress", "✅ Completed")), range(0.0, 0.0));
    }
}
