//! Forecasts through the binary: what is left, what they rest on, and what is refused.

use jiff::{ToSpan as _, Zoned, civil::Weekday};
use milepost_testkit::Project;
use serde_json::Value;

use crate::MILEPOST;

pub(crate) fn milestone(number: u32, labels: &str, tasks: &str) -> String {
    format!(
        "# Milestone {number}: Part {number}\n\n**Status**: In Progress\n{labels}\n### Task Breakdown\n\n{tasks}"
    )
}

pub(crate) fn project(files: &[(&str, String)]) -> Project {
    let project = Project::new(MILEPOST);
    for (path, text) in files {
        project.write(path, text);
    }
    project.commit("plan");
    project
}

#[track_caller]
pub(crate) fn json(project: &Project, args: &[&str]) -> Value {
    let run = project.milepost(&[&["forecast"], args, &["--json"]].concat());
    run.exits(0);
    serde_json::from_str(&run.stdout).unwrap()
}

pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// The last working days, the newest first, without today.
pub(crate) fn days(count: usize) -> Vec<String> {
    #[expect(clippy::disallowed_methods, reason = "the binary reads the same clock")]
    let mut day = Zoned::now().date();
    let mut found = Vec::new();
    while found.len() < count {
        day -= 1.day();
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            found.push(day.to_string());
        }
    }
    found
}

pub(crate) const TWO: &str =
    "- [ ] Task 1: One (Estimated: 2 hours)\n- [ ] Task 2: Two (Estimated: 8 hours)\n";

#[test]
fn without_history_it_is_prior_driven_and_tells_no_date() {
    let project = project(&[("plan/milestone-1-a.md", milestone(1, "", TWO))]);
    project
        .milepost(&["forecast", "1", "--explain"])
        .exits(0)
        .says("prior-driven")
        .says("2 open tasks estimated at 10.0 h, 0 finished before")
        .says("no date: no hour was booked")
        .says("Nothing was finished yet")
        .says("--seed");
    let found = json(&project, &["1"]);
    assert_eq!(found["basis"]["priorDriven"], true);
    let effort = |at: &str| number(&found["effort"][at]);
    assert!(effort("p5") < effort("p50") && effort("p50") < effort("p80") && effort("p80") < effort("p95"));
    assert!((7.0..14.0).contains(&effort("p50")), "{}", effort("p50"));
    assert!(found["dates"].is_null() && found["burnUp"].as_array().unwrap().is_empty());
    assert_eq!(found["explanation"].as_array().unwrap().len(), 5);
    let seed = found["seed"].as_str().unwrap();
    assert_eq!(json(&project, &["1", "--seed", seed]), found, "the same seed, the same numbers");
    assert_ne!(json(&project, &["1", "--seed", "other"])["effort"], found["effort"]);
}

#[test]
fn finished_tasks_teach_it_and_booked_days_give_a_date() {
    let piece = |task: u32| format!("- [ ] Task {task}: Piece {task} (Estimated: 4 hours)\n");
    let tasks: Vec<String> = (1..=41).map(piece).collect();
    let done = tasks.concat();
    let project = project(&[("plan/milestone-1-a.md", milestone(1, "", &done))]);
    let before = json(&project, &["1"]);
    let days = days(20);
    for task in 1..=40 {
        let (number, day) = (task.to_string(), &days[(task - 1) / 2]);
        project.milepost(&["log", "8h", "-t", &number, "--on", day]).exits(0);
        project.milepost(&["done", &number]).exits(0);
    }
    let after = json(&project, &["1"]);
    assert_eq!(
        (after["basis"]["finished"].as_u64(), after["basis"]["priorDriven"].as_bool()),
        (Some(40), Some(false))
    );
    assert!((number(&after["basis"]["overrun"]) - 2.0).abs() < 1e-9);
    assert_eq!(after["open"], 1);
    let left = number(&after["effort"]["p50"]);
    assert!((7.0..9.0).contains(&left), "tasks of 4 h take 8: {left}");
    assert!(number(&before["effort"]["p50"]) > 100.0);
    let dates = &after["dates"];
    assert!((number(&dates["capacity"]["hoursPerDay"]) - 16.0).abs() < 1e-9, "{dates}");
    assert!((number(&dates["capacity"]["share"]) - 1.0).abs() < 1e-9, "{dates}");
    let date = |at: &str| dates[at].as_str().unwrap().to_owned();
    assert!(date("p50") <= date("p80") && date("p80") <= date("p95"));
    project.milepost(&["forecast", "1"]).exits(0).says("ends").says(&date("p80"));
    let svg = project.root().join("chart.svg");
    project.milepost(&["forecast", "1", "--svg", "chart.svg"]).exits(0);
    let svg = std::fs::read_to_string(svg).unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains("<polygon") && svg.contains("P80"), "{svg}");
}

