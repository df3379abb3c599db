//! Rollbacks for real: the database, the branch, the files and the document, and what is refused before any of them.

use std::{path::PathBuf, process::Command};

use milepost_testkit::Run;
use serde_json::Value;

use crate::rehearse::{CONFIG, MIGRATE, ON_POSTGRESQL, POSTGRESQL, RIGHT, Rehearsal, has_postgresql};

const DOCUMENT: &str = "plan/milestone-1-phones.md";

/// Work in progress that is rehearsed, with a database of its own that holds what was written since.
pub(crate) struct Case {
    pub(crate) of: Rehearsal,
    pub(crate) database: PathBuf,
}

impl Case {
    pub(crate) fn on_sqlite() -> Self {
        Self::with("")
    }

    /// With more in the configuration.
    fn with(more: &str) -> Self {
        let config =
            format!("{CONFIG}rollback = \"LIVE_DB\"\nundone = \"PRAGMA user_version = {{before}}\"\n{more}");
        let of = Rehearsal::made("🟢 Low", RIGHT, (&config, MIGRATE), "UPDATE customers SET phone = '';\n");
        let database = of.project.outside("live.db");
        let case = Self { of, database };
        case.sql(".read migrations/0001-customers.up.sql\n.read seed.sql\npragma user_version = 1;");
        let migrated = Command::new("bash")
            .arg("migrate.sh")
            .current_dir(case.of.project.root())
            .env("APP_DB", &case.database)
            .status();
        assert!(migrated.unwrap().success());
        case.sql("insert into customers values (4, 'Lin', '0123'); update customers set phone = null where id = 1;");
        case.of.rehearse(&[]).exits(0);
        case
    }

    pub(crate) fn sql(&self, sql: &str) -> String {
        let output = Command::new("sqlite3")
            .args(["-bail", self.database.to_str().unwrap()])
            .arg(sql.lines().next().unwrap_or_default())
            .args(sql.lines().skip(1))
            .current_dir(self.of.project.root())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let digest = self.of.project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
        let database = self.database.to_str().unwrap();
        let allow = ["--allow-digest", digest.stdout.trim()];
        self.of.project.milepost_with(&[("LIVE_DB", database)], &[&["rollback"], arguments, &allow].concat())
    }

    /// The token of the plan.
    pub(crate) fn plan(&self, more: &[&str]) -> Value {
        let run = self.run(&[&["1", "--dry-run", "--json"], more].concat());
        run.exits(0);
        serde_json::from_str(&run.stdout).unwrap()
    }

    pub(crate) fn roll_back(&self) -> Run {
        let plan = self.plan(&["--accept-loss"]);
        let token = plan["token"].as_str().unwrap();
        self.run(&["1", "--reason", "phones are wrong", "--accept-loss", "--plan", token])
    }
}

