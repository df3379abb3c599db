//! What is particular to rehearsals on a private PostgreSQL.

use crate::rehearse::{DOCUMENT, ON_POSTGRESQL, POSTGRESQL, RIGHT, Rehearsal, has_postgresql};

const FILLED: &str = "UPDATE customers SET phone = '';\n";

/// A way back by statements in front of the commands.
fn with_statements(case: &Rehearsal, sql: &str) {
    let fence = format!("```bash\n{RIGHT}");
    case.project.replace(DOCUMENT, &fence, &format!("```sql\n{sql}\n```\n\n{fence}")).commit("By statements");
}

#[test]
fn code_that_fits_the_changed_database_goes_back_alone_here_too() {
    if !has_postgresql() {
        return;
    }
    let check = "checks = ['queries']\n[checks.queries]\nrun = '''\ncase \"$(cat app.txt)\" in\nold) query='select id, name from customers' ;;\n*) query='select phone from customers' ;;\nesac\npsql -X -q -v ON_ERROR_STOP=1 \"$DATABASE_URL\" -c \"$query\"'''\n";
    let config = format!("{POSTGRESQL}undone = \"delete from applied where number = {{number}}\"\n{check}");
    let case = Rehearsal::made("🟢 Low", RIGHT, (&config, ON_POSTGRESQL), FILLED);
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    assert_eq!(shown["level"], "code", "{shown:#}");
}

#[test]
fn a_server_that_ends_the_connection_says_nothing_of_the_statements() {
    if !has_postgresql() {
        return;
    }
    let case = Rehearsal::made("🟢 Low", RIGHT, (POSTGRESQL, ON_POSTGRESQL), FILLED);
    with_statements(&case, "select pg_terminate_backend(pg_backend_pid());");
    case.says(4, "not rehearsed", "way back 1");

    let case = Rehearsal::made("🟢 Low", RIGHT, (POSTGRESQL, ON_POSTGRESQL), FILLED);
    with_statements(&case, "alter table customers drop column telephone;");
    case.says(1, "broken", "column \"telephone\"");
}

#[test]
fn rights_that_only_a_superuser_has_are_missed() {
    if !has_postgresql() {
        return;
    }
    let extension = format!("{FILLED}CREATE EXTENSION pageinspect;\n");
    let down = "ALTER TABLE customers DROP COLUMN phone;\nDROP EXTENSION pageinspect;\n";
    let made = |config: &str| {
        let case = Rehearsal::made("🟢 Low", RIGHT, (config, ON_POSTGRESQL), &extension);
        case.project.write("migrations/0002-phones.down.sql", down).commit("Both");
        case
    };
    let shown = made(POSTGRESQL).says(1, "broken", "permission denied to create extension \"pageinspect\"");
    assert!(shown["words"].as_str().unwrap().contains("`superuser = true`"), "{shown:#}");
    made(&format!("{POSTGRESQL}superuser = true\n")).says(
        0,
        "reversible",
        "3 rows of 1 tables are as before",
    );
}
