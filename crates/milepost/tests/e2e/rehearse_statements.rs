//! The statements that a rollback runs on the database: a rehearsal tries just these, wherever they come from.

use std::process::Command;

use serde_json::Value;

use crate::rehearse::{CONFIG, DOCUMENT, MIGRATE, RIGHT, Rehearsal};

/// Names are changed where they stand, and the document's own way back knows how to set them back.
const IN_CAPITALS: &str = "UPDATE customers SET phone = '', name = upper(name);\n";
const SETS_BACK: &str = "UPDATE customers SET name = substr(name, 1, 1) || lower(substr(name, 2));\n";

#[test]
fn values_that_the_migration_does_not_set_back_are_found_though_the_document_does() {
    let config = format!("{CONFIG}undone = \"PRAGMA user_version = {{before}}\"\n");
    let procedure = RIGHT.replace(
        "bash migrate.sh down\n",
        &format!("bash migrate.sh down\nsqlite3 \"$APP_DB\" \"{}\"\n", SETS_BACK.trim()),
    );
    let case = Rehearsal::made("🟢 Low", &procedure, (&config, MIGRATE), IN_CAPITALS);
    let shown = case.says(1, "broken", "what `milepost rollback` runs on the database does not lead back");
    assert!(
        shown["words"].as_str().unwrap().contains("`customers.name` has other values in 3 rows"),
        "{shown:#}"
    );
    assert!(
        shown["differences"].to_string().contains("by `milepost rollback`: ~ table customers"),
        "{shown:#}"
    );
    case.project.milepost(&["rollback", "1", "--dry-run"]).exits(3).says("no rehearsal has shown");

    // Where it does, it leads back; what only a rehearsal can know is told.
    let down = format!("ALTER TABLE customers DROP COLUMN phone;\n{SETS_BACK}");
    case.project.write("migrations/0002-phones.down.sql", down).commit("It sets them back");
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    assert!(shown["notes"].to_string().contains("refuses its statements"), "{shown:#}");
}

#[test]
fn a_migration_that_cannot_be_taken_back_is_named_with_its_error() {
    let config = format!("{CONFIG}undone = \"PRAGMA user_version = {{before}}\"\n");
    let by_hand = RIGHT.replace(
        "bash migrate.sh down\n",
        "sqlite3 -bail \"$APP_DB\" 'ALTER TABLE customers DROP COLUMN phone; PRAGMA user_version = 1'\n",
    );
    let case = Rehearsal::made("🟢 Low", &by_hand, (&config, MIGRATE), "UPDATE customers SET phone = '';\n");
    let shown = case.says(0, "reversible", "as before");
    let notes = shown["notes"].to_string();
    assert!(notes.contains("takes out what the work brought, `customers.phone`: 4 here"), "{notes}");
    for (down, words) in [
        ("ALTER TABLE customers DROP COLUMN telephone;\n", "`0002-phones` was refused"),
        ("BEGIN;\nALTER TABLE customers DROP COLUMN phone;\nCOMMIT;\n", "`0002-phones` holds `BEGIN`"),
    ] {
        case.project.write("migrations/0002-phones.down.sql", down).commit("Another way back");
        case.says(1, "broken", words);
    }
}

/// The tool knows the schema of before; what the work changes stands in the document alone.
fn config() -> String {
    let up = "up = \"sqlite3 \\\"$APP_DB\\\" 'create table if not exists customers (id integer primary key, name text)'\"";
    CONFIG
        .replace("up = \"bash migrate.sh\"", up)
        .replace("migrations = \"migrations\"\n", "rollback = \"LIVE_DB\"\n")
}

const REVERT: &str = "# Step 1: Revert the code\ngit revert --no-edit main..HEAD\n";
const IN_SQL: &str = "```sql\nALTER TABLE customers DROP COLUMN phone;\n```\n\n";

