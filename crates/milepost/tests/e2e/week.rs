//! A week of work on the example, from a script: what the table, the totals, the list of entries, the report and the
//! forecast say of it is the same, to the minute.

use std::{collections::BTreeMap, path::Path};

use jiff::{Zoned, civil::Date, civil::Weekday};
use milepost_testkit::Project;
use milepost_time::Written;
use serde_json::Value;

use crate::MILEPOST;

const ID: &str = "checkout/1";
const FOLDER: &str = "docs/initiatives/checkout";
const DOCUMENT: &str = "docs/initiatives/checkout/milestone-1-catalogue.md";

/// The last five working days before a day, the first one first.
fn week(today: Date) -> Vec<Date> {
    let mut day = today;
    let mut found = Vec::new();
    while found.len() < 5 {
        day = day.yesterday().unwrap();
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            found.insert(0, day);
        }
    }
    found
}

/// The documents of the example, with the first milestone in progress.
fn shop() -> Project {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop/docs");
    let project = Project::new(MILEPOST);
    project.run("cp", &["-r", example.to_str().unwrap(), project.root().to_str().unwrap()]).exits(0);
    let text = project.read(DOCUMENT);
    let text =
        text.replace("\nstatus: planned", "\nstatus: in-progress").replace("⏳ Planned", "🚧 In Progress");
    project.write(DOCUMENT, text);
    project.write("milepost.toml", "[team.people.'ada@example.org']\n[team.people.'joan@example.org']\n");
    project.milepost(&["sync"]).exits(0);
    project.commit("The shop");
    project
}

/// Lets the timer that runs have begun at another time.
fn began(project: &Project, at: jiff::Timestamp) {
    let files = std::fs::read_dir(project.root().join(".git/milepost")).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    let file = files.find(|path| path.to_string_lossy().contains("timer-")).unwrap();
    let mut timer: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    timer["start"] = at.to_string().into();
    std::fs::write(&file, timer.to_string()).unwrap();
}

fn json(project: &Project, args: &[&str]) -> Value {
    let run = project.milepost(&[args, &["--json"]].concat());
    run.exits(0);
    serde_json::from_str(&run.stdout).unwrap()
}

/// The sums of a report, by name.
fn sums(project: &Project, by: &str) -> BTreeMap<String, i64> {
    let report = json(project, &["report", "time", "--by", by]);
    let rows = report["rows"].as_array().unwrap().iter();
    let sums: BTreeMap<String, i64> = rows
        .map(|row| (row["name"].as_str().unwrap().to_owned(), row["minutes"].as_i64().unwrap()))
        .collect();
    assert_eq!(sums.values().sum::<i64>(), report["minutes"].as_i64().unwrap(), "by {by}");
    sums
}

/// A cell in minutes.
fn minutes(cell: &str) -> i64 {
    cell.parse::<Written>().unwrap_or_else(|error| panic!("{cell}: {error}")).minutes.0
}

