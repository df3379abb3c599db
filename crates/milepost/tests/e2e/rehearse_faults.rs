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

/// A check that looks at what changed, and fits both ways.
const CHECK: &str = "checks = ['queries']\n[checks.queries]\nrun = '''\ncase \"$(cat app.txt)\" in\nold) query=\"select id, name from customers\" ;;\n*) query=\"select phone from customers\" ;;\nesac\nsqlite3 -bail \"$APP_DB\" \"$query\"'''\n";

#[test]
fn where_the_last_of_two_migrations_fails_the_first_is_taken_back_and_the_level_stays() {
    let config = format!("{CONFIG}undone = \"PRAGMA user_version = {{before}}\"\n{CHECK}");
    let down = "bash migrate.sh down\n";
    let procedure = RIGHT.replace(down, &format!("{down}{down}"));
    let case = Rehearsal::made("🟢 Low", &procedure, (&config, MIGRATE), FILLED);
    let up = "CREATE TABLE mails (id INTEGER PRIMARY KEY, text TEXT);\n";
    case.project.write("migrations/0003-mails.up.sql", up);
    case.project.write("migrations/0003-mails.down.sql", "DROP TABLE mails;\n").commit("Mails");
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    let (outcome, words) = fault(&shown, "half-way");
    assert!(outcome == "left" && words.contains("stays in part: ~ setting user_version"), "{shown:#}");
    assert!(words.contains("the way back leads from there"), "{shown:#}");
    assert_eq!(shown["level"], "code", "{shown:#}");
}

#[test]
fn a_change_that_fails_of_something_else_tells_nothing_and_decides_nothing() {
    let config = format!("{CONFIG}undone = \"PRAGMA user_version = {{before}}\"\n{CHECK}");
    // The tool looks at what it is given, and leaves a table behind that has nothing to do with it.
    let refuses = "if grep -q fails_here migrations/*; then sqlite3 \"$db\" 'create table left_over (a)'; exit 3; fi\nfor file in";
    let migrate = MIGRATE.replace("for file in", refuses);
    let case = Rehearsal::made("🟢 Low", RIGHT, (&config, &migrate), FILLED);
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    let (outcome, words) = fault(&shown, "half-way");
    assert!(
        outcome == "not-tried" && words.contains("does not say that it is of the statement"),
        "{shown:#}"
    );
    assert_eq!(shown["level"], "code", "{shown:#}");
}

#[test]
fn a_migration_that_became_a_link_is_not_written() {
    let config = format!("{CONFIG}undone = \"PRAGMA user_version = {{before}}\"\n");
    let outside = tempfile::tempdir().unwrap();
    let own = outside.path().join("own.sql");
    std::fs::write(&own, "own").unwrap();
    let link = format!("ln -sf '{}' migrations/0002-phones.up.sql", own.display());
    let migrate =
        format!("{MIGRATE}if [ \"$at\" = 1 ] && [ -e migrations/0002-phones.up.sql ]; then {link}; fi\n");
    let procedure = RIGHT.replace("git revert", "git checkout --quiet -- migrations\ngit revert");
    let case = Rehearsal::made("🟢 Low", &procedure, (&config, &migrate), FILLED);
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    let (outcome, words) = fault(&shown, "half-way");
    assert!(outcome == "not-tried" && words.contains("became a link"), "{shown:#}");
    assert_eq!(std::fs::read_to_string(&own).unwrap(), "own");
}

/// A way back that turns values round leads back, and would do harm the second time: `rollback` refuses it, and the rehearsal says so.
#[test]
fn a_way_back_that_would_do_harm_twice_is_not_run_by_rollback() {
    let books = "bookkeeping = [\"applied\"]\nundone = \"delete from applied where number = {number}\"\n";
    let migrate = MIGRATE
        .replace("at=$(sqlite3 \"$db\" 'pragma user_version')", "sqlite3 \"$db\" 'create table if not exists applied (number integer primary key)'\nat=$(sqlite3 \"$db\" 'select coalesce(max(number), 0) from applied')")
        .replace("pragma user_version = $((at - 1));", "delete from applied where number = $at;")
        .replace("pragma user_version = $((10#$number));", "insert into applied values ($((10#$number)));");
    let case = Rehearsal::made("🟢 Low", RIGHT, (&format!("{CONFIG}{books}"), &migrate), FILLED);
    case.project.write("migrations/0002-phones.up.sql", "UPDATE customers SET id = id * 10;\n");
    case.project.write("migrations/0002-phones.down.sql", "UPDATE customers SET id = id / 10;\n");
    case.project.commit("Ids of ten");
    let shown = case.rehearse(&["--json"]);
    let shown: Value = serde_json::from_str(&shown.stdout).unwrap();
    let shown = &shown["rehearsal"];
    assert_eq!(shown["verdict"], "reversible", "{shown:#}");
    assert_eq!(fault(shown, "twice").0, "not-tried", "{shown:#}");
    let (outcome, words) = fault(shown, "in use");
    assert_eq!(outcome, "not-tried", "{shown:#}");
    assert!(words.contains("the way back changes data of before"), "{shown:#}");
}
