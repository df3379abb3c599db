//! How many hours of a day go into the work, as far as it was booked.

use serde_json::Value;

use crate::forecast::{TWO, days, json, milestone, number, project};

fn share_days(found: &Value) -> u64 {
    found["dates"]["capacity"]["shareDays"].as_u64().unwrap_or_else(|| panic!("{found}"))
}

#[test]
fn a_day_that_was_corrected_to_nothing_is_no_first_day() {
    let project = project(&[("plan/milestone-1-a.md", milestone(1, "", TWO))]);
    let days = days(21);
    let wrong =
        project.milepost(&["log", "4h", "-t", "2", "--on", &days[20], "--json"]).exits(0).stdout.clone();
    let wrong: Value = serde_json::from_str(&wrong).unwrap();
    let record = wrong["entries"][0]["record"].as_str().unwrap();
    for day in &days[..6] {
        project.milepost(&["log", "1h", "-t", "2", "--on", day]).exits(0);
    }
    assert_eq!(share_days(&json(&project, &["1"])), 21);
    project.milepost(&["log", "0h", "--correct", record]).exits(0);
    assert_eq!(share_days(&json(&project, &["1"])), 6);
}

#[test]
fn what_was_adopted_is_of_no_day_also_when_it_is_corrected() {
    let table = "\n### Time Tracking\n\n| Task | Estimated | Actual | Status |\n|---|---|---|---|\n\
                 | Task 1 | 2 hours | 40 hours | In Progress |\n";
    let project = project(&[("plan/milestone-1-a.md", milestone(1, "", &format!("{TWO}{table}")))]);
    let adopted = project.milepost(&["log", "--adopt", "-t", "1", "--json"]).exits(0).stdout.clone();
    let adopted: Value = serde_json::from_str(&adopted).unwrap();
    let record = adopted["entries"][0]["record"].as_str().unwrap();
    project.milepost(&["log", "45h", "--correct", record]).exits(0);
    project.milepost(&["forecast", "1"]).exits(0).says("no date: no hour was booked");
}

#[test]
fn what_is_finished_counts_in_the_share_of_everything() {
    let first = milestone(1, "", TWO);
    let project = project(&[
        (
            "plan/README.md",
            "# Plan\n\n## Milestones\n\n- [M1](milestone-1-a.md)\n- [M2](milestone-2-b.md)\n".to_owned(),
        ),
        ("plan/milestone-1-a.md", first.clone()),
        ("plan/milestone-2-b.md", milestone(2, "", TWO)),
    ]);
    for day in &days(8) {
        project.milepost(&["log", "1h", "-t", "2", "--on", day, "plan/1"]).exits(0);
        project.milepost(&["log", "1h", "-t", "2", "--on", day, "plan/2"]).exits(0);
    }
    project.write("plan/milestone-1-a.md", first.replace("In Progress", "Completed"));
    let share = |args: &[&str]| number(&json(&project, args)["dates"]["capacity"]["share"]);
    assert!(
        (share(&[]) - 1.0).abs() < 1e-9,
        "all that was booked was booked on the portfolio: {}",
        share(&[])
    );
    assert!((share(&["plan/README.md"]) - 1.0).abs() < 1e-9, "and on the initiative");
    assert!((share(&["plan/2"]) - 0.5).abs() < 1e-9, "half of it on this milestone");
}
