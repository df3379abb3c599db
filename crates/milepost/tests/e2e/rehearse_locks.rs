//! Locks that a rehearsal measures.

use serde_json::Value;

use crate::rehearse::{CONFIG, MIGRATE, ON_POSTGRESQL, POSTGRESQL, RIGHT, Rehearsal, has_postgresql};

/// Each lock in a line: step, table, who waits, whether written anew, whether seen, the rules.
fn lines(shown: &Value) -> Vec<String> {
    let line = |lock: &Value| {
        let word = |name: &str| lock[name].as_str().unwrap_or("-").to_owned();
        format!(
            "{}: {} {} {} {} {}",
            word("step"),
            word("table"),
            word("keepsOut"),
            lock["rewritten"],
            lock["sampled"],
            lock["rules"]
        )
    };
    shown["locks"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn the_migrations_and_the_way_back_are_measured_and_held_against_the_rules() {
    if !has_postgresql() {
        return;
    }
    let more = "UPDATE customers SET phone = '';\nALTER TABLE customers ALTER COLUMN id TYPE bigint;\n";
    let config = format!("{POSTGRESQL}undone = \"delete from applied where number = {{number}}\"\n");
    let case = Rehearsal::made("🟢 Low", RIGHT, (&config, ON_POSTGRESQL), more);
    let down = "ALTER TABLE customers ALTER COLUMN id TYPE int;\nALTER TABLE customers DROP COLUMN phone;\n";
    case.project.write("migrations/0002-phones.down.sql", down).commit("Both");
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    let lines = lines(&shown);
    assert!(lines[0].starts_with("change: customers readers and writers true false"), "{lines:?}");
    assert!(lines[0].contains("table-rewrite"), "{lines:?}");
    assert_eq!(shown["locks"][0]["rows"], 3);
    // The commands of the document are watched from beside.
    assert!(
        lines.iter().any(|line| line.starts_with("way back: customers") && line.contains("true true")),
        "{lines:?}"
    );
    assert!(
        lines.iter().any(|line| line
            .starts_with("way back of `milepost rollback`: customers readers and writers true false")),
        "{lines:?}"
    );
    assert_eq!(shown["lockNotes"].to_string(), "[]");
    case.rehearse(&[]).exits(0).says("`customers` keeps out readers and writers for").says("as told by");
}

#[test]
fn a_change_by_a_command_is_watched_while_it_runs() {
    if !has_postgresql() {
        return;
    }
    // Where no folder is named, nobody knows the statements.
    let config = POSTGRESQL.replace("migrations = \"migrations\"\n", "");
    let more = "UPDATE customers SET phone = '';\nALTER TABLE customers ALTER COLUMN id TYPE bigint;\nSELECT pg_sleep(0.1);\n";
    let case = Rehearsal::made("🟢 Low", RIGHT, (&config, ON_POSTGRESQL), more);
    let down = "ALTER TABLE customers ALTER COLUMN id TYPE int;\nALTER TABLE customers DROP COLUMN phone;\n";
    case.project.write("migrations/0002-phones.down.sql", down).commit("Both");
    let shown = case.shows(0);
    let lines = lines(&shown);
    assert!(lines[0].starts_with("change: customers readers and writers true true"), "{shown:#}");
    assert!(shown["locks"][0]["heldMs"].as_u64().unwrap() >= 50, "{shown:#}");
}

#[test]
fn what_is_not_measured_is_said() {
    let case = Rehearsal::made("🟢 Low", RIGHT, (CONFIG, MIGRATE), "UPDATE customers SET phone = '';\n");
    let shown = case.shows(0);
    assert_eq!(shown["locks"].as_array().unwrap().len(), 0);
    assert!(
        shown["lockNotes"][0].as_str().unwrap().contains("SQLite keeps every other writer out"),
        "{shown:#}"
    );
}
