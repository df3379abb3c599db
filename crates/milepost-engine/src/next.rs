//! What to do now, best first.

use crate::overview::{MilestoneSummary, Overview};

/// The milestones for which there is something to do: work in progress before what is ready before what is planned;
/// among these, the one nearest to its end first.
pub fn next(overview: &Overview) -> Vec<&MilestoneSummary> {
    let mut steps: Vec<&MilestoneSummary> =
        overview.milestones.iter().filter(|one| one.next.is_some()).collect();
    steps.sort_by_key(|one| (rank(one.status), missing(one)));
    steps
}

fn rank(status: Option<&str>) -> u8 {
    match status {
        Some("in-progress" | "review") => 0,
        Some("blocked") => 1,
        Some("ready") => 2,
        Some("planned") => 3,
        _ => 4,
    }
}

/// How many thousandths of the gate are missing.
fn missing(one: &MilestoneSummary) -> usize {
    let (guarding, satisfied) = one.gate;
    let lacking = guarding.saturating_sub(satisfied);
    (lacking * 1000).checked_div(guarding).unwrap_or(1000)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::overview::NextStep;

    fn milestone(id: &str, status: &'static str, gate: (usize, usize)) -> MilestoneSummary {
        MilestoneSummary {
            id: id.to_owned(),
            path: format!("{id}.md"),
            title: id.to_owned(),
            status: Some(status),
            status_text: None,
            risk: "Low",
            risk_assumed: true,
            standing: BTreeMap::new(),
            weak: 0,
            gate,
            blockers: Vec::new(),
            errors: 0,
            drift: crate::drift::Drift::default(),
            triggers: crate::triggers::Triggers::default(),
            next: (status != "completed").then(|| NextStep { command: String::new(), reason: String::new() }),
        }
    }

    #[test]
    fn work_in_progress_comes_first_and_the_nearest_end_before_others() {
        let overview = Overview {
            milestones: vec![
                milestone("1", "planned", (4, 0)),
                milestone("2", "in-progress", (4, 1)),
                milestone("3", "completed", (4, 4)),
                milestone("4", "ready", (4, 0)),
                milestone("5", "in-progress", (4, 3)),
            ],
            unreadable: Vec::new(),
            interrupted: None,
        };
        let order: Vec<_> = next(&overview).iter().map(|one| one.id.as_str()).collect();
        assert_eq!(order, ["5", "2", "4", "1"]);
    }
}
