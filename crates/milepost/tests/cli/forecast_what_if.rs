//! Changes of a plan, as people type them.

use milepost_testkit::Project;
use serde_json::Value;

use crate::forecast::{TWO, json, milestone, number, project};

fn two() -> Project {
    let project = project(&[("plan/milestone-1-a.md", milestone(1, "", TWO))]);
    project.write(
        "milepost.toml",
        "[team.people.'ada@example.org']\nname = 'lovelace'\n[team.people.'bob@example.org']\n",
    );
    project
}

fn what_if(project: &Project, selected: &[&str], changes: &[&str]) -> Value {
    let changes = changes.iter().flat_map(|change| ["--what-if", change]);
    let args: Vec<&str> = selected.iter().copied().chain(changes).collect();
    json(project, &args)["whatIf"].clone()
}

#[test]
fn a_time_of_several_words_is_one_time() {
    let project = two();
    let of = |change: &str| what_if(&project, &["1"], &[change])["effort"].clone();
    assert_eq!(of("add 1h 30m Export"), of("add 90m Export"));
    assert_eq!(of("estimate 1 1h 30m"), of("estimate 1 90m"));
    assert_eq!(of("estimate Task 1 3h"), of("estimate one 180m"));
    let once = number(&of("add 8h Export")["p50"]);
    let twice = number(&what_if(&project, &["1"], &["add 8h Export", "add 8h Export"])["effort"]["p50"]);
    assert!(twice > once + 4.0, "two tasks of the same words are two tasks: {once} {twice}");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let project = two();
    for (change, words) in [
        ("join eve 0", "`0` is no number of tasks"),
        ("join eve -1", "`-1` is no number of tasks"),
        ("join eve 2.5", "`2.5` is no number of tasks"),
        ("assign 1 lovelce", "`lovelce` does not work on the plan"),
        ("assign 1 eve@example.org", "`join eve@example.org`"),
        ("add Export 8h", "`Export` is no time"),
        ("add 0h Export", "nothing would be booked"),
        ("estimate 1 0h", "`drop 1`"),
        ("estimate 1", "`estimate TASK 8h`"),
        ("drop", "`drop TASK`"),
    ] {
        project.milepost(&["forecast", "1", "--what-if", change]).exits(2).says(words);
    }
}

/// The median of the hours until the end.
fn span(answer: &Value) -> f64 {
    number(&answer["span"]["p50"])
}

#[test]
fn people_are_who_they_are_called_and_change_the_end_and_not_the_work() {
    let tasks = "- [ ] Task 1: One (Estimated: 4 hours)\n- [ ] Task 2: Two (Estimated: 4 hours)\n";
    let project = project(&[("plan/milestone-1-a.md", milestone(1, "", tasks))]);
    project.write(
        "milepost.toml",
        "[team.people.'ada@example.org']\nname = 'Ada Lovelace'\n[team.people.'bob@example.org']\n",
    );
    let found = json(&project, &["1"]);
    let (effort, both) = (number(&found["effort"]["p50"]), span(&found));
    assert!(both < effort * 0.8, "two people: {both} of {effort}");
    for who in ["Ada Lovelace", "ada lovelace", "@bob", "bob@example.org"] {
        let (first, second) = (format!("assign 1 {who}"), format!("assign 2 {who}"));
        let one = what_if(&project, &["1"], &[&first, &second]);
        assert!((span(&one) - effort).abs() < 1e-6, "{who} does both, one after the other: {one}");
        assert_eq!(one["effort"], found["effort"], "{who}");
        let back = what_if(&project, &["1"], &[&first, &second, "assign 2 anybody"]);
        assert!((span(&back) - both).abs() < 1e-6, "{who}: {back}");
    }
    let left = what_if(&project, &["1"], &["leave bob"]);
    assert!((span(&left) - effort).abs() < 1e-6, "{left}");
    let joined =
        what_if(&project, &["1"], &["leave bob", "join eve@example.org", "assign 1 eve", "assign 2 eve"]);
    assert!((span(&joined) - effort).abs() < 1e-6, "{joined}");
    assert!(
        span(&what_if(&project, &["1"], &["leave bob", "join eve@example.org", "assign 1 eve"]))
            < effort * 0.8
    );
}

