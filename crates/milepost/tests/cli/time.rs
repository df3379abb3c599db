//! Time through the binary: what is booked, shown in the document, timed, corrected and merged.

use std::path::PathBuf;

use milepost_testkit::Project;

use crate::MILEPOST;

const TASKS: &str = "\n### Task Breakdown\n\n- [ ] Task 1: Tables (Estimated: 2 hours)\n\
                     - [ ] Task 2: Vouchers (Estimated: 5 hours)\n\n### Time Tracking\n\n\
                     | Task | Estimated | Actual | Status |\n|------|-----------|--------|--------|\n\
                     | Task 1 | 2 hours | - | ⏳ Planned |\n| Task 2 | 5 hours | - | ⏳ Planned |\n\n\
                     **Total Estimated**: 7 hours\n**Total Actual**: - hours\n";

fn project() -> Project {
    let project = Project::new(MILEPOST);
    let text = format!(
        "# Milestone 1: Time\n\n**Status**: Planned\n\n## Success Criteria\n\n- [ ] One: `ls plan | grep -q md`\n{TASKS}"
    );
    project.write("plan/milestone-1-time.md", &text).commit("plan");
    project
}

fn rows(project: &Project) -> Vec<String> {
    let text = project.read("plan/milestone-1-time.md");
    let kept = text.lines().filter(|line| line.starts_with("| Task ") || line.starts_with("**Total"));
    kept.filter(|line| !line.contains("Estimated |")).map(str::to_owned).collect()
}

#[test]
fn booked_time_stands_in_the_document_and_in_the_report_to_the_minute() {
    let project = project();
    project.milepost(&["log", "2h", "--task", "2", "--note", "rules"]).exits(0).says("task 2 (Vouchers)");
    project.milepost(&["log", "1h20m", "-t", "tables", "--on", "2026-01-05"]).exits(0);
    project.milepost(&["log", "0:45", "-t", "2"]).exits(0).says("2h 45m, the milestone 4h 5m");
    assert_eq!(
        rows(&project),
        [
            "| Task 1 | 2 hours | 1h 20m | 🚧 In Progress |",
            "| Task 2 | 5 hours | 2h 45m | 🚧 In Progress |",
            "**Total Estimated**: 7 hours",
            "**Total Actual**: 4h 5m",
        ]
    );
    project.milepost(&["lint"]).exits(0);
    let report = project.milepost(&["report", "time", "--by", "week"]);
    report.exits(0).says("2026-W02").says("1h 20m").says("4h 5m");
    project.milepost(&["report", "time", "--by", "entry", "--csv"]).exits(0).says(",120,2.00,rules,");
    let csv = project.milepost(&["report", "time", "--by", "person", "--csv"]).stdout;
    assert!(
        csv.starts_with("name,minutes,hours,estimated minutes\n") && csv.ends_with(",245,4.08,\n"),
        "{csv:?}"
    );
    project.milepost(&["report", "time", "--since", "today"]).exits(0).says("2h 45m");
    project
        .milepost(&["done", "1"])
        .exits(0)
        .says("1h 20m of 2h estimated")
        .says("1 task left: task 2 (Vouchers)");
    assert_eq!(rows(&project)[0], "| Task 1 | 2 hours | 1h 20m | ✅ Completed |");
    assert!(project.read("plan/milestone-1-time.md").contains("- [x] Task 1: Tables"));
    project.milepost(&["done", "1"]).exits(2).says("has ended");
}

