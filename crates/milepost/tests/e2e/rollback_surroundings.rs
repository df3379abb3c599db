//! Rollbacks whose surroundings are in their way: files, modules, a history that was cut off, a server that starts anew, another
//! rollback, a full disk. Nothing is lost, and what is said names the next step.

use std::{
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use milepost_database::{Database, Engine, PrivateOptions, Scratch};
use milepost_system::OsSystem;
use milepost_testkit::Run;
use serde_json::Value;

use crate::{
    MILEPOST,
    rehearse::{CONFIG, MIGRATE, ON_POSTGRESQL, POSTGRESQL, RIGHT, Rehearsal, has_postgresql},
    rollback::Case,
};

#[test]
fn a_file_of_somebody_in_the_place_of_one_of_before_is_left_alone() {
    let case = Case::on_sqlite();
    let project = &case.of.project;
    // The work took a file out, and somebody has made another one of that name since.
    project.remove("seed.sql").commit("No seed");
    case.of.rehearse(&[]).exits(0);
    project.write("seed.sql", "mine\n");
    for words in
        [&["1", "--dry-run", "--accept-loss"][..], &["1", "--reason", "x", "--accept-loss", "--plan", "00"]]
    {
        case.run(words).exits(3).says("`seed.sql` is not tracked and in the way");
    }
    project.remove("seed.sql");

    // It comes while the run waits: the run stops before its pivot, and goes on when the file is elsewhere.
    let token = case.plan(&["--accept-loss"])["token"].as_str().unwrap().to_owned();
    let lock = project.path(&format!(".git/{}.lock", project.git(&["symbolic-ref", "HEAD"])));
    std::fs::write(&lock, "somebody's\n").unwrap();
    let roll_back = ["1", "--reason", "x", "--accept-loss", "--plan", &token];
    let stopped = case.run(&roll_back);
    assert_ne!(stopped.code, Some(0), "{}", stopped.text());
    std::fs::remove_file(&lock).unwrap();
    project.write("seed.sql", "mine\n");
    case.run(&["--resume"]).exits(3).says("seed.sql");
    assert_eq!(project.read("seed.sql"), "mine\n");
    project.remove("seed.sql");
    case.run(&["--resume"]).exits(0).says("finished");
    assert!(project.read("seed.sql").contains("Ada"));
}

#[test]
fn a_module_that_the_work_moved_is_refused_with_its_name() {
    let config = format!("{CONFIG}rollback = \"LIVE_DB\"\nundone = \"PRAGMA user_version = {{before}}\"\n");
    let of = Rehearsal::made("🟢 Low", RIGHT, (&config, MIGRATE), "UPDATE customers SET phone = '';\n");
    let project = &of.project;
    // A link to another repository without `.gitmodules`, as `git add` of a folder with a `.git` makes it.
    let head = project.git(&["rev-parse", "HEAD"]);
    project.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{head},own")]);
    project.git(&["commit", "--quiet", "--message", "A module"]);
    std::fs::create_dir(project.path("own")).unwrap();
    let digest = project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
    let run = project.milepost(&["rollback", "1", "--dry-run", "--allow-digest", digest.stdout.trim()]);
    run.exits(3).says("the submodule `own` was moved by the work");
}

#[test]
fn a_history_that_was_cut_off_after_the_rehearsal_is_fetched_first() {
    let case = Case::on_sqlite();
    let project = &case.of.project;
    let head = project.git(&["rev-parse", "HEAD"]);
    std::fs::write(project.path(".git/shallow"), format!("{head}\n")).unwrap();
    case.run(&["1", "--dry-run", "--accept-loss"]).exits(3).says("git fetch --unshallow");
    std::fs::remove_file(project.path(".git/shallow")).unwrap();
    case.plan(&["--accept-loss"]);
}

/// A rollback on a PostgreSQL that is needed.
struct OnServer<'s> {
    of: Rehearsal,
    live: Scratch<'s>,
    open: Box<dyn Database>,
    digest: String,
}

