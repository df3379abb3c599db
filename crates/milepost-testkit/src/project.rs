//! A project in a temporary folder of its own.
#![expect(
    clippy::disallowed_methods,
    reason = "tests make and damage real files and start real processes; no product code goes through here"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use milepost_ledger::signing::new_key;
use milepost_system::OsSystem;
use tempfile::TempDir;

use crate::Run;

/// Who works in it.
const EMAIL: &str = "ada@example.org";

/// A Git repository with its own home, configuration, key and state, so that nothing of the machine is read or touched.
#[derive(Debug)]
pub struct Project {
    folder: TempDir,
    binary: PathBuf,
}

impl Project {
    /// An empty repository on the branch `main`. `binary` is the `milepost` to run: `env!("CARGO_BIN_EXE_milepost")`.
    pub fn new(binary: impl Into<PathBuf>) -> Self {
        let project = Self::without_git(binary);
        project.git(&["init", "--quiet", "--initial-branch=main", "."]);
        project
    }

    /// An empty folder that is no repository.
    ///
    /// # Panics
    /// When the temporary folder cannot be filled.
    pub fn without_git(binary: impl Into<PathBuf>) -> Self {
        let folder = tempfile::Builder::new().prefix("milepost-test-").tempdir().expect("a temporary folder");
        let project = Self { folder, binary: binary.into() };
        for name in ["home", "state", "project"] {
            fs::create_dir(project.outside(name)).expect("a folder");
        }
        let config = format!(
            "[user]\n\tname = Ada\n\temail = {EMAIL}\n[init]\n\tdefaultBranch = main\n[commit]\n\tgpgSign = false\n"
        );
        fs::write(project.outside("gitconfig"), config).expect("Git's configuration");
        new_key(&OsSystem::new(), &project.key(), EMAIL).expect("a key");
        project
    }

    /// The project's root.
    pub fn root(&self) -> PathBuf {
        self.outside("project")
    }

    /// A place beside the project.
    pub fn outside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The private key of the person who works in it.
    pub fn key(&self) -> PathBuf {
        self.outside("key")
    }

    /// A line for a file of allowed signers.
    ///
    /// # Panics
    /// When the key is gone.
    pub fn allowed_signer(&self) -> String {
        format!("{EMAIL} {}", fs::read_to_string(self.outside("key.pub")).expect("the public key"))
    }

    /// A path in the project.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Whether a path of the project is there.
    pub fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// Writes a file and the folders above it.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
        fs::write(&path, text).unwrap_or_else(|error| panic!("cannot write `{}`: {error}", path.display()));
        self
    }

    /// The text of a file.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn read(&self, path: &str) -> String {
        let path = self.path(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read `{}`: {error}", path.display()))
    }

    /// Replaces a text of a file that is there exactly once.
    ///
    /// # Panics
    /// When it is there never or more often.
    #[track_caller]
    pub fn replace(&self, path: &str, from: &str, to: &str) -> &Self {
        let text = self.read(path);
        assert_eq!(text.matches(from).count(), 1, "`{from}` in `{path}`");
        self.write(path, text.replace(from, to))
    }

    /// Removes a file.
    ///
    /// # Panics
    /// When it cannot be removed.
    pub fn remove(&self, path: &str) -> &Self {
        fs::remove_file(self.path(path)).unwrap_or_else(|error| panic!("cannot remove `{path}`: {error}"));
        self
    }

    /// Every file of the project with its bytes, the inside of `.git` left out unless it is Milepost's, sorted.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        collect(&self.root(), &mut found);
        found.retain(|(path, _)| {
            let inside = path.strip_prefix(self.root()).unwrap_or(path);
            !inside.starts_with(".git") || inside.starts_with(".git/milepost")
        });
        found.sort();
        found
    }

    /// Runs Git and returns what it prints, trimmed.
    ///
    /// # Panics
    /// With what Git says, when it fails.
    #[track_caller]
    pub fn git(&self, args: &[&str]) -> String {
        let run = self.run("git", args);
        assert_eq!(run.code, Some(0), "git {}: {}", args.join(" "), run.stderr);
        run.stdout.trim().to_owned()
    }

    /// Commits everything.
    #[track_caller]
    pub fn commit(&self, message: &str) -> &Self {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self
    }

    /// Runs `milepost` in the project.
    pub fn milepost(&self, args: &[&str]) -> Run {
        let output = self.command(args).output().expect("the program of this test");
        Run::new(format!("milepost {}", args.join(" ")), &output)
    }

    /// The same with more variables.
    pub fn milepost_with(&self, env: &[(&str, &str)], args: &[&str]) -> Run {
        let output = self.command(args).envs(env.iter().copied()).output().expect("the program of this test");
        Run::new(format!("milepost {}", args.join(" ")), &output)
    }

    /// The same in another folder, such as a clone.
    pub fn milepost_in(&self, folder: &Path, args: &[&str]) -> Run {
        let output = self.command(args).current_dir(folder).output().expect("the program of this test");
        Run::new(format!("milepost {}", args.join(" ")), &output)
    }

    /// The digest of a document's commands, for `--allow-digest`.
    ///
    /// # Panics
    /// When `trust --digest` fails.
    #[track_caller]
    pub fn digest(&self, document: &str) -> String {
        let run = self.milepost(&["trust", "--digest", document]);
        assert_eq!(run.code, Some(0), "{}", run.text());
        run.stdout.trim().to_owned()
    }

    /// `milepost` to be started by the test itself.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.tool(&self.binary);
        command.args(args);
        command
    }

    /// Runs any other program in the project.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn run(&self, program: &str, args: &[&str]) -> Run {
        let mut command = self.tool(Path::new(program));
        let output = command.args(args).output();
        let output = output.unwrap_or_else(|error| panic!("cannot run `{program}`: {error}"));
        Run::new(format!("{program} {}", args.join(" ")), &output)
    }

    fn tool(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.root()).stdin(Stdio::null()).env_clear();
        let inherited = ["PATH", "LANG", "LC_ALL", "TMPDIR", "LLVM_PROFILE_FILE"];
        command.envs(std::env::vars_os().filter(|(name, _)| inherited.iter().any(|kept| name == kept)));
        command
            .env("HOME", self.outside("home"))
            .env("XDG_STATE_HOME", self.outside("state"))
            .env("GIT_CONFIG_GLOBAL", self.outside("gitconfig"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("MILEPOST_SIGNING_KEY", self.key());
        command
    }
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(&path, found),
            Ok(kind) if kind.is_file() => found.push((path.clone(), fs::read(&path).unwrap_or_default())),
            _ => {}
        }
    }
}
