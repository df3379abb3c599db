//! What to do now, and why.

use serde_json::Value;

use crate::forecast::project;

fn planned(number: u32, labels: &str, hours: u32) -> String {
    format!(
        "# Milestone {number}: Part {number}\n\n**Status**: Planned\n**Estimated Effort**: {hours} hours\n{labels}\n\
         ## Success Criteria\n\n- [ ] It works\n"
    )
}

fn steps(files: &[(&str, String)]) -> Vec<Value> {
    let run = project(files).milepost(&["next", "--json"]);
    run.exits(0);
    serde_json::from_str::<Value>(&run.stdout).unwrap()["steps"].as_array().unwrap().clone()
}

fn ids(steps: &[Value]) -> Vec<&str> {
    steps.iter().map(|step| step["id"].as_str().unwrap()).collect()
}

#[test]
fn what_is_worth_most_for_its_hours_comes_first_with_what_it_unblocks() {
    let files = [
        ("plan/milestone-1-a.md", planned(1, "**Business Value**: 40\n", 40)),
        ("plan/milestone-2-b.md", planned(2, "**Cost of Delay**: 20 a week\n", 4)),
        ("plan/milestone-3-c.md", planned(3, "", 2)),
        ("plan/milestone-4-d.md", planned(4, "**Business Value**: 100\n**Depends on**: M3\n", 20)),
        ("plan/milestone-5-e.md", planned(5, "**Risk Level**: High\n", 10)),
        ("plan/milestone-6-f.md", planned(6, "**Priority**: P0\n", 80)),
    ];
    let steps = steps(&files);
    assert_eq!(ids(&steps), ["plan/6", "plan/3", "plan/2", "plan/1", "plan/5", "plan/4"]);
    let why = |at: usize| steps[at]["why"].as_str().unwrap();
    assert!(why(0).contains("priority P0"), "{}", why(0));
    assert!(
        why(1).contains("worth 100 with what it unblocks") && why(1).contains("unblocks plan/4"),
        "{}",
        why(1)
    );
    assert!(why(2).contains("worth 20 over"), "{}", why(2));
    assert!(why(4).contains("high risk"), "{}", why(4));
    assert!(why(5).contains("waits for others"), "{}", why(5));
    assert_eq!((steps[1]["unblocks"].as_u64(), steps[1]["value"].as_f64()), (Some(1), Some(100.0)));
    assert!(steps[2]["hours"].as_f64().is_some_and(|hours| (2.0..8.0).contains(&hours)), "{}", steps[2]);
}

#[test]
fn a_value_without_hours_comes_before_none_and_the_most_valuable_are_forecast() {
    let files = [
        ("plan/milestone-1-a.md", planned(1, "**Risk Level**: High\n", 10)),
        ("plan/milestone-2-b.md", planned(2, "**Business Value**: 4\n", 10).replace("10 hours", "M")),
        ("plan/milestone-3-c.md", planned(3, "**Business Value**: 9\n", 10).replace("10 hours", "L")),
    ];
    let found = steps(&files);
    assert_eq!(ids(&found), ["plan/3", "plan/2", "plan/1"]);
    assert!(found[0]["why"].as_str().unwrap().contains("worth 9, and nothing is estimated"), "{}", found[0]);
    // The last one by its path of more than are forecast.
    let files: Vec<(String, String)> = (100..=401)
        .map(|number| {
            let value = if number == 401 { 5000 } else { 1 };
            (
                format!("plan/milestone-{number}-x.md"),
                planned(number, &format!("**Business Value**: {value}\n"), 10),
            )
        })
        .collect();
    let files: Vec<(&str, String)> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    let project = project(&files);
    let run = project.milepost(&["next", "--json", "--limit", "1"]);
    run.exits(0);
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(answer["steps"][0]["id"], "plan/401", "{answer}");
    assert!(answer["steps"][0]["hours"].is_number(), "{answer}");
    project.milepost(&["next", "--limit", "400"]).exits(0).says("its hours are not forecast");
}

#[test]
fn for_programs_the_answer_is_no_longer_than_a_screen() {
    let long = "a name that goes on and on ".repeat(12);
    let files: Vec<(String, String)> = (1..=30)
        .map(|number| {
            let text = planned(number, "", number).replace("Part", &long);
            (format!("plan/milestone-{number}-x.md"), text)
        })
        .collect();
    let files: Vec<(&str, String)> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    let project = project(&files);
    let run = project.milepost(&["next", "--limit", "30", "--json"]);
    run.exits(0);
    assert!(run.stdout.len() <= 4_096, "{} bytes", run.stdout.len());
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    let (told, left) =
        (answer["steps"].as_array().unwrap().len(), answer["leftOff"].as_u64().unwrap() as usize);
    assert!(told >= 3 && told + left == 30, "{told} and {left}");
    assert!(!project.milepost(&["next", "--limit", "30"]).exits(0).stdout.contains("more: `--limit`"));
}