impl<'s> OnServer<'s> {
    fn new(system: &'s OsSystem) -> Self {
        let config = format!(
            "{POSTGRESQL}rollback = \"LIVE_URL\"\nundone = \"delete from applied where number = {{number}}\"\n"
        );
        let of =
            Rehearsal::made("🟢 Low", RIGHT, (&config, ON_POSTGRESQL), "UPDATE customers SET phone = '';\n");
        of.rehearse(&[]).exits(0);
        let options = PrivateOptions { superuser: true, ..PrivateOptions::default() };
        let live = Scratch::private(system, Engine::Postgresql, &options).unwrap();
        let mut open = live.open().unwrap();
        let up = |number: u32, name: &str| {
            let file = of.project.read(&format!("migrations/{number:04}-{name}.up.sql"));
            format!("{file}; insert into applied values ({number});")
        };
        open.run("create table applied (number int primary key)").unwrap();
        open.run(&(up(1, "customers") + &of.project.read("seed.sql") + &up(2, "phones"))).unwrap();
        let digest = of.project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
        Self { of, live, open, digest: digest.stdout.trim().to_owned() }
    }

    fn words<'w>(&'w self, words: &[&'w str]) -> Vec<&'w str> {
        [&["rollback"], words, &["--allow-digest", &self.digest]].concat()
    }

    fn run(&self, words: &[&str]) -> Run {
        self.of.project.milepost_with(&[("LIVE_URL", &self.live.words()["url"])], &self.words(words))
    }

    fn token(&self) -> String {
        let shown = self.run(&["1", "--accept-loss", "--dry-run", "--json"]);
        let plan: Value = serde_json::from_str(&shown.exits(0).stdout).unwrap();
        plan["token"].as_str().unwrap().to_owned()
    }

    /// A rollback that waits by now for somebody who reads the table.
    fn waits(&mut self) -> Child {
        let token = self.token();
        self.open.hold(&["public.customers".to_owned()]).unwrap();
        let words = self.words(&["1", "--accept-loss", "--reason", "x", "--plan", &token]);
        let mut command = self.of.project.command(&words);
        command.env("LIVE_URL", &self.live.words()["url"]).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let began = Instant::now();
        let mut look = self.live.open().unwrap();
        let waits = "do $$ begin if not exists (select from pg_locks where not granted) then raise 'nobody waits'; end if; end $$";
        while look.run(waits).is_err() {
            assert!(child.try_wait().unwrap().is_none(), "it ended before it waited");
            assert!(began.elapsed() < Duration::from_secs(20), "it never waited");
            sleep(Duration::from_millis(10));
        }
        child
    }

    fn is_back(&self) -> bool {
        let missing = "do $$ begin perform phone from customers; end $$";
        self.live.open().unwrap().run(missing).is_err()
    }
}

/// Starts the server anew, from a statement of a superuser.
const RESTART: &str = r#"copy (select 1) to program '(setsid "$(dirname "$(cut -d" " -f1 postmaster.opts)")/pg_ctl" restart -w -D "$PWD" -m immediate -l ../w/log </dev/null >/dev/null 2>&1 &)'"#;

#[test]
fn a_server_that_starts_anew_before_the_pivot_leaves_a_run_that_goes_on() {
    if !has_postgresql() {
        return;
    }
    let system = OsSystem::new();
    let mut case = OnServer::new(&system);
    let head = case.of.project.git(&["rev-parse", "HEAD"]);
    let child = case.waits();
    case.live.open().unwrap().run(RESTART).unwrap();
    let ended = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_ne!(ended.status.code(), Some(0), "{said}");
    assert!(said.contains("milepost rollback --resume"), "{said}");
    let began = Instant::now();
    while case.live.open().is_err() {
        assert!(began.elapsed() < Duration::from_secs(20), "the server does not come back");
        sleep(Duration::from_millis(20));
    }
    assert_eq!(case.of.project.git(&["rev-parse", "HEAD"]), head);
    assert!(!case.is_back());
    case.run(&["--status"]).exits(0).says("database  open");
    case.run(&["--resume"]).exits(0).says("finished");
    assert!(case.is_back());
    assert_eq!(case.of.project.read("app.txt"), "old\n");
}

#[test]
fn a_second_rollback_waits_for_nobody_and_changes_nothing() {
    if !has_postgresql() {
        return;
    }
    let system = OsSystem::new();
    let mut case = OnServer::new(&system);
    let head = case.of.project.git(&["rev-parse", "HEAD"]);
    let first = case.waits();
    let begun = |words: &[&str]| {
        let mut command = case.of.project.command(&case.words(words));
        command.env("LIVE_URL", &case.live.words()["url"]).stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let others = [
        begun(&["1", "--accept-loss", "--reason", "y", "--plan", "00"]),
        begun(&["--resume"]),
        begun(&["--abort"]),
    ];
    sleep(Duration::from_millis(300));
    // The reader goes, and the first one comes to its end.
    case.open = case.live.open().unwrap();
    assert!(first.wait_with_output().unwrap().status.success());
    for other in others {
        let ended = other.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(matches!(ended.status.code(), Some(2 | 3)), "{:?}: {said}", ended.status);
        assert!(said.contains("is writing in this project"), "{said}");
    }
    assert!(case.is_back());
    assert_eq!(case.of.project.git(&["rev-parse", "HEAD^"]), head);
    case.run(&["--status"]).exits(0).says("finished");
}

/// Rolls back on a small disk of its own, `$2`, that is filled up to so many KiB; then frees it and goes on. Once for each number.
const ON_SMALL_DISK: &str = r#"
set -u
milepost="$1"; disk="$2"; database="$3"; shift 3
mount -t tmpfs -o size=20000k tmpfs "$disk" || exit 77
export LIVE_DB="$disk/live.db"
cp -a . "$disk/whole" && cp "$database" "$disk/whole.db" || exit 77
for free in "$@"; do
  rm -rf "$disk/p"; cp -a "$disk/whole" "$disk/p"; cp "$disk/whole.db" "$LIVE_DB"; cd "$disk/p"
  digest=$("$milepost" trust 1 --class rollback --digest)
  token=$("$milepost" rollback 1 --dry-run --json --accept-loss --allow-digest "$digest" | sed -n 's/.*"token": "\(.*\)".*/\1/p')
  roll_back() { "$milepost" rollback 1 --reason x --accept-loss --plan "$token" --allow-digest "$digest"; }
  dd if=/dev/zero of="$disk/filler" bs=1k 2> /dev/null
  truncate -s "-${free}k" "$disk/filler"
  said=$(roll_back 2>&1); full=$?
  rm "$disk/filler"
  "$milepost" rollback --resume --allow-digest "$digest" > /dev/null 2>&1; resumed=$?
  [ "$(cat app.txt)" = old ] || roll_back > /dev/null 2>&1; again=$?
  columns=$(sqlite3 "$LIVE_DB" "select group_concat(name) from pragma_table_info('customers')")
  rows=$(sqlite3 "$LIVE_DB" 'pragma integrity_check; select count(*) from customers' | tr '\n' ' ')
  "$milepost" ledger verify > /dev/null 2>&1; ledger=$?
  echo "$free: full=$full resumed=$resumed again=$again"
  echo "$free ends: $(cat app.txt) $columns $rows$(git status --porcelain | wc -l) $(git for-each-ref refs/milepost | wc -l) $ledger"
  case "$resumed $said" in 0*--resume* | [!0]*) ;; *) printf "%s does not say how it goes on: %s\n" "$free" "$said" ;; esac
done
"#;

#[test]
fn a_disk_that_is_full_loses_nothing_and_the_run_goes_on_when_there_is_room() {
    let case = Case::on_sqlite();
    let project = &case.of.project;
    let place = project.outside("disk");
    std::fs::create_dir(&place).unwrap();
    let (place, database) = (place.to_str().unwrap(), case.database.to_str().unwrap());
    let shell = ["--user", "--map-root-user", "--mount", "sh", "-c", ON_SMALL_DISK, "sh", MILEPOST];
    let sizes = ["4", "16", "28", "40", "56", "72"];
    let run = project.run("unshare", &[&shell[..], &[place, database], &sizes].concat());
    if run.code == Some(77) || run.stderr.contains("unshare failed") {
        eprintln!("skipped: this machine mounts no disk for a test ({})", run.stderr.trim());
        return;
    }
    for size in sizes {
        assert!(run.stdout.contains(&format!("{size} ends: old id,name ok 4 0 0 0\n")), "{}", run.text());
    }
    assert!(!run.stdout.contains("does not say how it goes on"), "{}", run.stdout);
    // Some of them stopped it on its way.
    assert!(run.stdout.contains("resumed=0") && run.stdout.contains("full=0"), "{}", run.stdout);
}