#[test]
fn a_correction_is_one_more_entry_and_what_somebody_wrote_is_adopted_when_asked() {
    let project = project();
    let logged = project.milepost(&["log", "2h", "-t", "1", "--json"]);
    let logged: serde_json::Value = serde_json::from_str(&logged.stdout).unwrap();
    let record = logged["entries"][0]["record"].as_str().unwrap().to_owned();
    project
        .milepost(&["log", "90m", "--correct", &record])
        .exits(0)
        .says("-30m")
        .says("1h 30m, the milestone");
    project
        .milepost(&["log", "100m", "--correct", &record])
        .exits(0)
        .says("10m")
        .says("1h 40m, the milestone");
    project.milepost(&["log", "100m", "--correct", &record]).exits(2).says("is 1h 40m already");
    let other = project.milepost(&["log", "1h", "-t", "2", "--json"]);
    let other: serde_json::Value = serde_json::from_str(&other.stdout).unwrap();
    let other = other["entries"][0]["record"].as_str().unwrap();
    project.milepost(&["log", "0h", "--correct", other]).exits(0).says("-1h on");
    project.milepost(&["log", "--adopt", "-t", "1"]).exits(2).says("stands at 1h 40m, and 1h 40m are booked");
    assert_eq!(rows(&project)[0], "| Task 1 | 2 hours | 1h 40m | 🚧 In Progress |");
    project.milepost(&["log"]).exits(0).says("corrects").says("1h 40m in all");

    project.replace("plan/milestone-1-time.md", "| 5 hours | 0 hours |", "| 5 hours | 40 hours |");
    project.milepost(&["log", "1h", "-t", "2"]).exits(0).says("left line").says("--adopt");
    assert!(rows(&project)[1].contains("| 40 hours |"), "what somebody wrote stays");
    project.milepost(&["log", "--adopt", "-t", "2"]).exits(0).says("39h");
    assert_eq!(rows(&project)[3], "**Total Actual**: 41h 40m");
}

#[test]
fn a_record_is_corrected_wherever_it_was_booked() {
    let project = project();
    let other = project.read("plan/milestone-1-time.md").replace("Milestone 1: Time", "Milestone 2: Other");
    project.write("plan/milestone-2-other.md", other).commit("other");
    project.milepost(&["log", "1h", "1", "-t", "1"]).exits(0);
    let logged = project.milepost(&["log", "2h", "2", "-t", "1", "--json"]);
    let logged: serde_json::Value = serde_json::from_str(&logged.stdout).unwrap();
    let record = logged["entries"][0]["record"].as_str().unwrap();
    project.milepost(&["log", "1h", "--correct", record]).exits(0).says("of `plan/2`: 1h");
    assert!(project.read("plan/milestone-2-other.md").contains("| 2 hours | 1 hour |"));
}

#[test]
fn less_than_is_booked_that_somebody_wrote_is_left_and_named() {
    let project = project();
    project.milepost(&["log", "2h", "-t", "1"]).exits(0);
    project.milepost(&["log", "1h", "-t", "1"]).exits(0);
    let path = "plan/milestone-1-time.md";
    project.replace(path, "| 2 hours | 3 hours |", "| 2 hours | 1 hour |");
    project.milepost(&["sync"]).exits(0);
    assert!(
        rows(&project)[0].contains("| 3 hours |"),
        "an older rendering is written: {}",
        rows(&project)[0]
    );
    project.replace(path, "| 2 hours | 3 hours |", "| 2 hours | 2h 30m |");
    project.milepost(&["sync"]).says("30m less than is booked");
    assert!(rows(&project)[0].contains("| 2h 30m |"), "what somebody wrote stays: {}", rows(&project)[0]);
}

#[test]
fn what_cannot_be_is_refused_and_books_nothing() {
    let project = project();
    for (args, words) in [
        (&["log", "400h", "-t", "1"] as &[&str], "a day has 24 hours"),
        (&["log", "1h", "-t", "1", "--on", "2199-01-01"], "today is"),
        (&["log", "1h"], "several tasks"),
        (&["log", "1h", "-t", "9"], "no task is called `9`"),
        (&["log", "-t", "1", "--", "-1h"], "is negative"),
        (&["log", "2", "-t", "1"], "has no unit"),
        (&["log", "1h", "-t", "1", "--on", "someday"], "is no day"),
        (&["log", "1h", "--correct", "abcd1234"], "no entry of any milestone"),
        (&["track", "stop"], "no timer runs"),
    ] {
        project.milepost(args).exits(2).says(words);
    }
    project.milepost(&["log"]).exits(0).says("no time is booked");
    assert!(rows(&project)[3].ends_with("- hours"));
}

