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
    for change in ["assign 1 lovelace", "assign 1 @bob", "assign 1 anybody", "join eve 2"] {
        project.milepost(&["forecast", "1", "--what-if", change]).exits(0);
    }
    let joined = what_if(&project, &["1"], &["join eve@example.org", "assign 1 eve"]);
    assert!(joined["span"].is_object());
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
