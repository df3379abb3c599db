//! Faults that a rehearsal makes to happen: a kill, a reader, a second run, a change that fails.

use serde_json::Value;

use crate::rehearse::{CONFIG, MIGRATE, ON_POSTGRESQL, POSTGRESQL, RIGHT, Rehearsal, has_postgresql};

const FILLED: &str = "UPDATE customers SET phone = '';\n";

/// What came of a fault, and its words.
#[track_caller]
fn fault<'s>(shown: &'s Value, name: &str) -> (&'s str, &'s str) {
    let all = shown["faults"].as_array().unwrap();
    let found = all.iter().find(|fault| fault["fault"] == name).unwrap_or_else(|| panic!("{shown:#}"));
    (found["outcome"].as_str().unwrap(), found["words"].as_str().unwrap())
}

#[test]
fn on_sqlite_a_way_back_that_is_right_holds_through_all_of_them() {
    let config = format!("{CONFIG}undone = \"PRAGMA user_version = {{before}}\"\n");
    let case = Rehearsal::made("🟢 Low", RIGHT, (&config, MIGRATE), FILLED);
    let run = case.rehearse(&[]);
    run.exits(0).says("killed: killed before its end, the way back has changed nothing");
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    assert_eq!(fault(&shown, "killed").0, "held", "{shown:#}");
    let (outcome, words) = fault(&shown, "in use");
    assert!(outcome == "held" && words.contains("gives up with nothing changed"), "{shown:#}");
    let (outcome, words) = fault(&shown, "twice");
    assert!(outcome == "held" && words.contains("is not the one that was rehearsed"), "{shown:#}");
    let (outcome, words) = fault(&shown, "half-way");
    assert!(outcome == "held" && words.contains("leaves everything as before"), "{shown:#}");
}

#[test]
fn a_change_without_a_transaction_is_told_with_what_it_leaves() {
    let config = format!("{CONFIG}undone = \"PRAGMA user_version = {{before}}\"\n");
    let migrate =
        MIGRATE.replace("\"begin; $(cat \"$file\")", "\"$(cat \"$file\")").replace("; commit;\"", "\"");
    assert_ne!(migrate, MIGRATE);
    let case = Rehearsal::made("🟢 Low", RIGHT, (&config, &migrate), FILLED);
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    let (outcome, words) = fault(&shown, "half-way");
    assert!(outcome == "left" && words.contains("stays in part: + column customers.phone"), "{shown:#}");
    assert!(words.contains("the way back leads from there"), "{shown:#}");
}

#[test]
fn on_postgresql_a_reader_is_waited_for_and_nothing_is_changed() {
    if !has_postgresql() {
        return;
    }
    let config = format!("{POSTGRESQL}undone = \"delete from applied where number = {{number}}\"\n");
    let case = Rehearsal::made("🟢 Low", RIGHT, (&config, ON_POSTGRESQL), FILLED);
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    for name in ["killed", "in use", "twice", "half-way"] {
        assert_eq!(fault(&shown, name).0, "held", "{shown:#}");
    }
    assert!(fault(&shown, "in use").1.contains("gives up with nothing changed"), "{shown:#}");
}
