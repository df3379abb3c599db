//! The folder of a trial, and programs that see nothing else.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use milepost_system::OsSystem;

/// A folder with a home, a key and a project in `work`. The folder `pristine` is copied to `work` for each trial.
pub(super) struct Surroundings {
    folder: PathBuf,
}

impl Surroundings {
    /// Makes it, with a project in which nothing is.
    pub(super) fn make(folder: &Path) -> io::Result<Self> {
        for name in ["home", "state", "work"] {
            fs::create_dir_all(folder.join(name))?;
        }
        fs::write(
            folder.join("gitconfig"),
            "[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n",
        )?;
        milepost_engine::signers::new_key(&OsSystem::new(), &folder.join("key"), "ada@example.org")
            .map_err(io::Error::other)?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// The folder with all of it.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The project.
    pub(super) fn work(&self) -> PathBuf {
        self.folder.join("work")
    }

    /// Makes the project a repository whose one commit holds what is in it.
    pub(super) fn init(&self) -> Result<(), String> {
        self.run("git", &["init", "--quiet", "."])?;
        let key = fs::read_to_string(self.folder.join("key.pub")).map_err(|error| error.to_string())?;
        let own = self.work().join(".milepost");
        fs::create_dir_all(&own).map_err(|error| error.to_string())?;
        fs::write(own.join("allowed_signers"), format!("ada@example.org {key}"))
            .map_err(|error| error.to_string())?;
        self.commit("before")
    }

    /// Commits everything.
    pub(super) fn commit(&self, message: &str) -> Result<(), String> {
        self.run("git", &["add", "--all"])?;
        self.run("git", &["commit", "--quiet", "--message", message]).map(drop)
    }

    /// Keeps the project as it is, for all trials.
    pub(super) fn keep(&self) -> Result<(), String> {
        self.copy(&self.work(), &self.folder.join("pristine"))
    }

    /// The project as it was kept.
    pub(super) fn restore(&self) -> Result<(), String> {
        fs::remove_dir_all(self.work()).map_err(|error| error.to_string())?;
        // The index knows files by their times, and `cp -a` keeps those that it can.
        self.copy(&self.folder.join("pristine"), &self.work())?;
        self.run("git", &["update-index", "-q", "--refresh"]).map(drop)
    }

    fn copy(&self, from: &Path, to: &Path) -> Result<(), String> {
        let copied = Command::new("cp").arg("-a").arg(from).arg(to).status();
        if copied.is_ok_and(|status| status.success()) {
            Ok(())
        } else {
            Err(format!("the project in `{}` cannot be copied", self.folder.display()))
        }
    }

    /// A program in the project, with nothing of the surroundings.
    pub(super) fn command(&self, program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.work())
            .env_remove("XDG_CONFIG_HOME")
            .env("HOME", self.folder.join("home"))
            .env("XDG_STATE_HOME", self.folder.join("state"))
            .env("GIT_CONFIG_GLOBAL", self.folder.join("gitconfig"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("MILEPOST_SIGNING_KEY", self.folder.join("key"))
            .stdin(Stdio::null());
        command
    }

    /// Runs a program that has to succeed; what it printed.
    pub(super) fn run(
        &self,
        program: impl AsRef<std::ffi::OsStr>,
        arguments: &[&str],
    ) -> Result<String, String> {
        succeed(self.command(program, arguments))
    }
}

/// Runs a program that has to succeed; what it printed.
pub(super) fn succeed(mut command: Command) -> Result<String, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = [output.stdout, output.stderr].concat();
    let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
    Err(format!("{words:?}: {}", String::from_utf8_lossy(&said)))
}

/// The program under test.
pub(super) fn milepost() -> Result<PathBuf, String> {
    let found = this()?.with_file_name("milepost");
    if found.is_file() { Ok(found) } else { Err("`cargo build` makes the program that is killed".to_owned()) }
}

/// This program.
pub(super) fn this() -> Result<PathBuf, String> {
    std::env::current_exe().map_err(|error| error.to_string())
}