/// Where the running timer is kept.
fn timer_file(project: &Project) -> Option<PathBuf> {
    let found = std::fs::read_dir(project.root().join(".git/milepost")).unwrap();
    found
        .filter_map(Result::ok)
        .map(|file| file.path())
        .find(|path| path.to_string_lossy().contains("timer-"))
}

/// Makes the running timer one that was started so many hours earlier.
pub(crate) fn begin_earlier(project: &Project, hours: i64) {
    let file = timer_file(project).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let mut timer: serde_json::Value = serde_json::from_str(&text).unwrap();
    let start: jiff::Timestamp = timer["start"].as_str().unwrap().parse().unwrap();
    timer["start"] = (start - jiff::SignedDuration::from_hours(hours)).to_string().into();
    std::fs::write(&file, timer.to_string()).unwrap();
}

#[test]
fn a_timer_is_booked_when_it_stops() {
    let project = project();
    project.milepost(&["track", "start", "-t", "1"]).exits(0).says("task 1 (Tables)");
    project.milepost(&["track", "start", "-t", "2"]).exits(2).says("a timer runs on task 1");
    project.milepost(&["track", "stop"]).exits(0).says("nothing was booked");
    project.milepost(&["track", "start", "-t", "1"]).exits(0);
    let timers = || timer_file(&project);
    let earlier = |hours| begin_earlier(&project, hours);
    earlier(11);
    project.milepost(&["track"]).exits(0).says("11h").says("--at 17:30");
    project.milepost(&["track", "switch", "-t", "nothing"]).exits(2).says("no task is called");
    project.milepost(&["track", "stop"]).exits(2).says("has run for 11h");
    project.milepost(&["track", "stop", "--at", "now"]).exits(0).says("11h");
    assert!(rows(&project)[0].contains("11 hours") && timers().is_none());
    project.milepost(&["track", "start", "-t", "1"]).exits(0);
    project.milepost(&["track", "switch", "-t", "2"]).exits(0).says("task 2 (Vouchers)");
    earlier(30);
    project.milepost(&["track", "stop", "--at", "now"]).exits(2).says("a timer was forgotten");
    assert!(timers().is_some(), "a refused stop loses no timer");
    project.milepost(&["track", "drop"]).exits(0);
    assert!(timers().is_none());
    project.milepost(&["log"]).exits(0).says("11h in all");
}

#[test]
fn tables_of_other_shapes_are_written_or_left_and_never_lost() {
    let project = project();
    let path = "plan/milestone-1-time.md";
    project.replace(path, "| Actual |", "| Time Spent |");
    project.replace(
        path,
        "**Total Actual**: - hours\n",
        "| **Total** | 7 hours | - |\n\n**Total Actual**:\n",
    );
    project.milepost(&["log", "1h", "-t", "1"]).exits(0);
    assert_eq!(rows(&project)[0], "| Task 1 | 2 hours | 1 hour | 🚧 In Progress |");
    let ragged = "| Task 2 | 5 hours | - |";
    project.replace(path, "| Task 2 | 5 hours | - | ⏳ Planned |", ragged);
    project.milepost(&["log", "1h", "-t", "2"]).exits(0).says("left line").says("another number of cells");
    assert_eq!(rows(&project)[1], ragged);
    project.milepost(&["report", "time"]).exits(0).says("2h");
    project.milepost(&["mv", path, "other/milestone-1-time.md"]).exits(0);
    project.milepost(&["report", "time", "--by", "milestone"]).exits(0).says("other/1");
    project.milepost(&["log", "other/1"]).exits(0).says("2h in all");
}