#[test]
fn database_branch_files_and_document_are_taken_back() {
    let case = Case::on_sqlite();
    let project = &case.of.project;
    let before = project.git(&["rev-parse", "HEAD"]);
    // What would be lost is named before anybody agrees to it, and nothing happens by itself.
    case.run(&["1", "--dry-run"]).exits(3).says("`customers.phone`: 3").says("--accept-loss");
    let plan = case.plan(&["--accept-loss"]);
    assert_eq!(plan["database"]["values"], 3);
    assert_eq!(plan["database"]["scripts"][0]["name"], "0002-phones");
    case.run(&["1", "--accept-loss"]).exits(2).says("wants a reason");
    case.run(&["1", "--accept-loss", "--reason", "x"]).exits(3).says("nobody agreed");
    case.run(&["1", "--accept-loss", "--reason", "x", "--plan", "0123"]).exits(3).says("nobody agreed");
    assert_eq!(project.git(&["rev-parse", "HEAD"]), before);

    case.roll_back().exits(0).says("finished").says("was rolled back").says("phones are wrong");

    assert_eq!(
        case.sql("select group_concat(id || name) from customers; pragma user_version; pragma table_list;")
            .lines()
            .take(2)
            .collect::<Vec<_>>(),
        ["1Ada,2Grace,3Joan,4Lin", "1"]
    );
    assert_eq!(case.sql("select group_concat(name) from pragma_table_info('customers')"), "id,name");
    assert_eq!(case.sql("select count(*) from sqlite_schema"), "1");
    assert_eq!((project.read("app.txt").as_str(), project.has("phone.txt")), ("old\n", false));
    assert!(!project.has("migrations/0002-phones.up.sql"));
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    assert_eq!(project.git(&["rev-parse", "HEAD^"]), before);
    let message = project.git(&["log", "-1", "--format=%B"]);
    assert!(message.contains("phones are wrong") && message.contains("Milestone: plan/1"), "{message}");
    let document = project.read(DOCUMENT);
    assert!(document.contains("Rolled Back") && document.contains(": phones are wrong"), "{document}");
    assert!(
        document.contains("### Post-Rollback Actions") && document.contains("- [ ] Find the cause"),
        "{document}"
    );
    assert_eq!(project.git(&["for-each-ref", "refs/milepost"]), "");

    // What was taken out is there, in a form that leads back.
    let status = case.run(&["--status", "--json"]);
    let shown: Value = serde_json::from_str(&status.exits(0).stdout).unwrap();
    assert_eq!(shown["state"], "finished");
    let saved = std::fs::read_to_string(shown["takenOut"][0].as_str().unwrap()).unwrap();
    assert!(saved.contains("UPDATE \"customers\" SET \"phone\" = '0123' WHERE \"id\" = 4;"), "{saved}");
    project.milepost(&["ledger", "verify"]).exits(0);
    project.milepost(&["status"]).exits(0).says("olled back");
    case.run(&["1", "--dry-run"]).exits(3).says("is rolled back");
    case.run(&["--resume"]).exits(2).says("no rollback is under way");
}

/// A check whose words are those of the code that is checked out.
fn check(of_before: &str) -> String {
    format!(
        "checks = ['queries']\n[checks.queries]\nrun = '''\ncase \"$(cat app.txt)\" in\nold) query=\"{of_before}\" ;;\n*) query=\"select phone from customers\" ;;\nesac\nsqlite3 -bail \"$APP_DB\" \"$query\"'''\n"
    )
}

#[test]
fn code_that_fits_the_changed_database_goes_back_alone() {
    let case = Case::with(&check("select id, name from customers"));
    let project = &case.of.project;
    let shown = case.of.shows(0);
    assert_eq!(shown["level"], "code", "{shown:#}");
    assert!(
        shown["notes"].to_string().contains("the new code on the database of before fails: `queries`"),
        "{shown:#}"
    );
    let rows = case.sql("select * from customers");

    // It has to be the database on which that was seen.
    case.sql("create table later (a)");
    case.run(&["1", "--dry-run"]).exits(3).says("is not the one on which").says("+ table later");
    case.sql("drop table later");
    // Nobody is left to believe that it is: the variable that names it has to be set.
    let digest = project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
    project
        .milepost(&["rollback", "1", "--dry-run", "--allow-digest", digest.stdout.trim()])
        .exits(3)
        .says("`LIVE_DB`, which names the database to roll back, is not set");
    let both = case.plan(&["--level", "database", "--accept-loss"]);
    assert_eq!((both["level"].as_str(), both["database"]["values"].as_u64()), (Some("database"), Some(3)));

    let plan = case.plan(&[]);
    assert_eq!((plan["level"].as_str(), plan["database"].is_null()), (Some("code"), true), "{plan:#}");
    assert_ne!(plan["token"], both["token"]);
    case.run(&["1", "--reason", "wrong", "--plan", both["token"].as_str().unwrap()])
        .exits(3)
        .says("nobody agreed");
    case.run(&["1", "--reason", "wrong", "--plan", plan["token"].as_str().unwrap()])
        .exits(0)
        .says("finished");
    assert_eq!(project.read("app.txt"), "old\n");
    // What the database has had applied stays known to the migration tool.
    assert!(project.has("migrations/0002-phones.up.sql") && !project.has("phone.txt"));
    assert_eq!(case.sql("select * from customers"), rows);
    assert_eq!(case.sql("pragma user_version"), "2");
    assert_eq!(project.git(&["status", "--porcelain"]), "");
}