#[test]
fn what_is_no_number_of_hours_is_told_and_drawn_like_the_others() {
    let tasks = "- [ ] Task 1: One (Estimated: 2-4 hours)\n- [ ] Task 2: Size (Estimated: M)\n\
                 - [ ] Task 3: Nothing (Estimated: 0 hours)\n- [ ] Task 4: Open\n";
    let project = project(&[("plan/milestone-1-a.md", milestone(1, "", tasks))]);
    let found = json(&project, &["1"]);
    assert!(
        (number(&found["estimated"]) - 3.0).abs() < 1e-9,
        "the middle of the range: {}",
        found["estimated"]
    );
    assert_eq!(
        found["unestimated"],
        serde_json::json!(["plan/1#2 (`M` is no number of hours)", "plan/1#3", "plan/1#4"])
    );
    assert!(number(&found["effort"]["p50"]) > 6.0, "four tasks like the one of 3 h");
    let none = project_of_sizes();
    none.milepost(&["forecast", "1"]).exits(2).says("no task has an estimate and none was finished");
}

fn project_of_sizes() -> Project {
    project(&[("plan/milestone-1-a.md", milestone(1, "", "- [ ] Task 1: One (Estimated: M)\n"))])
}

#[test]
fn an_effort_of_the_whole_is_spread_over_tasks_without_one() {
    let tasks = "- [ ] Task 1: One\n- [ ] Task 2: Two\n- [x] Task 3: Three\n- [x] Task 4: Four\n";
    let project =
        project(&[("plan/milestone-1-a.md", milestone(1, "**Estimated Effort**: 20 hours\n", tasks))]);
    assert!((number(&json(&project, &["1"])["estimated"]) - 10.0).abs() < 1e-9);
}

#[test]
fn tasks_and_milestones_in_a_circle_are_named() {
    let tasks = "- [ ] Task 1: One, after task 2 (2 hours)\n- [ ] Task 2: Two, depends on task 1 (2 hours)\n";
    let project = project(&[
        ("plan/milestone-1-a.md", milestone(1, "", tasks)),
        ("other/milestone-2-b.md", milestone(2, "**Depends on**: [M3](milestone-3-c.md)\n", TWO)),
        ("other/milestone-3-c.md", milestone(3, "**Depends on**: [M2](milestone-2-b.md)\n", TWO)),
    ]);
    project.milepost(&["forecast", "plan/1"]).exits(2).says("tasks wait for each other").says("`plan/1#1`");
    project
        .milepost(&["forecast", "other/2"])
        .exits(0)
        .says("other/2, other/3: wait for each other")
        .says("no date: milestones wait for each other");
    assert!(json(&project, &["other/2"])["span"].is_null());
}

