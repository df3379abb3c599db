//! What `verify` would run, read from its JSON.

use std::collections::BTreeSet;

use milepost_testkit::{Project, Run};
use serde_json::Value;

/// The labels of the commands that `verify --dry-run` would run: those without fresh evidence.
#[track_caller]
pub(crate) fn planned(project: &Project, id: &str) -> BTreeSet<String> {
    labels(&project.milepost(&["verify", id, "--dry-run", "--json"]))
}

/// The labels of planned commands in the JSON of a dry run.
#[track_caller]
pub(crate) fn labels(run: &Run) -> BTreeSet<String> {
    let value: Value = serde_json::from_str(&run.stdout)
        .unwrap_or_else(|error| panic!("`{}` prints no JSON: {error}\n{}", run.command, run.text()));
    let mut found = BTreeSet::new();
    let known = collect(&value, &mut found);
    assert!(known > 0, "`{}` names no command at all:\n{}", run.command, run.stdout);
    found
}

/// Returns how many commands there are.
fn collect(value: &Value, found: &mut BTreeSet<String>) -> usize {
    match value {
        Value::Object(map) => {
            if let (Some(Value::String(label)), Some(Value::String(verdict))) =
                (map.get("label"), map.get("verdict"))
            {
                if verdict == "planned" {
                    found.insert(label.clone());
                }
                return 1;
            }
            map.values().map(|value| collect(value, found)).sum()
        }
        Value::Array(values) => values.iter().map(|value| collect(value, found)).sum(),
        _ => 0,
    }
}