#[test]
fn code_that_does_not_fit_the_changed_database_goes_back_with_it() {
    let case = Case::with(&check("insert into customers values (9, 'x')"));
    let shown = case.of.shows(0);
    assert_eq!(shown["level"], "database", "{shown:#}");
    assert!(shown["levelBecause"].as_str().unwrap().contains("has 3 columns but 2 values"), "{shown:#}");
    case.run(&["1", "--dry-run", "--level", "code"]).exits(3).says("the code alone cannot go back");
    assert_eq!(case.plan(&["--accept-loss"])["level"], "database");
}

#[test]
fn checks_that_do_not_see_the_change_leave_the_code_with_its_database() {
    let case = Case::with(
        "checks = ['queries']\n[checks.queries]\nrun = 'sqlite3 -bail \"$APP_DB\" \"select name from customers\"'\n",
    );
    let shown = case.of.shows(0);
    assert_eq!(shown["level"], "database", "{shown:#}");
    assert!(shown["levelBecause"].as_str().unwrap().contains("may not look at what changed"), "{shown:#}");
    case.run(&["1", "--dry-run", "--level", "code"]).exits(3).says("the code alone cannot go back");
}

#[test]
fn a_change_that_is_not_done_again_is_not_what_the_code_of_before_is_tried_on() {
    // The statements of the rollback get the books wrong, so that the tool has nothing to do when it is asked once more.
    let migrate = MIGRATE
        .replace(
            "'pragma user_version'",
            "'create table if not exists applied (number int); select coalesce(max(number), 0) from applied'",
        )
        .replace("pragma user_version = $((at - 1));", "delete from applied where number = $at;")
        .replace("pragma user_version = $((10#$number));", "insert into applied values ($((10#$number)));");
    let books = "bookkeeping = [\"applied\"]\nrollback = \"LIVE_DB\"\nundone = \"UPDATE applied SET number = 3 WHERE number = 2\"\n";
    let config = format!("{CONFIG}{books}{}", check("select id, name from customers"));
    let case = Rehearsal::made("🟢 Low", RIGHT, (&config, &migrate), "UPDATE customers SET phone = '';\n");
    let shown = case.shows(0);
    assert_eq!(shown["level"], "database", "{shown:#}");
    let why = shown["levelBecause"].as_str().unwrap();
    assert!(why.contains("the schema is not the one that the change leads to"), "{shown:#}");
}

#[test]
fn checks_that_make_a_schema_of_their_own_say_nothing_of_the_changed_one() {
    let own = check("alter table customers drop column phone; select id, name from customers");
    let config =
        format!("{CONFIG}rollback = \"LIVE_DB\"\nundone = \"PRAGMA user_version = {{before}}\"\n{own}");
    let case = Rehearsal::made("🟢 Low", RIGHT, (&config, MIGRATE), "UPDATE customers SET phone = '';\n");
    let shown = case.shows(0);
    assert_eq!(shown["level"], "database", "{shown:#}");
    let why = shown["levelBecause"].as_str().unwrap();
    assert!(why.contains("by its checks the schema is not the one"), "{shown:#}");
}

