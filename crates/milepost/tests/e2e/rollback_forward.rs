//! Rollbacks by one more migration, as Prisma has them: what was applied stays applied, and every database gets the way back like
//! any migration. A script stands in for `prisma migrate deploy`, and is strict about its books.

use std::process::{Command, Stdio};

use milepost_database::{Engine, PrivateOptions, Scratch};
use milepost_system::OsSystem;
use milepost_testkit::{Project, Run};
use serde_json::Value;

use crate::{MILEPOST, rehearse::has_postgresql};

const PHONES: &str = "prisma/migrations/20260201000000_phones";
const BACK: &str = "prisma/migrations/20260201000001_rollback_phones";

/// Applies what is not in the books, and refuses a migration whose file is not the one that was applied.
const DEPLOY: &str = r#"set -euo pipefail
sql() { if [ -n "${APP_DB:-}" ]; then sqlite3 -bail "$APP_DB" "$1"; else psql -X -q -A -t -v ON_ERROR_STOP=1 "$DATABASE_URL" -c "$1"; fi; }
now=current_timestamp; if [ -n "${APP_DB:-}" ]; then now="cast((julianday('now') - 2440587.5) * 86400000 as integer)"; fi
sql "$(cat books.sql)" 2>/dev/null
for folder in prisma/migrations/*/; do
  name=$(basename "$folder") sum=$(sha256sum < "$folder/migration.sql" | cut -d' ' -f1)
  known=$(sql "select checksum from _prisma_migrations where migration_name = '$name' and finished_at is not null and rolled_back_at is null")
  if [ "$known" = "$sum" ]; then continue; fi
  if [ -n "$known" ]; then echo "error: $name was modified after it was applied" >&2; exit 1; fi
  sql "begin; $(cat "$folder/migration.sql") insert into _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
    values ('$(cat /proc/sys/kernel/random/uuid)', '$sum', $now, '$name', $now, 1); commit"
  echo "applied $name"
done
"#;

const BOOKS: &str = "create table if not exists _prisma_migrations (id varchar(36) primary key not null, checksum varchar(64) not null, finished_at TIMES, migration_name varchar(255) not null, logs text, rolled_back_at TIMES, started_at TIMES not null default current_timestamp, applied_steps_count integer not null default 0)";

const ON_SQLITE: &str = r#"[database]
engine = "sqlite"
env = { APP_DB = "{path}" }
up = "bash deploy.sh"
seed = "sqlite3 \"$APP_DB\" < seed.sql"
migrations = "prisma/migrations"
bookkeeping = ["_prisma_migrations"]
rollback = "LIVE_DB"
"#;

const ON_POSTGRESQL: &str = r#"[database]
engine = "postgresql"
env = { DATABASE_URL = "{url}" }
up = "bash deploy.sh"
seed = "psql -X -q -v ON_ERROR_STOP=1 -f seed.sql \"$DATABASE_URL\""
migrations = "prisma/migrations"
bookkeeping = ["_prisma_migrations"]
rollback = "LIVE_DB"
"#;

/// A procedure that goes back by one more migration itself.
const FORWARD: &str = "# Step 1: Revert the database\nmkdir prisma/migrations/20260301000000_back\ncp prisma/migrations/20260201000000_phones/down.sql prisma/migrations/20260301000000_back/migration.sql\nbash deploy.sh\n\n# Step 2: Revert the code\ngit revert --no-edit main..HEAD\n";

/// One that sets the books back.
const BACKWARD: &str = "# Step 1: Revert the database\nsqlite3 -bail \"$APP_DB\" \"$(cat prisma/migrations/20260201000000_phones/down.sql) update _prisma_migrations set rolled_back_at = 1 where migration_name = '20260201000000_phones'\"\n\n# Step 2: Revert the code\ngit revert --no-edit main..HEAD\n";

/// Work in progress with one migration, and a database that has it.
struct Case {
    project: Project,
    /// Where the database is.
    live: String,
    is_sqlite: bool,
}

impl Case {
    fn on_sqlite(procedure: &str, more: &str) -> Self {
        let project = Self::project(&format!("{ON_SQLITE}{more}"), procedure, "integer");
        let live = project.outside("live.db").to_str().unwrap().to_owned();
        let case = Self { project, live, is_sqlite: true };
        case.deploy();
        case.sql("insert into customers values (1, 'Ada', null)");
        case
    }

    fn project(config: &str, procedure: &str, times: &str) -> Project {
        let project = Project::new(MILEPOST);
        let document = format!(
            "# Milestone 1: Phones\n\n## Overview\n\nCustomers have phones.\n\n**Risk Level**: 🟢 Low\n**Status**: Planned\n\n\
             ## Success Criteria\n\n- [ ] The application is there: `test -f app.txt`\n\n\
             ## Rollback Plan\n\n### Rollback Procedure\n\n```bash\n{procedure}```\n"
        );
        project.write("plan/milestone-1-phones.md", document);
        project.write("milepost.toml", config).write("deploy.sh", DEPLOY);
        project.write("books.sql", BOOKS.replace("TIMES", times));
        project.write("seed.sql", "INSERT INTO customers VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Joan');\n");
        project.write("prisma/migrations/migration_lock.toml", "provider = \"sqlite\"\n");
        project.write(
            "prisma/migrations/20260101000000_customers/migration.sql",
            "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);\n",
        );
        project
            .write("prisma/schema.prisma", "// customers\n")
            .write("app.txt", "old\n")
            .write(".gitignore", "*.log\n");
        project.write(".milepost/allowed_signers", project.allowed_signer()).commit("Before");
        let verify = project.digest("1");
        project.milepost(&["start", "1", "--allow-digest", &verify, "--commit"]).exits(0);
        project.write(
            &format!("{PHONES}/migration.sql"),
            "ALTER TABLE customers ADD COLUMN phone TEXT;\nUPDATE customers SET phone = '';\n",
        );
        project.write(&format!("{PHONES}/down.sql"), "ALTER TABLE customers DROP COLUMN phone;\n");
        project.write("prisma/schema.prisma", "// customers with phones\n").write("app.txt", "new\n");
        project.commit("Phones");
        project
    }

    /// What the migration tool says when it is run on the live database.
    fn deploy(&self) -> String {
        let variable = if self.is_sqlite { "APP_DB" } else { "DATABASE_URL" };
        let run = Command::new("bash")
            .arg("deploy.sh")
            .current_dir(self.project.root())
            .env(variable, &self.live)
            .output();
        let run = run.unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8_lossy(&run.stdout).trim().to_owned()
    }

    fn sql(&self, sql: &str) -> String {
        let mut command = if self.is_sqlite {
            let mut command = Command::new("sqlite3");
            command.args(["-bail", &self.live, sql]);
            command
        } else {
            let mut command = Command::new("psql");
            command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", &self.live, "-c", sql]);
            command
        };
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let digest = self.project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
        let allow = ["--allow-digest", digest.stdout.trim()];
        self.project.milepost_with(&[("LIVE_DB", &self.live)], &[arguments, &allow].concat())
    }

    fn rehearsed(&self, exit: i32) -> Value {
        let run = self.run(&["rehearse", "1", "--json"]);
        let report: Value = serde_json::from_str(&run.exits(exit).stdout).unwrap();
        report["rehearsal"].clone()
    }

    fn plan(&self) -> Value {
        let run = self.run(&["rollback", "1", "--dry-run", "--json", "--accept-loss"]);
        serde_json::from_str(&run.exits(0).stdout).unwrap()
    }

    fn roll_back(&self) -> Run {
        let plan = self.plan();
        let token = plan["token"].as_str().unwrap();
        self.run(&["rollback", "1", "--reason", "phones are wrong", "--accept-loss", "--plan", token])
    }

    /// The database, the tree and the books are as after one more migration.
    fn is_back(&self) {
        let project = &self.project;
        assert_eq!(self.sql("select name from customers where id = 1"), "Ada");
        assert_eq!(
            (project.read("app.txt").as_str(), project.read("prisma/schema.prisma").as_str()),
            ("old\n", "// customers\n")
        );
        for file in
            [format!("{PHONES}/migration.sql"), format!("{PHONES}/down.sql"), format!("{BACK}/migration.sql")]
        {
            assert!(project.has(&file), "{file}");
            assert_ne!(project.git(&["ls-files", &file]), "", "{file}");
        }
        assert_eq!(project.git(&["status", "--porcelain"]), "");
        let sum =
            Command::new("sha256sum").arg(project.path(&format!("{BACK}/migration.sql"))).output().unwrap();
        let sum = String::from_utf8_lossy(&sum.stdout).split_whitespace().next().unwrap().to_owned();
        let books = "select migration_name, checksum, length(id), applied_steps_count, finished_at is not null, rolled_back_at is null, logs is null, started_at <= finished_at from _prisma_migrations order by started_at, migration_name";
        let books = self.sql(books).replace('t', "1");
        let last = books.lines().last().unwrap();
        assert_eq!(
            last,
            format!("20260201000001_rollback_phones|{sum}|36|1|1|1|1|1").replace('t', "1"),
            "{books}"
        );
        assert_eq!(books.lines().count(), 3, "{books}");
        // Whoever deploys after it has nothing to do.
        assert_eq!(self.deploy(), "");
    }
}

#[test]
fn one_more_migration_takes_the_work_back() {
    let case = Case::on_sqlite(FORWARD, "");
    let project = &case.project;
    let shown = case.rehearsed(0);
    assert_eq!(
        (shown["verdict"].as_str(), shown["level"].as_str()),
        (Some("reversible"), Some("forward")),
        "{shown:#}"
    );
    assert!(shown["steps"].to_string().contains("migration tool after the way back"), "{shown:#}");
    assert!(
        shown["notes"].to_string().contains("the procedure goes back by one more migration"),
        "{shown:#}"
    );
    let half_way =
        shown["faults"].as_array().unwrap().iter().find(|fault| fault["fault"] == "half-way").unwrap();
    assert_eq!(half_way["outcome"], "held", "{shown:#}");

    // What is in the way of its folder is nobody's to remove.
    project.write(&format!("{BACK}/notes.log"), "mine");
    case.run(&["rollback", "1", "--dry-run", "--accept-loss"])
        .exits(3)
        .says("is in the way of the migration");
    std::fs::remove_dir_all(project.path(BACK)).unwrap();
    case.run(&["rollback", "1", "--dry-run", "--accept-loss"])
        .exits(0)
        .says("is added")
        .says("-- Takes back `20260201000000_phones`.");
    let plan = case.plan();
    assert_eq!(
        (plan["level"].as_str(), plan["migration"].as_str()),
        (Some("forward"), Some(format!("{BACK}/migration.sql").as_str())),
        "{plan:#}"
    );
    assert_eq!(plan["database"]["scripts"][0]["name"], "20260201000001_rollback_phones");

    case.roll_back().exits(0).says("finished").says("prisma migrate deploy");
    case.is_back();
    assert_eq!(case.sql("select group_concat(name) from pragma_table_info('customers')"), "id,name");
    // Whoever begins with nothing comes to the same.
    let fresh = Case {
        live: project.outside("fresh.db").to_str().unwrap().to_owned(),
        project: case.project,
        is_sqlite: true,
    };
    assert_eq!(fresh.deploy().lines().count(), 3);
    assert_eq!(fresh.sql("select group_concat(name) from pragma_table_info('customers')"), "id,name");
}

#[test]
fn a_run_that_is_stopped_before_the_database_leaves_no_migration() {
    let case = Case::on_sqlite(FORWARD, "");
    let project = &case.project;
    case.rehearsed(0);
    let hold = || {
        let mut holder = Command::new("sqlite3")
            .arg(&case.live)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut input, output) = (holder.stdin.take().unwrap(), holder.stdout.take().unwrap());
        std::io::Write::write_all(&mut input, b"begin immediate; select 'held';\n").unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut String::new()).unwrap();
        move || {
            drop(input);
            holder.wait().unwrap();
        }
    };
    let before = case.sql("select * from _prisma_migrations");
    let release = hold();
    assert_ne!(case.roll_back().code, Some(0));
    assert!(!project.has(BACK));
    release();
    assert_eq!(case.sql("select * from _prisma_migrations"), before);
    case.run(&["rollback", "--resume"]).exits(0).says("finished");
    case.is_back();
}

#[test]
fn the_history_is_set_back_where_the_configuration_says_so() {
    let case = Case::on_sqlite(BACKWARD, "history = \"rewrite\"\n");
    let project = &case.project;
    let shown = case.rehearsed(0);
    assert_eq!(shown["level"], "database", "{shown:#}");
    case.run(&["rollback", "1", "--dry-run", "--accept-loss", "--level", "forward"])
        .exits(3)
        .says("no migration takes the others back");
    let plan = case.plan();
    assert_eq!((plan["level"].as_str(), plan["migration"].is_null()), (Some("database"), true), "{plan:#}");
    case.roll_back().exits(0).says("finished");
    assert!(!project.has(PHONES) && !project.has(BACK));
    assert_eq!(case.sql("select count(*) from _prisma_migrations where rolled_back_at is not null"), "1");
}

#[test]
fn a_way_back_that_does_nothing_is_no_migration() {
    let case = Case::on_sqlite(FORWARD, "");
    case.project.write(&format!("{PHONES}/down.sql"), "-- This is an empty migration.\n").commit("Nothing");
    let procedure = "ALTER TABLE customers DROP COLUMN phone;";
    case.project.replace(
        "plan/milestone-1-phones.md",
        "bash deploy.sh",
        &format!("echo '{procedure}' > prisma/migrations/20260301000000_back/migration.sql; bash deploy.sh"),
    );
    case.project.commit("By hand");
    let shown = case.rehearsed(0);
    assert!(
        shown["notes"].to_string().contains("the way back of the migration `20260201000000_phones` is empty"),
        "{shown:#}"
    );
    case.run(&["rollback", "1", "--dry-run", "--accept-loss"]).exits(3).says("is empty");
}

#[test]
fn where_prisma_cannot_make_a_way_back_it_is_told_why() {
    let case = Case::on_sqlite(FORWARD, "");
    let document = "plan/milestone-1-phones.md";
    let by_hand = "echo 'ALTER TABLE customers DROP COLUMN phone;' >";
    case.project.replace(document, "cp prisma/migrations/20260201000000_phones/down.sql", by_hand);
    std::fs::remove_file(case.project.path(&format!("{PHONES}/down.sql"))).unwrap();
    case.project.commit("One way");
    let trusted = case.project.milepost(&["trust", "1", "--class", "rollback"]);
    assert!(trusted.text().contains("prisma migrate diff"), "{}", trusted.text());
    // There is neither Prisma nor a schema of it.
    let shown = case.rehearsed(0);
    let notes = shown["notes"].to_string();
    assert!(
        notes.contains("the migration tool makes no way back (") && notes.contains("goes one way"),
        "{shown:#}"
    );
    assert!(shown["made"].is_null() && shown["statements"].is_null(), "{shown:#}");
    case.run(&["rollback", "1", "--dry-run", "--accept-loss"]).exits(3).says("goes one way");
}

#[test]
fn on_postgresql_it_waits_for_the_lock_of_prisma() {
    if !has_postgresql() {
        return;
    }
    let system = OsSystem::new();
    let options = PrivateOptions { cache: None, account: None, superuser: true };
    let server = Scratch::private(&system, Engine::Postgresql, &options).unwrap();
    let project = Case::project(ON_POSTGRESQL, FORWARD, "timestamptz");
    let case = Case { project, live: server.words()["url"].clone(), is_sqlite: false };
    case.deploy();
    case.sql("insert into customers values (1, 'Ada', null)");
    let shown = case.rehearsed(0);
    assert_eq!(shown["level"], "forward", "{shown:#}");

    // As `prisma migrate deploy` does while it migrates.
    let mut deploys = server.open().unwrap();
    deploys.run("select pg_advisory_lock(72707369)").unwrap();
    case.roll_back().exits(75).says("the database is in use");
    assert_eq!(case.sql("select count(*) from _prisma_migrations"), "2");
    assert!(!case.project.has(BACK));
    drop(deploys);
    case.run(&["rollback", "--abort"]).exits(0).says("aborted");
    case.roll_back().exits(0).says("finished");
    case.is_back();
    assert_eq!(case.sql("select string_agg(column_name, ',' order by ordinal_position) from information_schema.columns where table_name = 'customers'"), "id,name");
}
