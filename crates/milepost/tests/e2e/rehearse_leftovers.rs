//! What a rehearsal that was killed leaves on a server that others use too, and who removes it.

use std::{
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use milepost_database::{Engine, PrivateOptions, Scratch};
use milepost_system::OsSystem;
use milepost_testkit::Run;

use crate::rehearse::{ON_POSTGRESQL, POSTGRESQL, RIGHT, Rehearsal, has_postgresql};

/// Longer than anything here may last.
const LIMIT: Duration = Duration::from_secs(20);

/// A rehearsal on a server that somebody named for it.
struct Named<'s> {
    of: Rehearsal,
    server: Scratch<'s>,
    url: String,
    /// How long a change hangs, by which it is found among all processes.
    hangs: String,
}

impl<'s> Named<'s> {
    fn new(system: &'s OsSystem) -> Self {
        let config = format!(
            "[environment]\npass = ['HANG']\n{POSTGRESQL}undone = \"delete from applied where number = {{number}}\"\nscratch = \"SCRATCH_URL\"\nnetwork = \"full\"\n"
        );
        let migrate = format!("test -z \"${{HANG:-}}\" || sleep \"$HANG\"\n{ON_POSTGRESQL}");
        let of = Rehearsal::made("🟢 Low", RIGHT, (&config, &migrate), "UPDATE customers SET phone = '';\n");
        let options = PrivateOptions { superuser: true, ..PrivateOptions::default() };
        let server = Scratch::private(system, Engine::Postgresql, &options).unwrap();
        let words = server.words();
        let url = format!("postgresql://{}@{}/postgres", words["user"], words["host"].replace('/', "%2F"));
        Self { of, server, url, hangs: format!("41.{}", std::process::id()) }
    }

    fn command(&self) -> Command {
        let digest = self.of.project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
        let words = ["rehearse", "1", "--force", "--allow-digest", digest.stdout.trim()];
        let mut command = self.of.project.command(&words);
        command.env("SCRATCH_URL", &self.url);
        command
    }

    fn rehearse(&self) -> Run {
        let digest = self.of.project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
        let words = ["rehearse", "1", "--force", "--allow-digest", digest.stdout.trim()];
        self.of.project.milepost_with(&[("SCRATCH_URL", &self.url)], &words)
    }

    fn doctor(&self) -> Run {
        self.of.project.milepost_with(&[("SCRATCH_URL", &self.url)], &["doctor"])
    }

    /// The databases with names of rehearsals.
    fn databases(&self) -> Vec<String> {
        let sql = "select datname from pg_database where datname like 'milepost_rehearsal_%' order by 1";
        self.server.open().unwrap().texts(sql).unwrap()
    }

    /// A rehearsal whose first command hangs by now.
    fn hangs(&self) -> Child {
        let mut command = self.command();
        command.env("HANG", &self.hangs).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let began = Instant::now();
        let is_there = || {
            let found = Command::new("pgrep").args(["-f", &format!("^sleep {}", self.hangs)]).output();
            found.is_ok_and(|output| !output.stdout.is_empty())
        };
        while !is_there() {
            assert!(child.try_wait().unwrap().is_none(), "it ended before its command hung");
            assert!(began.elapsed() < LIMIT, "its command never ran");
            sleep(Duration::from_millis(10));
        }
        child
    }
}

#[test]
fn a_database_on_a_named_server_is_removed_when_its_rehearsal_is_gone_and_not_before() {
    if !has_postgresql() {
        return;
    }
    let system = OsSystem::new();
    let case = Named::new(&system);
    // Somebody else has a database of such a name: no mark says that it is ours.
    let foreign = "milepost_rehearsal_0123456789abcdef";
    case.server.open().unwrap().run(&format!("create database {foreign}")).unwrap();

    let mut child = case.hangs();
    let held: Vec<String> = case.databases().into_iter().filter(|name| name != foreign).collect();
    assert_eq!(held.len(), 1, "{held:?}");
    // It is in use.
    case.doctor().keeps_silent_on(&held[0]);

    child.kill().unwrap();
    child.wait().unwrap();
    // Beside it stands what a kill leaves in the midst of a fault, as it is made there.
    let kept = format!("{}_kept", held[0]);
    case.server.open().unwrap().run(&format!("create database {kept}")).unwrap();
    let mark = format!("comment on database {kept} is 'made by Milepost for {}'", held[0]);
    case.server.open().unwrap().run(&mark).unwrap();
    let began = Instant::now();
    while !case.doctor().text().contains(&held[0]) {
        assert!(began.elapsed() < LIMIT, "doctor does not name it");
        sleep(Duration::from_millis(50));
    }
    case.doctor().exits(5).says(&kept).says("milepost rehearse").keeps_silent_on(foreign);
    case.rehearse().exits(0).says("reversible").says("was killed").says(&held[0]).says(&kept);
    assert_eq!(case.databases(), [foreign]);
}
