//! Rehearsals that are stopped while they run. Ctrl-C leaves nothing; after a `kill -9` the next one ends the server and the
//! command that ran, and removes clone and database.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::rehearse::{CONFIG, MIGRATE, ON_POSTGRESQL, POSTGRESQL, RIGHT, Rehearsal, has_postgresql};

/// What the names of the folders with the clone and the database begin with.
const SCRATCH: &str = "milepost-scratch";

/// Longer than anything here may last.
const LIMIT: Duration = Duration::from_secs(30);

#[test]
fn on_sqlite_neither_ctrl_c_nor_a_kill_leaves_a_clone_or_a_database() {
    leaves_no_stage(CONFIG, MIGRATE, false);
}

#[test]
fn on_a_private_postgresql_neither_ctrl_c_nor_a_kill_leaves_a_clone_or_a_database() {
    if has_postgresql() {
        leaves_no_stage(POSTGRESQL, ON_POSTGRESQL, true);
    }
}

fn leaves_no_stage(config: &str, migrate: &str, has_server: bool) {
    let case = Stopped::new(config, migrate);

    // Ctrl-C clears up at once.
    let mut child = case.hangs();
    assert_eq!(has_server, case.has_server(), "while it runs");
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(case.folders(""), Vec::<PathBuf>::new(), "after Ctrl-C");
    assert_eq!(running(&case.sleep()), Vec::<String>::new(), "after Ctrl-C");
    assert!(!case.has_server(), "after Ctrl-C");

    // A kill leaves what it must, and the next run removes it.
    let mut child = case.hangs();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(case.folders(SCRATCH).len(), 2, "the clone and the database");
    let digest = case.digest();
    let env = [("TMPDIR", case.temporary.to_str().unwrap())];
    let run = case.rehearsal.project.milepost_with(&env, &["rehearse", "1", "--allow-digest", &digest]);
    run.exits(0).says("reversible");
    assert_eq!(case.folders(SCRATCH), Vec::<PathBuf>::new(), "after the next run");
    assert!(!case.has_server(), "after the next run");
    assert_eq!(running(&case.sleep()), Vec::<String>::new(), "after the next run");
}

struct Stopped {
    rehearsal: Rehearsal,
    temporary: PathBuf,
    /// How long the change hangs, which is how it is found among all processes.
    hangs: String,
}

impl Stopped {
    fn new(config: &str, migrate: &str) -> Self {
        let config = format!("[environment]\npass = ['HANG']\n{config}");
        let migrate = format!("test -z \"${{HANG:-}}\" || sleep \"$HANG\"\n{migrate}");
        let rehearsal = Rehearsal::made("🟢 Low", RIGHT, (&config, &migrate), "");
        let temporary = rehearsal.project.outside("t");
        fs::create_dir(&temporary).unwrap();
        // The server may run as somebody else, who has to get there.
        for folder in [&temporary, &rehearsal.project.outside(".")] {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { rehearsal, temporary, hangs: format!("40.{}", std::process::id()) }
    }

    fn digest(&self) -> String {
        let run = self.rehearsal.project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
        run.stdout.trim().to_owned()
    }

    /// A rehearsal whose first command hangs by now.
    fn hangs(&self) -> Child {
        let mut command =
            self.rehearsal.project.command(&["rehearse", "1", "--allow-digest", &self.digest()]);
        command.env("TMPDIR", &self.temporary).env("HANG", &self.hangs);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let began = Instant::now();
        while running(&self.sleep()).is_empty() {
            assert!(child.try_wait().unwrap().is_none(), "it ended before its command hung");
            assert!(began.elapsed() < LIMIT, "its command never ran");
            sleep(Duration::from_millis(10));
        }
        child
    }

    /// Whether a server runs whose data lie in the temporary folder.
    fn has_server(&self) -> bool {
        let postgres =
            |command: &String| command.split('\0').next().unwrap_or_default().ends_with("postgres");
        running(self.temporary.to_str().unwrap()).iter().any(postgres)
    }

    /// What lies in the temporary folder under names that begin so.
    fn folders(&self, prefix: &str) -> Vec<PathBuf> {
        let all = fs::read_dir(&self.temporary).unwrap().map(|entry| entry.unwrap());
        let named = all.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
        named.map(|entry| entry.path()).collect()
    }

    /// The command line of what hangs.
    fn sleep(&self) -> String {
        format!("sleep\0{}", self.hangs)
    }
}

/// The command lines with these words, of the processes that run.
fn running(words: &str) -> Vec<String> {
    let processes = fs::read_dir(Path::new("/proc")).unwrap().flatten();
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).into_owned());
    lines.filter(|line| line.contains(words)).collect()
}