#[test]
fn a_week_is_the_same_everywhere_to_the_minute() {
    let project = shop();
    let today = Zoned::now().date();
    let week = week(today);
    let day = |at: usize| week[at].to_string();
    let log = |args: &[&str]| -> String {
        let logged = json(&project, &[&["log"], args].concat());
        logged["entries"][0]["record"].as_str().unwrap().to_owned()
    };
    let before = json(&project, &["forecast", ID]);
    assert_eq!((before["open"].as_u64(), before["estimated"].as_f64()), (Some(3), Some(12.0)));
    assert!(before["dates"].is_null());

    // Monday: a timer, and what was forgotten.
    project.milepost(&["track", "start", "-t", "1", "--note", "tables"]).exits(0);
    let morning = week[0].at(9, 10, 0, 0).in_tz(&zone()).unwrap();
    began(&project, morning.timestamp());
    project.milepost(&["track", "stop", "--at", &format!("{}T11:35", day(0))]).exits(0).says("2h 25m");
    log(&["75m", "-t", "2", "--on", &day(0)]);
    // Tuesday: half an hour too much, seen on Thursday.
    let wrong = log(&["3h50m", "-t", "2", "--on", &day(1), "--note", "search"]);
    project.milepost(&["done", "1"]).exits(0).says("2h 25m of 3h");
    // Wednesday: somebody else, too.
    log(&["1.25h", "-t", "3", "--on", &day(2)]);
    let joan = project.milepost_with(
        &[("MILEPOST_PRINCIPAL", "joan@example.org")],
        &["log", "0:45", "-t", "stock", "--on", &day(2)],
    );
    joan.exits(0);
    project
        .milepost(&["decide", "The shelf is a sum", "--why", "nobody changes a movement afterwards", ID])
        .exits(0);
    // Thursday and Friday.
    project.milepost(&["log", "3h20m", "--correct", &wrong]).exits(0);
    log(&["1d", "-t", "2", "--on", &day(3)]);
    log(&["20m", "-t", "2", "--on", &day(4)]);
    project.milepost(&["done", "2"]).exits(0);
    log(&["1h 7m", "-t", "3", "--on", &day(4)]);

    let right: BTreeMap<&str, i64> =
        BTreeMap::from([("Task 1", 145), ("Task 2", 75 + 200 + 480 + 20), ("Task 3", 75 + 45 + 67)]);
    let all: i64 = right.values().sum();

    // The document.
    let text = project.read(DOCUMENT);
    let cells = |name: &str| -> Vec<&str> {
        let row = text.lines().find(|line| line.starts_with(&format!("| {name} |")));
        row.unwrap_or_else(|| panic!("no row {name}: {text}")).split('|').map(str::trim).collect()
    };
    for (name, sum) in &right {
        assert_eq!(minutes(cells(name)[3]), *sum, "{name}: {:?}", cells(name));
    }
    assert!(cells("Task 1")[4].contains("Completed") && cells("Task 3")[4].contains("In Progress"), "{text}");
    let total = text.lines().find_map(|line| line.strip_prefix("**Total Actual**: ")).unwrap();
    assert_eq!(minutes(total), all, "{total}");
    assert!(text.contains("- [x] Task 2") && text.contains("- [ ] Task 3"), "{text}");
    assert!(text.contains("The shelf is a sum"), "{text}");
    project.milepost(&["sync", "--check"]).exits(0);

    // The reports.
    let by_task = sums(&project, "task");
    for (name, sum) in &right {
        let lead = format!("{ID} {}", name.to_lowercase());
        let found: Vec<i64> =
            by_task.iter().filter(|(row, _)| row.starts_with(&lead)).map(|(_, sum)| *sum).collect();
        assert_eq!(found, [*sum], "{name}: {by_task:?}");
    }
    assert_eq!(sums(&project, "milestone"), BTreeMap::from([(ID.to_owned(), all)]));
    assert_eq!(sums(&project, "initiative"), BTreeMap::from([(FOLDER.to_owned(), all)]));
    let people =
        BTreeMap::from([("ada@example.org".to_owned(), all - 45), ("joan@example.org".to_owned(), 45)]);
    assert_eq!(sums(&project, "person"), people);
    // The correction is of the day that it corrects.
    let days: BTreeMap<Date, i64> =
        week.iter().copied().zip([145 + 75, 200, 75 + 45, 480, 20 + 67]).collect();
    let named: BTreeMap<String, i64> = days.iter().map(|(day, sum)| (day.to_string(), *sum)).collect();
    assert_eq!(sums(&project, "day"), named);
    let mut weeks: BTreeMap<String, i64> = BTreeMap::new();
    for (day, sum) in &days {
        let week = day.iso_week_date();
        *weeks.entry(format!("{}-W{:02}", week.year(), week.week())).or_default() += sum;
    }
    assert_eq!(sums(&project, "week"), weeks);
    let csv = project.milepost(&["report", "time", "--by", "entry", "--csv"]).exits(0).stdout.clone();
    let column = csv.lines().next().unwrap().split(',').position(|name| name == "minutes").unwrap();
    let listed = csv.lines().skip(1).map(|line| line.split(',').nth(column).unwrap().parse::<i64>().unwrap());
    assert_eq!(listed.sum::<i64>(), all, "{csv}");
    project.milepost(&["log"]).exits(0).says("18h 27m in all");

    // The forecast.
    let after = json(&project, &["forecast", ID]);
    assert_eq!((after["open"].as_u64(), after["estimated"].as_f64()), (Some(1), Some(4.0)));
    let spent = after["spent"].as_f64().unwrap() * 60.0;
    assert_eq!(spent.round() as i64, right["Task 3"], "hours of what is open: {spent}");
    assert_eq!(after["basis"]["finished"], 2);
    let overrun = (right["Task 1"] + right["Task 2"]) as f64 / (8.0 * 60.0);
    assert!((after["basis"]["overrun"].as_f64().unwrap() - overrun).abs() < 1e-9, "{}", after["basis"]);
    let half = |answer: &Value| answer["effort"]["p50"].as_f64().unwrap();
    assert!(half(&after) < half(&before) / 2.0, "{} {}", half(&after), half(&before));
    // Five days with time: now there is a date, and all of the time went into this milestone.
    let dates = &after["dates"];
    assert_eq!(dates["capacity"]["shareDays"], 5, "{dates}");
    assert!((dates["capacity"]["share"].as_f64().unwrap() - 1.0).abs() < 1e-9, "{dates}");
    // The end is so many working days on as the trials took, the first one of which is today: nothing was booked today.
    let took = |at: &str| dates["days"][at].as_f64().unwrap();
    for at in ["p50", "p80", "p95"] {
        let end = dates[at].as_str().unwrap().parse::<Date>().unwrap();
        assert_eq!(end, working_day(today, took(at).ceil() as u32), "{at}: {dates}");
    }
    assert!(took("p50") <= took("p80") && took("p80") <= took("p95"), "{dates}");
    // The initiative has the other two milestones besides.
    let initiative = json(&project, &["forecast", &format!("{FOLDER}/README.md")]);
    assert_eq!(initiative["spent"], after["spent"]);
    assert_eq!(initiative["estimated"].as_f64(), Some(4.0 + 18.0 + 10.0));
}

/// The last of so many working days from a day on.
fn working_day(from: Date, count: u32) -> Date {
    let mut day = from;
    let mut left = count.max(1);
    loop {
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
            if left == 0 {
                return day;
            }
        }
        day = day.tomorrow().unwrap();
    }
}

fn zone() -> String {
    jiff::tz::TimeZone::system().iana_name().unwrap_or("UTC").to_owned()
}