#[test]
fn what_is_not_as_it_was_rehearsed_is_refused() {
    let case = Case::on_sqlite();
    let project = &case.of.project;
    let refused = |words: &str| {
        case.run(&["1", "--dry-run", "--accept-loss"]).exits(3).says(words);
    };
    case.sql("create table later (a)");
    refused("+ table later");
    case.sql("drop table later");

    project.write("app.txt", "edited\n");
    refused("not committed: `app.txt`");
    project.write("app.txt", "new\n");
    std::fs::write(project.path(".git/MERGE_HEAD"), "").unwrap();
    refused("a merge is under way");
    std::fs::remove_file(project.path(".git/MERGE_HEAD")).unwrap();
    project.milepost_with(&[], &["rollback", "1", "--dry-run"]).exits(6).says("--class rollback");
    let digest = project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
    project
        .milepost(&["rollback", "1", "--dry-run", "--allow-digest", digest.stdout.trim()])
        .exits(3)
        .says("`LIVE_DB`, which names the database to roll back, is not set");
    project.git(&["checkout", "--quiet", "--detach"]);
    refused("HEAD is on no branch");
    project.git(&["switch", "--quiet", "-"]);

    project.write("app.txt", "newer\n").commit("More work");
    refused("no rehearsal has shown");
    project.git(&["reset", "--quiet", "--hard", "HEAD^"]);
    project.git(&["branch", "--quiet", "--force", "main", "HEAD"]);
    refused("not known to be of this milestone");
}

#[test]
fn a_way_back_that_changes_other_data_leaves_the_database_as_it_was() {
    let case = Case::on_sqlite();
    // It holds for the rows of the rehearsal, and not for one that was written since.
    let down = "ALTER TABLE customers DROP COLUMN phone;\nDELETE FROM customers WHERE name = 'Lin';\n";
    case.of.project.write("migrations/0002-phones.down.sql", down).commit("A wrong way back");
    case.of.rehearse(&[]).exits(0);
    let (before, rows) = (case.of.project.git(&["rev-parse", "HEAD"]), case.sql("select * from customers"));
    case.roll_back().exits(3).says("changes data of before").says("rows 4 -> 3");
    assert_eq!(case.sql("select * from customers"), rows);
    assert_eq!(case.of.project.git(&["rev-parse", "HEAD"]), before);

    // The run waits; until it is given up, nobody else writes.
    case.run(&["--status"]).exits(0).says("database  open").says("--abort");
    case.of.project.milepost(&["block", "1", "--reason", "x"]).exits(3).says("is not over");
    case.run(&["--resume"]).exits(3).says("changes data of before");
    case.run(&["--abort"]).exits(0).says("aborted");
    assert_eq!(case.of.project.git(&["for-each-ref", "refs/milepost"]), "");
    case.of.project.milepost(&["block", "1", "--reason", "x"]).exits(0);
}

#[test]
fn what_happened_meanwhile_stops_it_before_the_database() {
    let case = Case::on_sqlite();
    let project = &case.of.project;
    let old = project.git(&["rev-parse", "HEAD"]);
    // Git says nothing of what it was told not to look at.
    project.git(&["update-index", "--assume-unchanged", "app.txt"]);
    case.run(&["1", "--dry-run", "--accept-loss"]).exits(3).says("Git does not look at `app.txt`");
    project.git(&["update-index", "--no-assume-unchanged", "app.txt"]);

    // A database that is in use leaves the run before its pivot.
    let mut holder = Command::new("sqlite3")
        .arg(&case.database)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = holder.stdin.take().unwrap();
    let mut said = String::new();
    std::io::Write::write_all(&mut input, b"begin immediate; select 'held';\n").unwrap();
    let mut output = std::io::BufReader::new(holder.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut output, &mut said).unwrap();
    let stopped = case.roll_back();
    drop(input);
    holder.wait().unwrap();
    assert_ne!(stopped.code, Some(0), "{}", stopped.stderr);
    case.run(&["--status"]).exits(0).says("database  open");

    let rows = || case.sql("select * from customers");
    let before = rows();
    let refused = |words: &str| {
        case.run(&["--resume"]).exits(3).says(words).says("--abort");
        assert_eq!(rows(), before, "{words}");
    };
    project.write("app.txt", "edited\n");
    refused("not committed: `app.txt`");
    project.git(&["add", "app.txt"]);
    refused("not committed: `app.txt`");
    project.git(&["reset", "--quiet", "--hard"]);
    std::fs::write(project.path(".git/CHERRY_PICK_HEAD"), "").unwrap();
    refused("a cherry-pick is under way");
    std::fs::remove_file(project.path(".git/CHERRY_PICK_HEAD")).unwrap();
    project.write("later.txt", "later\n").commit("Later");
    refused("neither where it was nor where the rollback brings it");
    case.run(&["--status"]).exits(0).says("elsewhere").says("--abort");
    project.git(&["checkout", "--quiet", "--detach", &old]);
    refused("HEAD is not on");

    // Nothing of it is past its pivot, so it can be given up from anywhere.
    case.run(&["--abort"]).exits(0).says("aborted");
    assert_eq!(project.git(&["for-each-ref", "refs/milepost"]), "");
    assert_eq!(rows(), before);
}

