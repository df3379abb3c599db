//! Where the demo plays: a folder with a project, a home and a key of its own, so that nothing of the user is touched.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::Arc,
};

use milepost_engine::{EngineError, Result, signers::new_key};
use milepost_system::{ProcessOutput, ProcessRequest, System};

use super::sample::File;
use crate::ui::Terminal;

/// Who works in the demo.
pub(crate) const WHO: &str = "ada@example.org";

/// Variables that would lead Git or Milepost to something of the user.
const FOREIGN: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_EMAIL",
    "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL",
    "MILEPOST_PRINCIPAL",
    "XDG_CONFIG_HOME",
];

/// The folder of one demo.
#[derive(Debug)]
pub(crate) struct Stage {
    system: Arc<dyn System>,
    folder: PathBuf,
    exe: PathBuf,
    terminal: Terminal,
}

impl Stage {
    /// Makes the folder, the key and Git's configuration.
    pub(crate) fn new(system: Arc<dyn System>, terminal: Terminal) -> Result<Self> {
        for program in ["git", "bash"] {
            if system.find_program(program).is_none() {
                return Err(EngineError::usage(format!(
                    "the demo needs `{program}`, which is not in `PATH`"
                ))
                .hint(format!("install the package `{program}`")));
            }
        }
        let folder = system
            .temp_dir("milepost-demo")
            .map_err(|error| EngineError::io("make", "a temporary folder", error))?;
        let exe =
            system.current_exe().map_err(|error| EngineError::io("find", "the running program", error))?;
        let stage = Self { system, folder, exe, terminal };
        for folder in [stage.project(), stage.folder.join("home"), stage.folder.join("state")] {
            stage.system.create_dir_all(&folder).map_err(|error| EngineError::io("make", folder, error))?;
        }
        let identity = format!("[user]\n\tname = Ada\n\temail = {WHO}\n[init]\n\tdefaultBranch = main\n");
        stage.write_outside("gitconfig", &identity)?;
        let key = stage.folder.join("key");
        let public = new_key(stage.system.as_ref(), &key, WHO)
            .map_err(|error| EngineError::usage("no key could be made").because(error))?;
        stage.write(&[(".milepost/allowed_signers", &format!("{WHO} {public}\n"))])?;
        Ok(stage)
    }

    /// The folder of everything.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The project.
    pub(crate) fn project(&self) -> PathBuf {
        self.folder.join("project")
    }

    /// Writes files of the project.
    pub(crate) fn write(&self, files: &[(&str, &str)]) -> Result<()> {
        for (path, text) in files {
            let path = self.project().join(path);
            let failed = |error| EngineError::io("write", &path, error);
            self.system.create_dir_all(path.parent().unwrap_or(&self.folder)).map_err(failed)?;
            self.system.write_atomic(&path, text.as_bytes()).map_err(failed)?;
        }
        Ok(())
    }

    /// The same for files that are part of this program.
    pub(crate) fn copy(&self, files: &[File]) -> Result<()> {
        self.write(files)
    }

    /// Reads a file of the project.
    pub(crate) fn read(&self, path: &str) -> Result<String> {
        let path = self.project().join(path);
        let bytes = self.system.read(&path).map_err(|error| EngineError::io("read", &path, error))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The names in a folder of the project.
    pub(crate) fn names(&self, path: &str) -> Result<Vec<String>> {
        let path = self.project().join(path);
        let entries = self.system.list(&path).map_err(|error| EngineError::io("read", &path, error))?;
        Ok(entries
            .iter()
            .filter_map(|entry| Some(entry.path.file_name()?.to_string_lossy().into_owned()))
            .collect())
    }

    /// Whether a program is to be found.
    pub(crate) fn has(&self, program: &str) -> bool {
        self.system.find_program(program).is_some()
    }

    /// Runs a program in the project; `milepost` is this program itself.
    pub(crate) fn run(&self, program: &str, args: &[&str], stdin: &[u8]) -> Result<ProcessOutput> {
        let path: OsString = if program == "milepost" { self.exe.clone().into() } else { program.into() };
        let mut request =
            ProcessRequest::new(path).args(args.iter().copied()).cwd(self.project()).stdin(stdin);
        for name in FOREIGN {
            request = request.env_remove(name);
        }
        for (name, value) in self.environment() {
            request = request.env(name, value);
        }
        if program == "milepost" {
            // What it says is shown indented by two.
            request = request.env("COLUMNS", self.terminal.width.saturating_sub(2).to_string());
            if self.terminal.stdout {
                request = request.env("CLICOLOR_FORCE", "1");
            }
        }
        self.system.run(&request).map_err(|error| EngineError::io("run", program, error))
    }

    /// What leads Git and Milepost to this folder, as words for `export`.
    pub(crate) fn variables(&self) -> String {
        let set = self.environment().map(|(name, value)| format!("{name}={}", value.to_string_lossy()));
        set.join(" ")
    }

    fn environment(&self) -> [(&'static str, OsString); 5] {
        let inside = |name: &str| self.folder.join(name).into_os_string();
        [
            ("HOME", inside("home")),
            ("XDG_STATE_HOME", inside("state")),
            ("GIT_CONFIG_GLOBAL", inside("gitconfig")),
            ("GIT_CONFIG_NOSYSTEM", "1".into()),
            ("MILEPOST_SIGNING_KEY", inside("key")),
        ]
    }

    /// Removes the folder.
    pub(crate) fn remove(&self) -> Result<()> {
        self.system
            .remove_dir_all(&self.folder)
            .map_err(|error| EngineError::io("remove", &self.folder, error))
    }

    fn write_outside(&self, name: &str, text: &str) -> Result<()> {
        let path = self.folder.join(name);
        self.system
            .write_atomic(&path, text.as_bytes())
            .map_err(|error| EngineError::io("write", &path, error))
    }
}
