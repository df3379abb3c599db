//! What a forecast reads of documents: nested tasks, order, people.

use serde_json::json;

use crate::forecast::{TWO, json, milestone, number, project};

const NESTED: &str = "- [ ] Task 1: Outer, ORDER
  - [ ] Task 1.1: Tables (Estimated: 2 hours)
  - [ ] Task 1.2: Routes (Estimated: 4 hours)
- [ ] Task 2: Whole (Estimated: 6 hours)
  - [ ] Task 2.1: First half
  - [ ] Task 2.2: Second half
- [ ] Task 3: Deep
  - [ ] Task 3.1: Middle (Estimated: 4 hours)
    - [ ] Task 3.1.1: Left
    - [ ] Task 3.1.2: Right
- [x] Task 4: Over
  - [ ] Task 4.1: Forgotten (Estimated: 8 hours)
";

#[test]
fn nested_tasks_keep_their_estimates_hours_and_ends() {
    let table = "\n### Time Tracking\n\n| Task | Estimated | Actual | Status |\n|---|---|---|---|\n\
                 | Task 2.1 | - | 1 hour | In Progress |\n| Task 2.2 | - | 0.5 hours | In Progress |\n";
    let text = milestone(1, "", &format!("{}{table}", NESTED.replace("ORDER", "alone")));
    let project = project(&[("plan/milestone-1-a.md", text)]);
    let found = json(&project, &["1"]);
    assert_eq!(found["unestimated"], json!([]), "what lies below an estimated task is a part of it");
    assert!((number(&found["estimated"]) - 16.0).abs() < 1e-9, "2 + 4 + 6 + 4: {}", found["estimated"]);
    assert!((number(&found["spent"]) - 1.5).abs() < 1e-9, "of both halves: {}", found["spent"]);
    assert_eq!(found["open"], 4, "a ticked task is over with all below it");
    project.milepost(&["log", "3h", "-t", "1"]).exits(0);
    assert!((number(&json(&project, &["1"])["spent"]) - 4.5).abs() < 1e-9, "time of the outer task too");
}

#[test]
fn the_order_of_nested_tasks_is_kept_from_both_ends() {
    let span = |order: &str| {
        let project =
            project(&[("plan/milestone-1-a.md", milestone(1, "", &NESTED.replace("ORDER", order)))]);
        project.write("milepost.toml", "[team]\nsize = 9\n");
        number(&json(&project, &["1"])["span"]["p50"])
    };
    let free = span("alone");
    assert!(span("after task 2") > free + 3.0, "all of task 1 waits");
    assert!(span("after task 2.2") > free + 3.0, "a part stands for the estimated whole");
    assert!(span("after task 3") > free + 2.0, "an outer task stands for its parts");
}

#[test]
fn the_order_goes_over_milestones_in_which_nothing_is_open() {
    let done = TWO.replace("[ ]", "[x]");
    let project = project(&[
        ("plan/milestone-1-a.md", milestone(1, "", TWO)),
        ("plan/milestone-2-b.md", milestone(2, "**Depends on**: [M1](milestone-1-a.md)\n", &done)),
        ("plan/milestone-3-c.md", milestone(3, "**Depends on**: [M2](milestone-2-b.md)\n", TWO)),
    ]);
    project.write("milepost.toml", "[team]\nsize = 9\n");
    let (first, last) = (json(&project, &["1"]), json(&project, &["3"]));
    let ratio = number(&last["span"]["p50"]) / number(&first["span"]["p50"]);
    assert!(ratio > 1.7, "the third waits for the first: {ratio}");
}

#[test]
fn a_task_of_another_milestone_is_no_task_of_this_one() {
    let waiting = "- [ ] Task 1: Alone (Estimated: 1 hour)\n- [ ] Task 2: Waits, after task 2 of M1 (Estimated: 1 hour)\n";
    let project = project(&[
        ("plan/milestone-1-a.md", milestone(1, "", TWO)),
        ("plan/milestone-2-b.md", milestone(2, "", waiting)),
    ]);
    project.write("milepost.toml", "[team]\nsize = 9\n");
    let found = json(&project, &["2"]);
    assert_eq!((found["open"].as_u64(), found["scope"]["waitsFor"].clone()), (Some(2), json!(["plan/1"])));
    let effort = number(&found["effort"]["p50"]);
    assert!(effort < 3.0, "its hours are not those of the other: {effort}");
    let span = number(&found["span"]["p50"]);
    assert!(span > 6.0, "and it begins when the other has ended: {span}");
    let all = number(&json(&project, &[])["span"]["p50"]);
    assert!((all / span - 1.0).abs() < 0.15, "as in the forecast of everything: {all} {span}");
}

