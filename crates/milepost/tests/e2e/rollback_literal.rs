//! The document's own rollback commands, run as they are written.

use std::process::{Command, Stdio};

use milepost_testkit::Run;
use serde_json::Value;

use crate::rehearse::{CONFIG, DOCUMENT, MIGRATE, RIGHT, Rehearsal};

/// Work in progress with a database of its own.
struct Literal {
    of: Rehearsal,
    database: String,
}

impl Literal {
    fn new(procedure: &str) -> Self {
        // A folder of its own: beside the keys of the machine the sandbox lets nothing be made.
        Self::with_database(procedure, "live/live.db")
    }

    fn with_database(procedure: &str, place: &str) -> Self {
        let config = format!("{CONFIG}rollback = \"LIVE_DB\"\n");
        let of =
            Rehearsal::made("🟢 Low", procedure, (&config, MIGRATE), "UPDATE customers SET phone = '';\n");
        let database = of.project.outside(place);
        std::fs::create_dir_all(database.parent().unwrap()).unwrap();
        let database = database.to_str().unwrap().to_owned();
        of.project.git(&["config", "user.name", "Ada"]);
        of.project.git(&["config", "user.email", "ada@example.org"]);
        let case = Self { of, database };
        case.sql(".read migrations/0001-customers.up.sql\n.read seed.sql\npragma user_version = 1;");
        let migrated = Command::new("bash")
            .arg("migrate.sh")
            .current_dir(case.of.project.root())
            .env("APP_DB", &case.database)
            .status();
        assert!(migrated.unwrap().success());
        case
    }

    fn sql(&self, sql: &str) -> String {
        let mut command = Command::new("sqlite3");
        command.args(["-bail", &self.database]).args(sql.lines()).current_dir(self.of.project.root());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let env = [("LIVE_DB", &*self.database), ("APP_DB", &*self.database)];
        self.of.project.milepost_with(&env, &[&["rollback", "--literal"], arguments].concat())
    }

    fn digest(&self) -> String {
        let run = self.of.project.milepost(&["trust", "1", "--class", "literal", "--digest"]);
        run.stdout.trim().to_owned()
    }

    fn plan(&self) -> Value {
        let run = self.run(&["1", "--dry-run", "--json", "--allow-digest", &self.digest()]);
        run.exits(0);
        serde_json::from_str(&run.stdout).unwrap()
    }

    fn roll_back(&self) -> Run {
        let (digest, plan) = (self.digest(), self.plan());
        self.run(&["1", "--allow-digest", &digest, "--plan", plan["token"].as_str().unwrap()])
    }
}

#[test]
fn a_database_beside_keys_is_told_before_anything_runs() {
    const TOLD: &str = "lie keys or credentials";
    let beside = Literal::with_database(RIGHT, "live.db");
    assert!(beside.plan()["loses"].to_string().contains(TOLD), "{:#}", beside.plan());
    let own = Literal::new(RIGHT);
    assert!(!own.plan()["loses"].to_string().contains(TOLD), "{:#}", own.plan());
}

#[test]
fn the_commands_of_the_document_run_once_somebody_agreed_to_what_they_lose() {
    let case = Literal::new(RIGHT);
    let project = &case.of.project;
    let old = project.git(&["rev-parse", "HEAD"]);
    case.run(&["1", "--dry-run"]).exits(6).says("--class literal");
    let plan = case.plan();
    assert!(plan["loses"].to_string().contains("nothing looks whether schema and data"), "{plan:#}");
    let digest = case.digest();
    case.run(&["1", "--allow-digest", &digest]).exits(3).says("nobody agreed");
    assert_eq!(project.git(&["rev-parse", "HEAD"]), old);

    let done = case.roll_back();
    done.exits(0)
        .says("finished")
        .says("is as the commands left it")
        .says("nobody knows how the database stands");
    assert_eq!((project.read("app.txt").as_str(), project.has("phone.txt")), ("old\n", false));
    assert_eq!(case.sql("select group_concat(name) from pragma_table_info('customers')"), "id,name");
    assert!(!project.read(DOCUMENT).contains("Rolled Back"));
    let status = case.run(&["--status", "--json"]);
    let shown: Value = serde_json::from_str(&status.exits(0).stdout).unwrap();
    assert_eq!(project.git(&["rev-parse", shown["kept"].as_str().unwrap()]), old);
    case.run(&["--resume"]).exits(2).says("under way");
}

#[test]
fn a_plan_in_the_wrong_order_stops_where_it_fails_and_says_what_is_lost() {
    let case = Literal::new(
        "# Step 1: Code\ngit checkout [previous-commit]\n\n# Step 2: Database\nbash migrate.sh down\n",
    );
    let project = &case.of.project;
    let plan = case.plan();
    let loses = plan["loses"].to_string();
    assert!(
        loses.contains("leaves HEAD on no branch") && loses.contains("takes the files of the way back away"),
        "{loses}"
    );
    case.roll_back().exits(1).says("bash migrate.sh down").says("--resume");
    let digest = case.digest();
    case.run(&["1", "--dry-run", "--allow-digest", &digest]).exits(3).says("is not over");
    // Two rollbacks at once are none.
    project.milepost(&["rollback", "1", "--dry-run"]).exits(3).says("by its own commands is not over");
    case.run(&["--resume"]).exits(1);
    case.run(&["--abort"]).exits(0).says("aborted");
    assert_eq!(case.sql("select group_concat(name) from pragma_table_info('customers')"), "id,name,phone");
    assert_eq!(project.read("app.txt"), "old\n");
}

#[test]
fn history_that_is_rewritten_is_kept_and_a_kill_is_asked_about() {
    let case = Literal::new(
        "bash migrate.sh down\ntouch begun.log\ntest -f go.log || sleep 60\ngit reset --hard [previous-commit]\n",
    );
    let project = &case.of.project;
    let (old, digest) = (project.git(&["rev-parse", "HEAD"]), case.digest());
    let plan = case.plan();
    assert!(plan["loses"].to_string().contains("rewrites the history"), "{plan:#}");
    let words =
        ["rollback", "--literal", "1", "--allow-digest", &digest, "--plan", plan["token"].as_str().unwrap()];
    let mut running = project
        .command(&words)
        .env("LIVE_DB", &case.database)
        .env("APP_DB", &case.database)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..500 {
        std::thread::sleep(std::time::Duration::from_millis(20));
        if project.has("begun.log") {
            break;
        }
    }
    running.kill().unwrap();
    running.wait().unwrap();
    case.run(&["--resume"]).exits(5).says("nobody knows how far");
    // It was half done: the database is back, and once more would take the next one.
    case.sql("alter table customers add column phone text;\npragma user_version = 2;");
    project.write("go.log", "");
    case.run(&["--again"]).exits(0).says("the history of").says("is rewritten");
    let shown: Value = serde_json::from_str(&case.run(&["--status", "--json"]).stdout).unwrap();
    assert_eq!(project.git(&["rev-parse", shown["kept"].as_str().unwrap()]), old);
    assert_ne!(project.git(&["rev-parse", "HEAD"]), old);
}