#[test]
fn a_correction_that_two_branches_make_counts_once() {
    let project = project();
    let logged = project.milepost(&["log", "2h", "-t", "1", "--json"]);
    let logged: serde_json::Value = serde_json::from_str(&logged.stdout).unwrap();
    let record = logged["entries"][0]["record"].as_str().unwrap();
    project.commit("booked");
    project.git(&["checkout", "-q", "-b", "other"]);
    project.milepost(&["log", "1h", "--correct", record]).exits(0);
    project.commit("other");
    project.git(&["checkout", "-q", "-"]);
    project.milepost(&["log", "1h", "--correct", record]).exits(0);
    project.commit("here");
    project.git(&["merge", "-q", "-m", "both", "other"]);
    project.milepost(&["report", "time"]).exits(0).says("1h");
    project.milepost(&["sync", "--check"]).exits(0);
    assert_eq!(rows(&project)[0], "| Task 1 | 2 hours | 1 hour | 🚧 In Progress |");
}

#[test]
fn the_hours_of_a_day_are_those_that_corrections_of_two_branches_come_to() {
    let corrected = |from: &str, to: &str| {
        let project = project();
        let logged = project.milepost(&["log", from, "-t", "1", "--json"]);
        let logged: serde_json::Value = serde_json::from_str(&logged.stdout).unwrap();
        let record = logged["entries"][0]["record"].as_str().unwrap().to_owned();
        project.commit("booked");
        project.git(&["checkout", "-q", "-b", "other"]);
        project.milepost(&["log", to, "--correct", &record]).exits(0);
        project.commit("other");
        project.git(&["checkout", "-q", "-"]);
        project.milepost(&["log", to, "--correct", &record]).exits(0);
        project.commit("here");
        project.git(&["merge", "-q", "-m", "both", "other"]);
        project
    };
    // Twice 7 h more are 7 h more: 8 h, and no 15.
    corrected("1h", "8h").milepost(&["log", "10h", "-t", "2"]).exits(0);
    // Twice 8 h less are 8 h less: 2 h, and not 6 h below nothing.
    let project = corrected("10h", "2h");
    project.milepost(&["log", "23h", "-t", "2"]).exits(2).says("a day has 24 hours");
    project.milepost(&["log", "22h", "-t", "2"]).exits(0);
}

#[test]
fn a_correction_of_what_was_adopted_is_of_no_day() {
    let project = project();
    let text = project
        .read("plan/milestone-1-time.md")
        .replace("| Task 1 | 2 hours | - |", "| Task 1 | 2 hours | 3 hours |");
    project.write("plan/milestone-1-time.md", text);
    let adopted = project.milepost(&["log", "--adopt", "-t", "1", "--json"]).exits(0).stdout.clone();
    let adopted: serde_json::Value = serde_json::from_str(&adopted).unwrap();
    let record = adopted["entries"][0]["record"].as_str().unwrap();
    project.milepost(&["log", "40h", "--correct", record]).exits(0);
    project.milepost(&["log", "8h", "-t", "2"]).exits(0);
}

#[test]
fn entries_of_two_branches_merge_without_loss() {
    let project = project();
    project.git(&["checkout", "-q", "-b", "other"]);
    project.milepost(&["log", "1h", "-t", "1"]).exits(0);
    project.commit("other");
    project.git(&["checkout", "-q", "-"]);
    project.milepost(&["log", "30m", "-t", "2"]).exits(0);
    project.commit("here");
    project.git(&["merge", "-q", "-X", "ours", "-m", "both", "other"]);
    project.milepost(&["report", "time"]).exits(0).says("1h").says("30m").says("1h 30m");
    assert!(rows(&project)[0].contains("| - |"), "the text of one branch was kept");
    project.milepost(&["sync", "--check"]).exits(1).says("actual is `-`, but the ledger says `1 hour`");
    project.milepost(&["sync"]).exits(0);
    assert_eq!(
        rows(&project),
        [
            "| Task 1 | 2 hours | 1 hour | ⏳ Planned |",
            "| Task 2 | 5 hours | 30 minutes | 🚧 In Progress |",
            "**Total Estimated**: 7 hours",
            "**Total Actual**: 1h 30m",
        ]
    );
    project.milepost(&["sync", "--check"]).exits(0);
}