#[test]
fn the_pace_of_a_task_that_waits_for_another_milestone_is_that_of_both() {
    let waiting = "- [ ] Task 2: Waits, after task 1 of M1 (Estimated: 2 hours)\n";
    let project = project(&[
        ("plan/milestone-1-a.md", milestone(1, "", "- [ ] Task 1: Long (Estimated: 40 hours)\n")),
        ("plan/milestone-2-b.md", milestone(2, "", waiting)),
        ("plan/milestone-3-c.md", milestone(3, "", TWO)),
    ]);
    for day in &crate::forecast::days(6) {
        project.milepost(&["log", "108m", "-t", "1", "--on", day, "plan/1"]).exits(0);
        project.milepost(&["log", "12m", "-t", "2", "--on", day, "plan/2"]).exits(0);
    }
    let found = json(&project, &["2"]);
    let share = number(&found["dates"]["capacity"]["share"]);
    assert!((share - 1.0).abs() < 1e-9, "all of the hours go into what is in the days: {share}");
    // In a circle the other one never begins.
    for (other, needs) in [("1", "M3"), ("3", "M1")] {
        let path = format!("plan/milestone-{other}-{}.md", if other == "1" { "a" } else { "c" });
        let text =
            project.read(&path).replace("In Progress\n", &format!("In Progress\n**Depends on**: {needs}\n"));
        project.write(&path, text);
    }
    let found = json(&project, &["2"]);
    assert_eq!(found["circular"], json!(["plan/1", "plan/3"]));
    assert!(found["dates"].is_null() && found["span"].is_null(), "{found}");
}

#[test]
fn waits_for_what_is_not_there_are_told() {
    let tasks = "- [ ] Task 1: One, after task 9 (Estimated: 1 hour)\n\
                 - [ ] Task 2: Two, after task 7 of M2, needs task 1 of M9 (Estimated: 1 hour)\n";
    let project = project(&[
        ("plan/milestone-1-a.md", milestone(1, "", tasks)),
        ("plan/milestone-2-b.md", milestone(2, "", TWO)),
    ]);
    let found = json(&project, &["1"]);
    assert_eq!(
        found["missingWaits"],
        json!(["plan/1#1 (`task 9`)", "plan/1#2 (`task 1 of M9`)", "plan/1#2 (`task 7 of plan/2`)"])
    );
    project.milepost(&["forecast", "1"]).exits(0).says("plan/1#1 (`task 9`)");
}

#[test]
fn without_a_team_a_task_names_those_who_booked_time() {
    let tasks = "- [ ] Task 1: One @bob (Estimated: 4 hours)\n- [ ] Task 2: Two @bob (Estimated: 4 hours)\n\
                 - [ ] Task 3: Three (Estimated: 1 hour)\n";
    let project = project(&[("plan/milestone-1-a.md", milestone(1, "", tasks))]);
    for who in ["ada@example.org", "bob@example.org"] {
        project.milepost_with(&[("MILEPOST_PRINCIPAL", who)], &["log", "6m", "-t", "3"]).exits(0);
    }
    let found = json(&project, &["1"]);
    let (effort, span) = (number(&found["effort"]["p50"]), number(&found["span"]["p50"]));
    assert_eq!(found["slots"], 2);
    assert!(span > effort * 0.8, "bob does both, one after the other: {span} of {effort}");
}

#[test]
fn the_table_and_the_sentence_name_the_same_driver() {
    let large = "- [ ] Task 1: Small (Estimated: 1 hour)\n- [ ] Task 2: Large (Estimated: 60 hours)\n";
    let project = project(&[
        ("plan/milestone-1-a.md", milestone(1, "", large)),
        ("plan/milestone-2-b.md", milestone(2, "**Depends on**: [M1](milestone-1-a.md)\n", TWO)),
    ]);
    let found = json(&project, &["2"]);
    assert_eq!(found["tasks"][0]["id"], "plan/1#2", "{}", found["tasks"]);
    let sentence = found["explanation"][3].as_str().unwrap();
    assert!(sentence.contains("`plan/1#2` makes up"), "{sentence}");
    let shares: f64 = found["tasks"].as_array().unwrap().iter().map(|task| number(&task["ofEffort"])).sum();
    assert!((shares - 1.0).abs() < 1e-6, "the hours are those of the milestone alone: {shares}");
}

#[test]
fn where_everybody_has_left_anybody_does_it_and_there_is_no_date() {
    let tasks = "- [ ] Task 1: One @ada (Estimated: 2 hours)\n- [ ] Task 2: Two @bob (Estimated: 8 hours)\n";
    let project = project(&[("plan/milestone-1-a.md", milestone(1, "", tasks))]);
    let past = "until = 2020-01-01\n";
    project.write(
        "milepost.toml",
        format!("[team.people.'ada@x.org']\n{past}[team.people.'bob@x.org']\n{past}"),
    );
    let found = json(&project, &["1"]);
    assert_eq!(
        (found["unassigned"].clone(), found["slots"].clone()),
        (json!(["plan/1#1", "plan/1#2"]), 1.into())
    );
    assert!(found["noDate"].as_str().unwrap().contains("has left"), "{}", found["noDate"]);
}

#[test]
fn keys_are_spelled_as_everywhere_else() {
    let project = project(&[("plan/milestone-1-a.md", milestone(1, "", TWO))]);
    let logged = project.milepost(&["log", "1h", "-t", "1", "--json"]);
    let stopped = project.milepost(&["track", "start", "-t", "1", "--json"]);
    let what_if = project.milepost(&["forecast", "1", "--what-if", "drop 2", "--json"]);
    for run in [logged, stopped, what_if] {
        let value: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(snake_case(&value), [] as [String; 0], "{}", run.stdout);
    }
}

fn snake_case(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::Object(fields) => {
            let own = fields.keys().filter(|key| key.contains('_')).cloned();
            own.chain(fields.values().flat_map(snake_case)).collect()
        }
        serde_json::Value::Array(all) => all.iter().flat_map(snake_case).collect(),
        _ => Vec::new(),
    }
}
