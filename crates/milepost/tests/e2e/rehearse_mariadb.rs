//! Rehearsals on a private MariaDB, and the rollback that it is no place for.

use crate::rehearse::{RIGHT, Rehearsal};

const MARIADB: &str = r#"[database]
engine = "mariadb"
env = { APP_SOCKET = "{host}", APP_USER = "{user}", APP_NAME = "{name}" }
up = "bash migrate.sh"
seed = "mariadb --no-defaults -S \"$APP_SOCKET\" -u \"$APP_USER\" \"$APP_NAME\" < seed.sql"
migrations = "migrations"
bookkeeping = ["applied"]
rollback = "LIVE_URL"
undone = "delete from applied where number = {number}"
"#;

const ON_MARIADB: &str = r#"set -euo pipefail
run() { mariadb --no-defaults --batch --skip-column-names -S "$APP_SOCKET" -u "$APP_USER" "$APP_NAME" "$@"; }
run -e 'create table if not exists applied (number int primary key)'
at=$(run -e 'select coalesce(max(number), 0) from applied')
if [ "${1:-up}" = down ]; then
  run < "$(ls migrations/*"$(printf %04d "$at")"-*.down.sql)"
  run -e "delete from applied where number = $at"
  exit
fi
for file in migrations/*.up.sql; do
  number=$(basename "$file" | cut -d- -f1)
  if [ "$((10#$number))" -gt "$at" ]; then run < "$file"; run -e "insert into applied values ($((10#$number)))"; fi
done
"#;

/// Whether there is a MariaDB server to start; says so where there is none.
fn has_mariadb() -> bool {
    let is_here = std::path::Path::new("/usr/sbin/mariadbd").exists();
    if !is_here {
        let required = std::env::var_os("MILEPOST_REQUIRE_DATABASES").is_some();
        assert!(!required, "a MariaDB server is required here");
        eprintln!("SKIPPED: no MariaDB server is installed; `./test` installs one");
    }
    is_here
}

/// What a change that fails leaves must not decide what the checks meet afterwards.
#[test]
fn a_change_that_stays_in_part_is_tried_on_a_copy_where_checks_are_named() {
    if !has_mariadb() {
        return;
    }
    let check = "checks = ['queries']\n[checks.queries]\nrun = '''\ncase \"$(cat app.txt)\" in\nold) query='select id, name from customers' ;;\n*) query='select phone from customers' ;;\nesac\nmariadb --no-defaults -S \"$APP_SOCKET\" -u \"$APP_USER\" \"$APP_NAME\" -e \"$query\"'''\n";
    let config = format!("{MARIADB}{check}");
    let case = Rehearsal::made("🟢 Low", RIGHT, (&config, ON_MARIADB), "UPDATE customers SET phone = '';\n");
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    let faults = shown["faults"].to_string();
    assert!(faults.contains("a change that fails at its end stays in part: + column"), "{faults}");
    assert!(faults.contains("the way back leads from there"), "{faults}");
    assert_eq!(shown["level"], "code", "{shown:#}");
}

#[test]
fn on_a_private_mariadb_it_is_rehearsed_and_the_rollback_is_printed() {
    if !has_mariadb() {
        return;
    }
    let case = Rehearsal::made("🟢 Low", RIGHT, (MARIADB, ON_MARIADB), "UPDATE customers SET phone = '';\n");
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    assert!(shown["engine"].as_str().unwrap().starts_with("MariaDB"), "{shown:#}");
    assert!(shown["notes"].to_string().contains("prints them for you to run"), "{shown:#}");

    let faults = shown["faults"].to_string();
    assert!(faults.contains("where the way back is stopped, what ran before stays"), "{faults}");
    assert!(faults.contains("a change that fails at its end stays in part: + column"), "{faults}");

    let digest = case.project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
    let url = "mysql://nobody@localhost:9/shop";
    case.project
        .milepost_with(
            &[("LIVE_URL", url)],
            &["rollback", "1", "--dry-run", "--allow-digest", digest.stdout.trim()],
        )
        .exits(3)
        .says("MariaDB ends a transaction with every change of a schema")
        .says("ALTER TABLE customers DROP COLUMN phone;");

    let down = "ALTER TABLE customers DROP COLUMN phone;\nDELETE FROM customers WHERE id = 3;\n";
    case.project.write("migrations/0002-phones.down.sql", down).commit("Forget");
    case.says(1, "broken", "`customers` lost 1 of 3 rows");
}