#[test]
fn statements_of_the_document_are_rehearsed_and_rolled_back() {
    let case = Rehearsal::made("🟢 Low", REVERT, (&config(), MIGRATE), "UPDATE customers SET phone = '';\n");
    let project = &case.project;
    let shown = case.says(1, "broken", "the schema is not as before: + column customers.phone");
    assert!(shown["steps"].to_string().contains("as the document has it"), "{shown:#}");

    let before = project.milepost(&["trust", "1", "--class", "rollback", "--digest"]).stdout.clone();
    let fence = format!("```bash\n{REVERT}");
    project.replace(DOCUMENT, &fence, &format!("{IN_SQL}{fence}")).commit("A way back for the database");
    // Nobody has seen these statements yet.
    let digest = project.milepost(&["trust", "1", "--class", "rollback", "--digest"]).stdout.clone();
    assert_ne!(before, digest);
    project.milepost(&["rehearse", "1", "--allow-digest", before.trim()]).exits(6);
    case.says(0, "reversible", "3 rows of 1 tables are as before");

    let live = project.outside("live.db");
    let sql = |sql: &str| {
        let output = Command::new("sqlite3").args(["-bail", live.to_str().unwrap(), sql]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    sql(
        "create table customers (id integer primary key, name text); insert into customers values (1, 'Ada'); \
         alter table customers add column phone text; insert into customers values (2, 'Lin', '0123')",
    );
    let env = [("LIVE_DB", live.to_str().unwrap())];
    let run = |more: &[&str]| {
        let allow = ["rollback", "1", "--accept-loss", "--allow-digest", digest.trim()];
        project.milepost_with(&env, &[&allow, more].concat())
    };
    let plan: Value = serde_json::from_str(&run(&["--dry-run", "--json"]).exits(0).stdout).unwrap();
    assert_eq!(
        plan["database"]["scripts"][0]["sql"], "ALTER TABLE customers DROP COLUMN phone;\n",
        "{plan:#}"
    );
    run(&["--reason", "wrong", "--plan", plan["token"].as_str().unwrap()]).exits(0).says("finished");
    assert_eq!(sql("select group_concat(name) from pragma_table_info('customers')"), "id,name");
    assert_eq!(sql("select group_concat(name) from customers"), "Ada,Lin");
}

#[test]
fn what_stands_below_the_mark_of_the_way_back_is_it() {
    let by_hand = format!("sqlite3 \"$APP_DB\" 'alter table customers drop column phone'\n{REVERT}");
    let case =
        Rehearsal::made("🟢 Low", &by_hand, (&config(), MIGRATE), "UPDATE customers SET phone = '';\n");
    let shown = case.says(0, "reversible", "as before");
    assert!(
        shown["notes"].to_string().contains("`milepost rollback` does not take this database back"),
        "{shown:#}"
    );

    let change = "UPDATE customers SET phone = '';\n```";
    let both = "UPDATE customers SET phone = '';\n\n-- down\nALTER TABLE customers DROP COLUMN phone;\n```";
    case.project.replace(DOCUMENT, change, both).commit("Both ways");
    let shown = case.says(0, "reversible", "as before");
    let steps = shown["steps"].to_string();
    assert!(steps.contains("way back of `milepost rollback`"), "{steps}");
    assert!(!shown["notes"].to_string().contains("does not take"), "{shown:#}");

    let forgets =
        both.replace("DROP COLUMN phone;", "DROP COLUMN phone;\nDELETE FROM customers WHERE id > 2;");
    case.project.replace(DOCUMENT, both, &forgets).commit("It forgets a row");
    case.says(1, "broken", "`customers` lost 2 of 4 rows");
}

#[test]
fn statements_that_do_not_end_are_ended_with_their_time() {
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO customers (name) SELECT i FROM n WHERE i < 0;\n";
    let case = Rehearsal::made("🟢 Low", REVERT, (&format!("{}timeout = 1\n", config()), MIGRATE), endless);
    case.says(1, "broken", "the change itself fails: it did not end within 1 s");
}

#[test]
fn a_full_disk_says_nothing_of_the_statements() {
    let fills = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO customers (name) SELECT hex(zeroblob(1000)) FROM n;\n";
    let case = Rehearsal::made("🟢 Low", REVERT, (&config(), MIGRATE), fills);
    let digest = case.project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
    // No file may grow above 8 MB, which the system says as it would say that there is no room left.
    let limited = "trap '' XFSZ; ulimit -f 8192; exec \"$@\"";
    let words = ["-c", limited, "bash", crate::MILEPOST, "rehearse", "1", "--json", "--allow-digest"];
    let run = case.project.run("bash", &[&words[..], &[digest.stdout.trim()]].concat());
    run.exits(4);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["rehearsal"]["verdict"], "not rehearsed", "{report:#}");
    assert!(report["rehearsal"]["words"].as_str().unwrap().contains("I/O"), "{report:#}");
}

#[test]
fn statements_that_empty_the_books_are_found() {
    let migrate = MIGRATE
        .replace(
            "'pragma user_version'",
            "'create table if not exists schema_migrations (version text primary key); select coalesce(max(version), 0) from schema_migrations'",
        )
        .replace("pragma user_version = $((at - 1));", "delete from schema_migrations where version = $at;")
        .replace(
            "pragma user_version = $((10#$number));",
            "insert into schema_migrations values ($((10#$number)));",
        );
    let config = |undone: &str| format!("{CONFIG}undone = \"delete from schema_migrations{undone}\"\n");
    let case =
        Rehearsal::made("🟢 Low", RIGHT, (&config(""), &migrate), "UPDATE customers SET phone = '';\n");
    case.says(1, "broken", "the books in `schema_migrations` keep 0 of 1 lines of before");
    case.project.write("milepost.toml", config(" where version = {number}")).commit("One line of them");
    case.says(0, "reversible", "rows of 2 tables are as before");
}
