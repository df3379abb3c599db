//! The three plans of the example's back office, as its own script rehearses them: the rehearsal tells apart the one that is right,
//! the one that forgets data and the one in the wrong order. With fewer rows than a reader of the example sees.

use std::path::Path;

use milepost_testkit::Project;
use serde_json::Value;

use crate::{MILEPOST, rehearse::has_postgresql};

const ROWS: u64 = 10_000;

#[test]
fn three_plans_are_told_apart_on_sqlite() {
    let [right, forgets, wrong] = rehearsed("sqlite");
    proven(&right, "orders");
    refuted(&forgets, "`stock_movements` lost 2900 of 3000 rows");
    fails_at_its_second_step(&wrong, "0005-*.down.sql': No such file or directory");
}

#[test]
fn three_plans_are_told_apart_on_postgresql() {
    if !has_postgresql() {
        return;
    }
    let [right, forgets, wrong] = rehearsed("postgresql");
    proven(&right, "public.orders");
    refuted(&forgets, "`public.stock_movements` lost 2900 of 3000 rows");
    fails_at_its_second_step(&wrong, "20260201000000_couriers/down.sql: No such file or directory");
}

#[track_caller]
fn proven(shown: &Value, orders: &str) {
    assert_eq!((shown["proven"].as_bool(), shown["rows"].as_u64()), (Some(true), Some(ROWS)), "{shown:#}");
    let changed = shown["changed"].to_string();
    assert!(changed.contains(&format!("+ column {orders}.phone")), "{shown:#}");
    // By the document's own procedure, and by what a rollback runs.
    let steps = shown["steps"].to_string();
    assert!(
        steps.contains("way back of `milepost rollback`") && shown["statements"].is_string(),
        "{shown:#}"
    );
}

#[track_caller]
fn refuted(shown: &Value, words: &str) {
    assert_eq!(
        (shown["verdict"].as_str(), shown["proven"].as_bool()),
        (Some("broken"), Some(false)),
        "{shown:#}"
    );
    assert!(shown["words"].as_str().unwrap().contains(words), "{shown:#}");
}

/// What the rehearsals of the three plans show, in their order. The script itself ends well only where each ended as it has to.
fn rehearsed(engine: &str) -> [Value; 3] {
    let project = Project::without_git(MILEPOST);
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop");
    let milepost = format!("MILEPOST={MILEPOST}");
    let script = example.join("rehearsals/run");
    let run = project
        .run("env", &[&milepost, "bash", script.to_str().unwrap(), engine, &ROWS.to_string(), "--json"]);
    run.exits(0);
    let reports = serde_json::Deserializer::from_str(&run.stdout).into_iter::<Value>();
    let shown: Vec<Value> = reports.map(|report| report.unwrap()["rehearsal"].clone()).collect();
    shown.try_into().unwrap_or_else(|other: Vec<Value>| panic!("{} reports: {}", other.len(), run.text()))
}

#[track_caller]
fn fails_at_its_second_step(shown: &Value, words: &str) {
    refuted(shown, words);
    refuted(shown, "“Step 2: Revert the database” fails");
}