#[test]
fn what_a_milestone_waits_for_is_in_its_days_and_not_in_its_hours() {
    let project = project(&[
        ("plan/milestone-1-a.md", milestone(1, "", TWO)),
        ("plan/milestone-2-b.md", milestone(2, "**Depends on**: [M1](milestone-1-a.md)\n", TWO)),
    ]);
    let (first, second) = (json(&project, &["1"]), json(&project, &["2"]));
    assert_eq!(second["scope"]["waitsFor"], serde_json::json!(["plan/1"]));
    assert_eq!(second["open"], 2);
    let ratio = number(&second["span"]["p50"]) / number(&first["span"]["p50"]);
    assert!(ratio > 1.7, "the end waits for both: {ratio}");
    let ratio = number(&second["effort"]["p50"]) / number(&first["effort"]["p50"]);
    assert!((0.9..1.1).contains(&ratio), "{ratio}");
    let all = json(&project, &[]);
    assert_eq!(all["scope"]["kind"], "portfolio");
    let parts: Vec<&str> =
        all["parts"].as_array().unwrap().iter().map(|part| part["id"].as_str().unwrap()).collect();
    assert_eq!(parts, ["plan/1", "plan/2"]);
    project.milepost(&["forecast"]).exits(0).says("everything that is open").says("plan/2");
}

#[test]
fn another_plan_is_compared_trial_by_trial() {
    let project = project(&[("plan/milestone-1-a.md", milestone(1, "", TWO))]);
    project.write("milepost.toml", "[team.people.'ada@example.org']\n");
    let found = json(&project, &["1", "--what-if", "drop 2"]);
    let other = &found["whatIf"];
    assert!((number(&other["lessEffort"]["less"]) - 1.0).abs() < 1e-9, "{other}");
    assert!(number(&other["effort"]["p50"]) < number(&found["effort"]["p50"]) / 2.0);
    let found = json(&project, &["1", "--what-if", "join bob@example.org"]);
    let other = &found["whatIf"];
    assert!(number(&other["lessEffort"]["less"]).abs() < 1e-9, "no less work");
    assert!((number(&other["lessSpan"]["less"]) - 1.0).abs() < 1e-9, "but an earlier end: {other}");
    let found = json(&project, &["1", "--what-if", "add 40h Export", "--what-if", "estimate one 20h"]);
    assert!(number(&found["whatIf"]["lessEffort"]["more"]) > 0.95);
    for (change, words) in [
        ("drop 9", "no open task is called `9`"),
        ("leave ada", "is the only one"),
        ("leave eve", "`eve` does not work on the plan"),
        ("dance", "`dance` is no change of a plan"),
        ("estimate 1 soon", "soon"),
    ] {
        project.milepost(&["forecast", "1", "--what-if", change]).exits(2).says(words);
    }
}

#[test]
fn who_left_leaves_their_tasks_to_anybody() {
    let tasks = "- [ ] Task 1: One @ada (Estimated: 2 hours)\n- [ ] Task 2: Two @bob (Estimated: 8 hours)\n";
    let project = project(&[("plan/milestone-1-a.md", milestone(1, "", tasks))]);
    let team = |until: &str| format!("[team.people.'ada@x.org']\n[team.people.'bob@x.org']\n{until}");
    project.write("milepost.toml", team(""));
    assert_eq!(
        (json(&project, &["1"])["unassigned"].clone(), json(&project, &["1"])["slots"].clone()),
        (serde_json::json!([]), 2.into())
    );
    project.write("milepost.toml", team("until = 2020-01-01\n"));
    let found = json(&project, &["1"]);
    assert_eq!(
        (found["unassigned"].clone(), found["slots"].clone()),
        (serde_json::json!(["plan/1#2"]), 1.into())
    );
    project.milepost(&["forecast", "1"]).exits(0).says("do not work here any more");
}

#[test]
fn what_is_finished_has_no_forecast_and_absurd_hours_are_refused() {
    let finished = milestone(1, "", TWO).replace("In Progress", "Completed");
    let absurd = milestone(2, "", "- [ ] Task 1: One (Estimated: 99999999 hours)\n");
    let project = project(&[("plan/milestone-1-a.md", finished), ("plan/milestone-2-b.md", absurd)]);
    project.milepost(&["forecast", "1"]).exits(2).says("nothing is left to forecast");
    project.milepost(&["forecast", "2"]).exits(2).says("no task has an estimate");
}
