//! Rollbacks that are rehearsed, on SQLite: those that lead back, and those that do not.

use milepost_testkit::{Project, Run};
use serde_json::Value;

use crate::MILEPOST;

pub(crate) const DOCUMENT: &str = "plan/milestone-1-phones.md";

/// The way back that is right.
pub(crate) const RIGHT: &str = "# Step 1: Revert the database\nbash migrate.sh down\n\n# Step 2: Revert the code\ngit revert --no-edit main..HEAD\n";

pub(crate) const MIGRATE: &str = r#"set -euo pipefail
db="$APP_DB"
at=$(sqlite3 "$db" 'pragma user_version')
if [ "${1:-up}" = down ]; then
  file=$(ls migrations/*"$(printf %04d "$at")"-*.down.sql)
  sqlite3 -bail "$db" "begin; $(cat "$file") pragma user_version = $((at - 1)); commit;"
  exit
fi
for file in migrations/*.up.sql; do
  number=$(basename "$file" | cut -d- -f1)
  if [ "$((10#$number))" -gt "$at" ]; then
    sqlite3 -bail "$db" "begin; $(cat "$file") pragma user_version = $((10#$number)); commit;"
  fi
done
"#;

pub(crate) const CONFIG: &str = r#"[database]
engine = "sqlite"
env = { APP_DB = "{path}" }
up = "bash migrate.sh"
seed = "sqlite3 \"$APP_DB\" < seed.sql"
migrations = "migrations"
"#;

pub(crate) const ON_POSTGRESQL: &str = r#"set -euo pipefail
run() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$DATABASE_URL" "$@"; }
run -c 'create table if not exists applied (number int primary key)' 2>&1
at=$(run -c 'select coalesce(max(number), 0) from applied')
if [ "${1:-up}" = down ]; then
  file=$(ls migrations/*"$(printf %04d "$at")"-*.down.sql)
  run -1 -f "$file" -c "delete from applied where number = $at"
  exit
fi
for file in migrations/*.up.sql; do
  number=$(basename "$file" | cut -d- -f1)
  if [ "$((10#$number))" -gt "$at" ]; then run -1 -f "$file" -c "insert into applied values ($((10#$number)))"; fi
done
"#;

pub(crate) const POSTGRESQL: &str = r#"[database]
engine = "postgresql"
env = { DATABASE_URL = "{url}" }
up = "bash migrate.sh"
seed = "psql -X -q -v ON_ERROR_STOP=1 -f seed.sql \"$DATABASE_URL\""
migrations = "migrations"
bookkeeping = ["applied"]
"#;

pub(crate) struct Rehearsal {
    pub(crate) project: Project,
}

impl Rehearsal {
    /// Work in progress whose migration adds phones, at a risk and with a way back.
    fn new(risk: &str, procedure: &str) -> Self {
        Self::with(risk, procedure, CONFIG, "UPDATE customers SET phone = '';\n")
    }

    fn with(risk: &str, procedure: &str, config: &str, more: &str) -> Self {
        Self::made(risk, procedure, (config, MIGRATE), more)
    }

    pub(crate) fn made(risk: &str, procedure: &str, (config, migrate): (&str, &str), more: &str) -> Self {
        let project = Project::new(MILEPOST);
        let sql = format!("ALTER TABLE customers ADD COLUMN phone TEXT;\n{more}");
        let document = format!(
            "# Milestone 1: Phones\n\n## Overview\n\nCustomers have phones.\n\n**Risk Level**: {risk}\n**Status**: Planned\n\n\
             ## Technical Implementation\n\n#### Database Changes\n\n```sql\n{sql}```\n\n\
             ## Success Criteria\n\n- [ ] The application is there: `test -f app.txt`\n\n\
             ## Rollback Plan\n\n### Rollback Procedure\n\n```bash\n{procedure}```\n"
        );
        project.write(DOCUMENT, document);
        project.write("milepost.toml", config).write("migrate.sh", migrate);
        project.write(
            "migrations/0001-customers.up.sql",
            "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);\n",
        );
        project.write("migrations/0001-customers.down.sql", "DROP TABLE customers;\n");
        project.write("seed.sql", "INSERT INTO customers VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Joan');\n");
        project.write("app.txt", "old\n").write(".gitignore", "*.log\n");
        project.write(".milepost/allowed_signers", project.allowed_signer()).commit("Before");
        let verify = project.digest("1");
        project.milepost(&["start", "1", "--allow-digest", &verify, "--commit"]).exits(0);
        project.write("migrations/0002-phones.up.sql", sql);
        project.write("migrations/0002-phones.down.sql", "ALTER TABLE customers DROP COLUMN phone;\n");
        project.write("app.txt", "new\n").write("phone.txt", "new\n").commit("Phones");
        Self { project }
    }

    pub(crate) fn rehearse(&self, more: &[&str]) -> Run {
        let digest = self.project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
        self.project.milepost(&[&["rehearse", "1", "--allow-digest", digest.stdout.trim()], more].concat())
    }

    /// What a rehearsal showed.
    pub(crate) fn shows(&self, exit: i32) -> Value {
        let run = self.rehearse(&["--json"]);
        run.exits(exit);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        report["rehearsal"].clone()
    }

    #[track_caller]
    pub(crate) fn says(&self, exit: i32, verdict: &str, words: &str) -> Value {
        let shown = self.shows(exit);
        assert!(shown["verdict"].as_str().unwrap().starts_with(verdict), "{shown:#}");
        assert!(shown["words"].as_str().unwrap().contains(words), "{shown:#}");
        shown
    }
}

#[test]
fn a_way_back_that_is_right_is_proven_and_goes_stale_with_its_files() {
    let case = Rehearsal::new("🔴 High", RIGHT);
    let project = &case.project;
    let (head, refs) = (project.git(&["rev-parse", "HEAD"]), project.git(&["for-each-ref"]));
    let verify = project.digest("1");
    project
        .milepost(&["complete", "1", "--allow-digest", &verify])
        .exits(3)
        .says("the rollback was not rehearsed")
        .says("gate/rehearsal");
    // Nobody has trusted it: nothing runs.
    project.milepost(&["rehearse", "1"]).exits(6).says("--class rollback");

    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    assert_eq!(shown["rows"], 3);
    let changed = shown["changed"].to_string();
    assert!(changed.contains("customers.phone"), "{changed}");
    project.milepost(&["show", "1"]).exits(0).says("reversible");
    project.milepost(&["why", "1#gate/rehearsal"]).exits(0).says("reversible");
    // Neither a branch nor a file of the project was touched, and what is known is not rehearsed again.
    assert_eq!((project.git(&["rev-parse", "HEAD"]), project.git(&["for-each-ref"])), (head, refs));
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    case.rehearse(&[]).exits(0).says("known from record");

    project
        .replace("migrations/0002-phones.down.sql", "DROP COLUMN phone", "DROP COLUMN name")
        .commit("Wrong");
    project.milepost(&["why", "1#gate/rehearsal"]).exits(0).says("0002-phones.down.sql");
    case.says(1, "broken", "the schema is not as before");
}

#[test]
fn a_way_back_that_forgets_the_data_names_table_and_rows() {
    let case = Rehearsal::new("🟢 Low", RIGHT);
    let down = "ALTER TABLE customers DROP COLUMN phone;\nUPDATE customers SET name = NULL WHERE id > 1;\n";
    case.project.write("migrations/0002-phones.down.sql", down).commit("Forget");
    let shown = case.says(1, "broken", "`customers.name` lost 2 of 3 values");
    assert!(shown["differences"].to_string().contains("~ table customers"), "{shown:#}");

    let down = "ALTER TABLE customers DROP COLUMN phone;\nDELETE FROM customers WHERE id = 3;\n";
    case.project.write("migrations/0002-phones.down.sql", down).commit("Forget more");
    case.says(1, "broken", "`customers` lost 1 of 3 rows");
}

#[test]
fn a_way_back_in_the_wrong_order_names_the_step_and_its_error() {
    let wrong = "# Step 1: Revert the code\ngit checkout [previous-commit]\n\n# Step 2: Revert the database\nbash migrate.sh down\n";
    let case = Rehearsal::new("🟢 Low", wrong);
    // The files of the way back are gone with the code: what is undone is the migration before, or nothing at all.
    let shown = case.shows(1);
    assert_eq!(shown["verdict"], "broken", "{shown:#}");
    let words = shown["words"].as_str().unwrap();
    assert!(words.contains("“Step 2: Revert the database” fails") && words.contains("0002"), "{shown:#}");
    assert!(shown["notes"].to_string().contains("undo the database first"), "{shown:#}");
}

#[test]
fn the_way_back_of_the_template_undoes_nothing() {
    let template = "# Step 1: Revert code changes\ngit checkout [previous-commit]\n\n# Step 2: Revert database changes\necho npx prisma migrate resolve --rolled-back [migration-name]\n";
    let case = Rehearsal::new("🟢 Low", template);
    let shown = case.says(1, "broken", "the schema is not as before: + column customers.phone");
    let notes = shown["notes"].to_string();
    assert!(notes.contains("runs no SQL (P3012") && notes.contains("HEAD is on no branch"), "{notes}");
}

#[test]
fn what_shows_nothing_is_no_pass() {
    // It brings the database to the same schema, whatever the code.
    let still = CONFIG.replace(
        "bash migrate.sh\"",
        "sqlite3 \\\"$APP_DB\\\" 'create table if not exists customers (id, name)'\"",
    );
    let nothing = Rehearsal::with("🟢 Low", "git revert --no-edit main..HEAD\n", &still, "");
    nothing.says(1, "vacuous", "changed nothing of schema and data");
    let empty = Rehearsal::with("🟢 Low", RIGHT, &CONFIG.replace("seed =", "# seed ="), "");
    empty.says(1, "vacuous", "no table held a row");
    let none = Rehearsal::with("🟢 Low", RIGHT, "", "");
    none.says(4, "not rehearsed", "`[database]`");
    // A plan with such a way back is not ready: it came to be so during the work.
    let case = Rehearsal::new("🟢 Low", RIGHT);
    let mut way_back = "bash migrate.sh down\n\n# Step 2: Revert the code\ngit revert --no-edit main..HEAD\n";
    for (other, exit, verdict, words) in [
        ("deploy [environment]\n", 4, "not rehearsed", "`[environment]`"),
        ("bash migrate.sh down || true\n", 4, "not rehearsed", "way back"),
        ("\n", 1, "broken", "the schema is not as before: + column customers.phone"),
    ] {
        case.project.replace(DOCUMENT, way_back, other).commit("Another way back");
        case.says(exit, verdict, words);
        way_back = other;
    }
    let fence = "```bash\n# Step 1: Revert the database";
    case.project.replace(DOCUMENT, fence, &fence.replace("bash", "text")).commit("Nothing that runs");
    case.says(4, "not rehearsed", "of the Rollback Procedure runs nothing");
    case.project.write("app.txt", "newer\n");
    case.says(4, "not rehearsed", "commit it first");
}

#[test]
fn on_a_private_postgresql_the_same_holds() {
    if !has_postgresql() {
        return;
    }
    let case =
        Rehearsal::made("🟢 Low", RIGHT, (POSTGRESQL, ON_POSTGRESQL), "UPDATE customers SET phone = '';\n");
    let shown = case.says(0, "reversible", "3 rows of 1 tables are as before");
    assert!(shown["engine"].as_str().unwrap().starts_with("PostgreSQL"), "{shown:#}");
    let down = "ALTER TABLE customers DROP COLUMN phone;\nDELETE FROM customers WHERE id = 3;\n";
    case.project.write("migrations/0002-phones.down.sql", down).commit("Forget");
    case.says(1, "broken", "`public.customers` lost 1 of 3 rows");
}

#[test]
fn a_rehearsal_reaches_no_other_database_and_leaves_nothing() {
    let peek = "bash migrate.sh down\ngit revert --no-edit main..HEAD\ntest -z \"${OTHER_DATABASE_URL:-}\"\nfor it in \"$PGHOST\" \"$PGSERVICEFILE\" \"$PGPASSFILE\" \"$MYSQL_UNIX_PORT\" \"$DOCKER_HOST\"; do\n  case \"$it\" in */nowhere/*) ;; *) exit 1 ;; esac\ndone\ngrep -q nowhere/mysql \"$MYSQL_HOME/my.cnf\"\ntest \"$APP_DB\" != \"real.db\"\n";
    let config = format!("[environment]\npass = ['PGHOST', 'OTHER_DATABASE_URL', 'APP_DB']\n{CONFIG}");
    let case = Rehearsal::with("🟢 Low", peek, &config, "");
    let digest = case.project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
    let temporary = case.project.outside("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let env = [
        ("PGHOST", "production.example.org"),
        ("OTHER_DATABASE_URL", "postgresql://production.example.org/app"),
        ("APP_DB", "real.db"),
        ("TMPDIR", temporary.to_str().unwrap()),
    ];
    case.project
        .milepost_with(&env, &["rehearse", "1", "--allow-digest", digest.stdout.trim()])
        .exits(0)
        .says("reversible");
    assert!(!case.project.has("real.db"));
    let left: Vec<_> = std::fs::read_dir(&temporary).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Whether there is a PostgreSQL server to start; says so where there is none.
pub(crate) fn has_postgresql() -> bool {
    let is_here = std::fs::read_dir("/usr/lib/postgresql").is_ok_and(|mut found| found.next().is_some());
    if !is_here {
        let required = std::env::var_os("MILEPOST_REQUIRE_DATABASES").is_some();
        assert!(!required, "a PostgreSQL server is required here");
        eprintln!("SKIPPED: no PostgreSQL server is installed; `./test` installs one");
    }
    is_here
}

#[test]
fn a_check_is_given_the_database_of_the_rehearsal_and_no_other() {
    let config = format!(
        "{CONFIG}checks = ['peek']\n[checks.peek]\nrun = 'test \"$APP_DB\" != real.db && test -z \"${{REPORTS_URL:-}}\"'\nenv = {{ APP_DB = 'real.db', REPORTS_URL = 'postgresql:///app' }}\n"
    );
    let case = Rehearsal::with("🟢 Low", RIGHT, &config, "");
    let shown = case.says(0, "reversible", "as before");
    assert!(
        shown["notes"].to_string().contains("`REPORTS_URL` of `peek` may lead to a database"),
        "{shown:#}"
    );
    assert!(!case.project.has("real.db"));
}

#[test]
fn migrations_of_before_have_to_be_as_before() {
    let edit = format!("{RIGHT}echo '-- gone' > migrations/0001-customers.up.sql\n");
    let case = Rehearsal::new("🟢 Low", &edit);
    case.says(1, "broken", "migrations/0001-customers.up.sql");
    // What the work added may stay there.
    let keep = format!("work=$(git rev-parse HEAD)\n{RIGHT}git checkout --quiet \"$work\" -- migrations\n");
    let case = Rehearsal::new("🟢 Low", &keep);
    let shown = case.says(0, "reversible", "as before");
    assert!(shown["notes"].to_string().contains("migrations stay where they are"), "{shown:#}");
}

#[test]
fn the_change_has_to_fill_the_same_data_once_more() {
    // A mark that the way back forgets keeps the values from being written once more: the schema alone is the same.
    let migrate = MIGRATE.replace(
        "  fi\ndone",
        "    if [ \"$number\" = 0002 ]; then test -e done.log || sqlite3 \"$db\" \"update customers set phone = ''\"; touch done.log; fi\n  fi\ndone",
    );
    assert_ne!(migrate, MIGRATE);
    let case = Rehearsal::made("🟢 Low", RIGHT, (CONFIG, &migrate), "");
    case.says(1, "broken", "the change does not lead to the same data: `customers`");
}

#[test]
fn a_table_that_the_change_touches_has_to_hold_something() {
    let case = Rehearsal::with(
        "🟢 Low",
        RIGHT,
        &CONFIG.replace("< seed.sql", "'create table other (a); insert into other values (1)'"),
        "",
    );
    case.says(1, "vacuous", "`customers`, which held no row");
}

#[test]
fn a_folder_that_is_missing_is_a_broken_way_back() {
    let case = Rehearsal::new("🟢 Low", RIGHT);
    let fence = "```bash\n# Step 1: Revert the database";
    case.project.replace(DOCUMENT, fence, &fence.replace("bash", "bash cwd=gone")).commit("Elsewhere");
    case.says(1, "broken", "there is no folder `gone`");
}