#[cfg(unix)]
#[test]
fn bits_that_git_does_not_look_at_are_in_nobodys_way() {
    use std::os::unix::fs::PermissionsExt as _;

    let case = Case::on_sqlite();
    let project = &case.of.project;
    project.git(&["config", "core.fileMode", "false"]);
    std::fs::set_permissions(project.path("app.txt"), std::fs::Permissions::from_mode(0o755)).unwrap();
    case.roll_back().exits(0).says("finished");
    assert_eq!(project.read("app.txt"), "old\n");
    assert_eq!(project.git(&["status", "--porcelain"]), "");
}

#[test]
fn on_postgresql_the_same_holds() {
    if !has_postgresql() {
        return;
    }
    let config = format!(
        "{POSTGRESQL}rollback = \"LIVE_URL\"\nundone = \"delete from applied where number = {{number}}\"\n"
    );
    let of = Rehearsal::made("🟢 Low", RIGHT, (&config, ON_POSTGRESQL), "UPDATE customers SET phone = '';\n");
    of.rehearse(&[]).exits(0);
    let project = &of.project;
    let system = milepost_system::OsSystem::new();
    let options = milepost_database::PrivateOptions { cache: None, account: None, superuser: true };
    let live = milepost_database::Scratch::private(&system, milepost_database::Engine::Postgresql, &options)
        .unwrap();
    let mut open = live.open().unwrap();
    let up = |number: u32, name: &str| {
        format!(
            "{}; insert into applied values ({number});",
            project.read(&format!("migrations/{number:04}-{name}.up.sql"))
        )
    };
    open.run("create table applied (number int primary key)").unwrap();
    open.run(&(up(1, "customers") + &project.read("seed.sql") + &up(2, "phones"))).unwrap();
    let words = live.words();
    let digest = project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
    let run = |arguments: &[&str]| {
        let allow = ["--accept-loss", "--allow-digest", digest.stdout.trim()];
        project
            .milepost_with(&[("LIVE_URL", &words["url"])], &[&["rollback", "1"], arguments, &allow].concat())
    };
    let shown = run(&["--dry-run", "--json"]);
    let plan: Value = serde_json::from_str(&shown.exits(0).stdout).unwrap();
    run(&["--reason", "wrong", "--plan", plan["token"].as_str().unwrap()]).exits(0).says("finished");
    let schema = open.snapshot().unwrap();
    let names: Vec<&str> = schema
        .objects
        .keys()
        .filter(|id| id.kind == milepost_database::Kind::Column)
        .map(|id| id.name.as_str())
        .collect();
    assert_eq!(names, ["public.applied.number", "public.customers.id", "public.customers.name"]);
    let data = open.fingerprint(&milepost_database::Scope::default()).unwrap();
    assert_eq!((data.tables["public.customers"].rows, data.tables["public.applied"].rows), (3, 1));
    assert_eq!(project.read("app.txt"), "old\n");
}