#[test]
fn a_change_moves_the_date() {
    let project = two();
    for day in &crate::forecast::days(8) {
        project.milepost(&["log", "1h", "-t", "2", "--on", day]).exits(0);
    }
    let found = json(&project, &["1"]);
    let last =
        |answer: &Value| answer["dates"]["p80"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
    let today = last(&found);
    assert!(last(&what_if(&project, &["1"], &["add 40h Export"])) > today);
    assert!(last(&what_if(&project, &["1"], &["drop 2"])) < today);
    assert!(last(&what_if(&project, &["1"], &["estimate 1 80h"])) > today);
    let more = ["add 40h A", "add 40h B", "add 40h C", "add 40h D"];
    let joined = [&more[..], &["join eve@example.org", "join joan@example.org"]].concat();
    assert!(last(&what_if(&project, &["1"], &joined)) < last(&what_if(&project, &["1"], &more)));
}

#[test]
fn where_everybody_has_left_who_joins_works_alone_and_brings_back_the_date() {
    let project = two();
    for day in &crate::forecast::days(6) {
        project.milepost(&["log", "1h", "-t", "2", "--on", day]).exits(0);
    }
    project.write("milepost.toml", "[team.people.'ada@example.org']\nuntil = 2020-01-01\n");
    let found = json(&project, &["1"]);
    assert!(found["dates"].is_null(), "{found}");
    let joined = what_if(&project, &["1"], &["join eve@example.org"]);
    assert!(joined["dates"].is_object(), "{joined}");
    assert!((span(&joined) - number(&joined["effort"]["p50"])).abs() < 1e-6, "nobody beside eve: {joined}");
    project.milepost(&["forecast", "1", "--what-if", "join eve", "--what-if", "leave eve"]).exits(2);
}

#[test]
fn dropping_a_task_drops_nobody() {
    let task = |number: u32| format!("- [ ] Task {number}: Piece (Estimated: 4 hours)\n");
    let tasks: String = (1..=4).map(task).collect();
    let project = project(&[("plan/milestone-1-a.md", milestone(1, "", &tasks))]);
    // So long ago that nobody is known to work here but by these tasks.
    for (who, task) in [("ada@example.org", "1"), ("bob@example.org", "2")] {
        let log = ["log", "15m", "-t", task, "--on", "2026-01-05"];
        project.milepost_with(&[("MILEPOST_PRINCIPAL", who)], &log).exits(0);
    }
    let other = what_if(&project, &["1"], &["drop 2"]);
    let (effort, span) = (number(&other["effort"]["p50"]), span(&other));
    assert!(span < effort * 0.85, "two people are left: {span} of {effort}");
}

const DIVIDED: &str = "- [ ] Task 1: Outer
  - [ ] Task 1.1: Tables (Estimated: 2 hours)
  - [ ] Task 1.2: Routes (Estimated: 4 hours)
- [ ] Task 2: Whole (Estimated: 6 hours)
  - [ ] Task 2.1: Half
";

#[test]
fn a_number_is_the_whole_task_and_never_a_milestone() {
    let project = project(&[
        ("plan/milestone-1-a.md", milestone(1, "", DIVIDED)),
        ("plan/milestone-2-b.md", milestone(2, "", "- [ ] Task 3: Other (Estimated: 8 hours)\n")),
    ]);
    let dropped = |selected: &[&str], change: &str| what_if(&project, selected, &[change])["dropped"].clone();
    let both = serde_json::json!(["plan/1#1.1", "plan/1#1.2"]);
    assert_eq!(dropped(&[], "drop 1"), both);
    assert_eq!(dropped(&["1"], "drop task 1"), both);
    assert_eq!(dropped(&["1"], "drop plan/1#1"), both);
    for (change, words) in [
        ("drop 4", "no open task is called `4`"),
        ("drop 2.1", "`2.1` is a part of `plan/1#2`"),
        ("estimate 1 20h", "task `1` is divided into 2"),
    ] {
        project.milepost(&["forecast", "--what-if", change]).exits(2).says(words);
    }
    project.write("milepost.toml", "[team.people.'ada@example.org']\n[team.people.'bob@example.org']\n");
    let assigned = what_if(&project, &["1"], &["assign 1 bob", "assign 2 bob"]);
    assert!((span(&assigned) - number(&assigned["effort"]["p50"])).abs() < 1e-6, "all of it: {assigned}");
}

const THREE: &str = "- [ ] Task 1: First (Estimated: 2 hours)
- [x] Task 2: Over (Estimated: 2 hours)
- [ ] Task 3: Third (Estimated: 2 hours)
";

#[test]
fn a_number_is_looked_for_where_the_forecast_is_about() {
    let project = project(&[
        ("plan/milestone-1-a.md", milestone(1, "", TWO)),
        ("plan/milestone-2-b.md", milestone(2, "**Depends on**: [M1](milestone-1-a.md)\n", THREE)),
    ]);
    assert_eq!(what_if(&project, &["2"], &["drop 1"])["dropped"], serde_json::json!(["plan/2#1"]));
    project.milepost(&["forecast", "2", "--what-if", "drop 2"]).exits(2).says("no open task is called `2`");
    assert_eq!(what_if(&project, &["2"], &["drop plan/1#2"])["dropped"], serde_json::json!(["plan/1#2"]));
    project.milepost(&["forecast", "--what-if", "drop 1"]).exits(2).says("several open tasks are called `1`");
}

#[test]
fn a_whole_milestone_can_be_dropped() {
    let project = project(&[
        ("plan/milestone-1-a.md", milestone(1, "", TWO)),
        ("plan/milestone-2-b.md", milestone(2, "**Depends on**: [M1](milestone-1-a.md)\n", TWO)),
        ("plan/milestone-3-c.md", milestone(3, "**Depends on**: [M2](milestone-2-b.md)\n", TWO)),
    ]);
    project.write("milepost.toml", "[team]\nsize = 9\n");
    let all = json(&project, &[]);
    let other = what_if(&project, &[], &["drop M2"]);
    let ratio = number(&other["effort"]["p50"]) / number(&all["effort"]["p50"]);
    assert!((0.6..0.72).contains(&ratio), "two of three are left: {ratio}");
    let ratio = number(&other["span"]["p50"]) / number(&all["span"]["p50"]);
    assert!((0.6..0.72).contains(&ratio), "and the third waits for the first: {ratio}");
    assert_eq!(what_if(&project, &[], &["drop plan/2"])["effort"], other["effort"]);
    project.milepost(&["forecast", "1", "--what-if", "drop M1"]).exits(2).says("nothing is left");
}

#[test]
fn an_entry_of_the_scope_is_dropped_with_the_tasks_that_name_it() {
    let scope = "\n## Scope\n\n### In Scope\n\n- Voucher codes\n- Invoices as PDF\n- Speed\n";
    let tasks = "- [ ] Task 1: Tables for voucher codes (Estimated: 2 hours)\n\
                 - [ ] Task 2: Voucher codes in the cart (Estimated: 3 hours)\n\
                 - [ ] Task 3: Invoices as PDF (Estimated: 5 hours)\n";
    let project = project(&[("plan/milestone-1-a.md", milestone(1, scope, tasks))]);
    let other = what_if(&project, &["1"], &["drop scope voucher"]);
    let same = what_if(&project, &["1"], &["drop 1", "drop 2"]);
    assert_eq!(other["effort"], same["effort"]);
    assert_eq!(other["dropped"], serde_json::json!(["plan/1#1", "plan/1#2"]));
    project
        .milepost(&["forecast", "1", "--what-if", "drop scope speed"])
        .exits(2)
        .says("no open task names `Speed`");
    project.milepost(&["forecast", "1", "--what-if", "drop scope cake"]).exits(2).says("In Scope");
}
