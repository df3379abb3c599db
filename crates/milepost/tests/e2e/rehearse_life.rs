//! Rehearsals in which the new version is used before it is taken back.

use serde_json::{Value, json};

use crate::rehearse::{CONFIG, MIGRATE, ON_POSTGRESQL, POSTGRESQL, RIGHT, Rehearsal, has_postgresql};

const UNDONE: &str = "undone = \"PRAGMA user_version = {before}\"\n";

fn on_sqlite(more: &str) -> Rehearsal {
    Rehearsal::made("🟢 Low", RIGHT, (&format!("{CONFIG}{UNDONE}{more}"), MIGRATE), "")
}

fn losses(shown: &Value) -> &Value {
    &shown["losses"]
}

#[test]
fn rows_that_the_schema_allows_are_written_and_told_as_what_is_discarded() {
    let case = on_sqlite("");
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    // A value in one of the rows of before, and a row of its own.
    assert_eq!(
        losses(&shown),
        &json!([{"table": "customers", "column": "phone", "values": 2, "of": 4}]),
        "{shown:#}"
    );
    assert!(!shown["notes"].to_string().contains("nobody used the new version"), "{shown:#}");
    case.rehearse(&["--force"]).exits(0).says("the way back discards `customers.phone`: 2 of 4 values");

    // It works as long as nobody wrote into the column.
    let guarded = "CREATE TABLE guard (filled INTEGER CHECK (filled = 0));\nINSERT INTO guard SELECT count(*) FROM customers WHERE phone IS NOT NULL;\nDROP TABLE guard;\nALTER TABLE customers DROP COLUMN phone;\n";
    case.project.write("migrations/0002-phones.down.sql", guarded).commit("Only where nobody used it");
    case.says(1, "broken", "what `milepost rollback` runs on the database fails");
}

#[test]
fn what_the_project_itself_writes_has_to_stay_where_it_was_before() {
    let case = on_sqlite(
        "life = \"sqlite3 -bail \\\"$APP_DB\\\" \\\"insert into customers values (7, 'Lin', '0123')\\\"\"\n",
    );
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    assert_eq!(losses(&shown)[0]["values"], 1, "{shown:#}");
    let forgets = "ALTER TABLE customers DROP COLUMN phone;\nDELETE FROM customers WHERE id > 3;\n";
    case.project.write("migrations/0002-phones.down.sql", forgets).commit("It forgets what is new");
    case.says(1, "broken", "`customers` lost 1 of 4 rows");
}

#[test]
fn on_postgresql_rows_have_keys_labels_and_what_must_not_be_null() {
    if !has_postgresql() {
        return;
    }
    let config = format!("{POSTGRESQL}undone = \"delete from applied where number = {{number}}\"\n");
    let more = "CREATE TYPE mood AS ENUM ('fine', 'bad');\nCREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer int NOT NULL REFERENCES customers, mood mood NOT NULL, body varchar(4) NOT NULL, at timestamptz NOT NULL DEFAULT now());\n";
    let case = Rehearsal::made("🟢 Low", RIGHT, (&config, ON_POSTGRESQL), more);
    let down = "DROP TABLE notes;\nDROP TYPE mood;\nALTER TABLE customers DROP COLUMN phone;\n";
    case.project.write("migrations/0002-phones.down.sql", down).commit("All of it");
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    assert_eq!(
        losses(&shown),
        &json!([
            {"table": "public.customers", "column": "phone", "values": 2, "of": 4},
            {"table": "public.notes", "values": 1, "of": 1}
        ]),
        "{shown:#}"
    );
}
