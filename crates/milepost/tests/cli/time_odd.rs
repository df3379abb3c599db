//! Time on plans and clocks that change after it was booked.

use milepost_testkit::Project;

use crate::{MILEPOST, time::begin_earlier};

const PLAN: &str = "plan/milestone-1-time.md";

fn project() -> Project {
    let project = Project::new(MILEPOST);
    let text = "# Milestone 1: Time\n\n**Status**: Planned\n\n### Task Breakdown\n\n\
                - [ ] Task 1: Tables (Estimated: 2 hours)\n- [ ] Task 2: Vouchers (Estimated: 5 hours)\n\n\
                ### Time Tracking\n\n| Task | Estimated | Actual | Status |\n|------|-----------|--------|--------|\n\
                | Task 1 | 2 hours | - | ⏳ Planned |\n| Task 2 | 5 hours | - | ⏳ Planned |\n\n\
                **Total Estimated**: 7 hours\n**Total Actual**: - hours\n";
    project.write(PLAN, text).commit("plan");
    project
}

fn actual(project: &Project) -> Vec<String> {
    let text = project.read(PLAN);
    let kept = text.lines().filter(|line| line.starts_with("| Task ") || line.starts_with("**Total Actual"));
    kept.skip(1).map(str::to_owned).collect()
}

#[test]
fn a_task_that_was_split_off_after_time_was_booked_gets_a_row() {
    let project = project();
    project.milepost(&["log", "2h", "-t", "2"]).exits(0);
    let split =
        "Task 2: Print vouchers (Estimated: 2 hours)\n- [ ] Task 3: Redeem vouchers (Estimated: 3 hours)";
    project.replace(PLAN, "Task 2: Vouchers (Estimated: 5 hours)", split);
    project.milepost(&["report", "time"]).exits(0).says("task 2 (Print vouchers)").says("2h  of 2h");
    project.milepost(&["log", "45m", "-t", "3", "--dry-run"]).exits(0);
    assert_eq!(actual(&project).len(), 3);
    project.milepost(&["log", "45m", "-t", "3"]).exits(0).says("the milestone 2h 45m");
    assert_eq!(
        actual(&project),
        [
            "| Task 1 | 2 hours | - | ⏳ Planned |",
            "| Task 2 | 5 hours | 2 hours | 🚧 In Progress |",
            "| Task 3 | - | 45 minutes | 🚧 In Progress |",
            "**Total Actual**: 2h 45m",
        ]
    );
    project.milepost(&["sync", "--check"]).exits(0);
    project.milepost(&["log", "15m", "-t", "3"]).exits(0);
    assert_eq!(
        actual(&project)[2..],
        ["| Task 3 | - | 1 hour | 🚧 In Progress |", "**Total Actual**: 3 hours"]
    );
}

#[test]
fn time_on_a_task_that_is_gone_stays_in_the_report() {
    let project = project();
    project.milepost(&["log", "1h", "-t", "1"]).exits(0);
    project.milepost(&["log", "2h", "-t", "2"]).exits(0);
    project.replace(PLAN, "- [ ] Task 1: Tables (Estimated: 2 hours)\n", "");
    project.replace(PLAN, "| Task 1 | 2 hours | 1 hour | 🚧 In Progress |\n", "");
    project.milepost(&["sync", "--check"]).exits(1).says("`3 hours`, but the rows come to `2 hours`");
    project.milepost(&["sync"]).exits(0);
    let report = project.milepost(&["report", "time"]);
    report.exits(0).says("task 1 (Tables), which is gone").says("total").says("3h");
    project.milepost(&["log", "1h", "-t", "1"]).exits(2).says("no task is called `1`");
}

#[test]
fn a_timer_runs_as_long_wherever_its_clock_hangs() {
    let project = project();
    let zone = |zone: &str, args: &[&str]| project.milepost_with(&[("TZ", zone)], args);
    zone("Asia/Tokyo", &["track", "start", "-t", "2"]).exits(0);
    begin_earlier(&project, 2);
    zone("America/New_York", &["track", "status"]).exits(0).says("2h");
    let stopped = zone("America/New_York", &["track", "stop", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&stopped.exits(0).stdout).unwrap();
    let minutes = told["logged"]["taskMinutes"].as_i64().unwrap_or_else(|| panic!("{told}"));
    assert!((120..=121).contains(&minutes), "{told}");
    assert_eq!(
        actual(&project)[1].matches("2 hours").count() + actual(&project)[1].matches("2h 1m").count(),
        1
    );
}
