//! A project to ask: its root, configuration, documents and ledger.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::Duration,
};

use milepost_document::Document;
use milepost_ledger::Ledger;
use milepost_portfolio::{LoadOptions, LoadedDocument, Portfolio};
use milepost_system::{
    FileKind, LockOutcome, System,
    git::{Git, Repository},
};
use sha2::{Digest as _, Sha256};

use crate::{
    EngineError, ErrorKind, Result,
    binding::{Bound, Rehearsal, Run, Surroundings, bind},
    config::{self, Config},
    journal, unfinished,
};

/// The lock file in the folder of what is local.
const LOCK: &str = "lock";
/// How long a writing command waits for another one.
const LOCK_WAIT: Duration = Duration::from_secs(10);

/// A project: the folder with `milepost.toml`, else the repository, else the folder asked about.
#[derive(Debug)]
pub struct Workspace {
    /// The outside.
    pub system: Arc<dyn System>,
    /// The project's root, absolute.
    pub root: PathBuf,
    /// The Git repository around it.
    pub repository: Option<Repository>,
    /// `milepost.toml`
    pub config: Config,
    /// The documents.
    pub portfolio: Portfolio,
    /// Where local records, the journal and the lock live.
    pub local: PathBuf,
    /// The repository's id, looked for once: Git goes through all of history for it.
    pub(crate) id: OnceLock<String>,
    /// Whether documents are read to their ends only when they are asked for.
    pub(crate) lazy: bool,
    /// What the lock file held before the documents were read.
    pub(crate) seen: Vec<u8>,
}

impl Workspace {
    /// Opens the project around a folder. `only` names files to read instead of all documents; they may lie outside
    /// of any project.
    ///
    /// # Errors
    /// When the configuration or Git cannot be read.
    pub fn open(system: Arc<dyn System>, start: &Path, only: &[PathBuf]) -> Result<Self> {
        Self::around(system, start)?.only(only)
    }

    /// Opens the project around a folder for a command that asks for few of its documents: each is read to its end when
    /// it is asked for.
    ///
    /// # Errors
    /// As [`Workspace::open`].
    pub fn open_lazily(system: Arc<dyn System>, start: &Path) -> Result<Self> {
        Ok(Self::around(system, start)?.whole_lazily())
    }

    /// Opens a project whose configuration does not count: the repository around a folder, or with `here` that folder
    /// itself. All its documents are read.
    ///
    /// # Errors
    /// When Git cannot be read.
    pub fn unconfigured(system: Arc<dyn System>, start: &Path, here: bool) -> Result<Self> {
        let start = system.canonicalize(start).map_err(|error| EngineError::io("open", start, error))?;
        let repository = discover(system.as_ref(), &start)?;
        let root = match &repository {
            Some(repository) if !here => repository.root.clone(),
            _ => start,
        };
        Ok(Self::unread(system, repository, root, Config::default()).whole())
    }

    /// The project around a folder, before its documents are read.
    fn around(system: Arc<dyn System>, start: &Path) -> Result<Self> {
        let start = system.canonicalize(start).map_err(|error| EngineError::io("open", start, error))?;
        let repository = discover(system.as_ref(), &start)?;
        let root = project_root(system.as_ref(), &start, repository.as_ref());
        let config = config::load(system.as_ref(), &root)?;
        Ok(Self::unread(system, repository, root, config))
    }

    /// A project, before its documents are read.
    fn unread(
        system: Arc<dyn System>,
        repository: Option<Repository>,
        root: PathBuf,
        config: Config,
    ) -> Self {
        let local = local_folder(system.as_ref(), &root, repository.as_ref());
        let portfolio = Portfolio::new(root.clone(), Vec::new(), Vec::new(), BTreeSet::new(), false);
        let (id, seen) = (OnceLock::new(), Vec::new());
        Self { system, root, repository, config, portfolio, local, id, lazy: false, seen }
    }

    /// The same project with all its documents.
    #[must_use]
    pub fn whole(self) -> Self {
        let (seen, portfolio) = self.load(Vec::new());
        Self { portfolio, seen, ..self }
    }

    /// The same project with all its documents, each read to its end when it is asked for.
    #[must_use]
    pub fn whole_lazily(self) -> Self {
        Self { lazy: true, ..self }.whole()
    }

    /// The same project with these files instead of all its documents.
    ///
    /// # Errors
    /// When one of them lies outside of the project.
    pub fn only(self, files: &[PathBuf]) -> Result<Self> {
        let outside = self.system.as_ref();
        let only = files.iter().map(|path| relative(outside, &self.root, path)).collect::<Result<_>>()?;
        let (seen, portfolio) = self.load(only);
        Ok(Self { portfolio, seen, ..self })
    }

    /// Reads the documents again, after a change.
    #[must_use]
    pub fn reloaded(self) -> Self {
        let only =
            if self.portfolio.whole { Vec::new() } else { self.portfolio.files().iter().cloned().collect() };
        let (seen, portfolio) = self.load(only);
        Self { portfolio, seen, ..self }
    }

    /// Who held the lock before the documents were read, and the documents.
    fn load(&self, only: Vec<String>) -> (Vec<u8>, Portfolio) {
        let seen = holder(self.system.as_ref(), &self.local);
        let options = LoadOptions { folders: self.config.documents.folders.clone(), only, lazy: self.lazy };
        (seen, milepost_portfolio::load(self.system.as_ref(), &self.root, &options))
    }

    /// Git at the project's root.
    pub fn git(&self) -> Option<Git<'_>> {
        self.repository.as_ref().map(|_| Git::new(self.system.as_ref(), &self.root))
    }

    /// Where shared records live.
    pub fn shared(&self) -> PathBuf {
        self.root.join(".milepost")
    }

    /// The ledger.
    ///
    /// # Errors
    /// When its folder cannot be read.
    pub fn ledger(&self, access: milepost_ledger::Access) -> Result<Ledger> {
        let paths = milepost_ledger::Paths {
            local: self.local.clone(),
            shared: self.shared(),
            index: Some(self.local.join("index.sqlite")),
        };
        Ok(Ledger::open(self.system.clone(), paths, self.repository_id()?, access)?)
    }

    /// A document by its place in the portfolio.
    pub fn document(&self, index: usize) -> &LoadedDocument {
        &self.portfolio.documents[index]
    }

    /// The id of a document: `initiative/number`, or its path without the ending.
    pub fn document_id(&self, index: usize) -> String {
        milepost_portfolio::document_id(&self.portfolio, index)
    }

    /// Binds a document's items to their checks.
    pub fn bind(&self, index: usize) -> Bound {
        self.bind_text(index, self.document(index).document())
    }

    /// Binds another text of a document.
    pub fn bind_text(&self, index: usize, document: &Document) -> Bound {
        let is_tracked = |path: &str| self.is_tracked(path);
        let milestone = |text: &str| {
            let target = milepost_portfolio::find_reference(&self.portfolio, index, text)?;
            Some(self.document(target).path.clone())
        };
        let path = &self.document(index).path;
        bind(
            document,
            Surroundings { config: &self.config, path, is_tracked: &is_tracked, milestone: &milestone },
        )
    }

    /// What the rehearsal of a document's rollback consists of.
    pub(crate) fn rehearsal_of(&self, document: &Document) -> Rehearsal {
        Rehearsal::of(document, &self.config, &|path| self.is_tracked(path))
    }

    /// The rehearsal of a document's rollback, as a run.
    pub(crate) fn rehearsal(&self, index: usize) -> Run {
        Run::rehearsal(&self.config, self.rehearsal_of(self.document(index).document()))
    }

    /// Whether a path, literally or as a glob, names a file of the project.
    pub fn is_tracked(&self, path: &str) -> bool {
        self.portfolio.has_file(path) || self.portfolio.matches(path)
    }

    /// Who this project is, in every check key.
    ///
    /// # Errors
    /// When Git fails.
    pub fn repository_id(&self) -> Result<String> {
        if let Some(id) = &self.config.project.id {
            return Ok(id.clone());
        }
        if let Some(id) = self.id.get() {
            return Ok(id.clone());
        }
        let roots = match self.git() {
            Some(git) => git.root_commits()?,
            None => Vec::new(),
        };
        if roots.is_empty() {
            // The first commit may be ours.
            return Ok("unversioned".to_owned());
        }
        Ok(self.id.get_or_init(|| roots.join("+")).clone())
    }

    /// Takes the workspace for a writing command, and finishes what an interrupted one left. Waits for another process.
    ///
    /// # Errors
    /// [`ErrorKind::Locked`] when that process keeps it.
    pub fn lock(&self) -> Result<Held> {
        self.lock_within(LOCK_WAIT)
    }

    /// As [`Workspace::lock`], waiting at most so long.
    ///
    /// # Errors
    /// As [`Workspace::lock`].
    pub fn lock_within(&self, wait: Duration) -> Result<Held> {
        self.refuse_links()?;
        self.system
            .create_dir_all(&self.local)
            .map_err(|error| EngineError::io("make the folder", &self.local, error))?;
        let path = self.local.join(LOCK);
        match self.system.lock(&path, wait).map_err(|error| EngineError::io("lock", &path, error))? {
            LockOutcome::Acquired(lock) => {
                let recovered = journal::recover(self.system.as_ref(), &self.root, &self.local)
                    .map_err(|error| EngineError::io("finish the change in", &self.local, error))?;
                let read_before = recovered.is_none() && lock.nobody_since(&self.seen);
                let removed =
                    if lock.was_abandoned() { unfinished::remove_unfinished(self) } else { Vec::new() };
                Ok(Held { recovered, removed, read_before, _lock: Some(lock) })
            }
            LockOutcome::HeldBy(process) => {
                let who = process.map_or_else(|| "another process".to_owned(), |id| format!("process {id}"));
                Err(EngineError::new(ErrorKind::Locked, format!("{who} is writing in this project"))
                    .hint("wait until it has ended, then try again"))
            }
        }
    }

    /// Refuses where a folder of ours is a link: a checkout would so say where its reader's records are written.
    ///
    /// # Errors
    /// Naming the link.
    pub(crate) fn refuse_links(&self) -> Result<()> {
        let system = self.system.as_ref();
        for folder in [self.shared(), self.local.clone()] {
            let inside = system.list(&folder).unwrap_or_default().into_iter().map(|entry| entry.path);
            let links = std::iter::once(folder).chain(inside);
            let is_link = |path: &PathBuf| {
                system.symlink_metadata(path).is_ok_and(|facts| facts.kind == FileKind::Symlink)
                    && !system.is_file(path)
            };
            if let Some(link) = links.into_iter().find(is_link) {
                let message =
                    format!("`{}` is a link, and records would be written where it leads", link.display());
                return Err(EngineError::new(ErrorKind::Untrusted, message).hint("look at it, and remove it"));
            }
        }
        Ok(())
    }

    /// A change that an interrupted command left half done, for reading commands to report.
    pub fn interrupted_change(&self) -> Option<String> {
        journal::pending(self.system.as_ref(), &self.local).ok().flatten()
    }
}

/// The workspace is held by this process until this is dropped.
#[derive(Debug)]
pub struct Held {
    /// What an interrupted command left and was finished now.
    pub recovered: Option<journal::Recovered>,
    /// The temporary files that a killed command left and that were removed now.
    pub removed: Vec<PathBuf>,
    /// Whether no other command held the workspace since its documents were read.
    read_before: bool,
    _lock: Option<Box<dyn milepost_system::FileLock>>,
}

impl Held {
    /// The workspace as it is now that it is held: read anew where another command may have written since it was read.
    #[must_use]
    pub fn current(&self, workspace: Workspace) -> Workspace {
        if self.read_before { workspace } else { workspace.reloaded() }
    }

    /// For a dry run, which writes nothing: no lock is taken and nothing is finished.
    pub fn for_dry_run() -> Self {
        Self { recovered: None, removed: Vec::new(), read_before: true, _lock: None }
    }
}

/// What the lock file says of who held it last; nothing where nobody did.
fn holder(system: &dyn System, local: &Path) -> Vec<u8> {
    system.read(&local.join(LOCK)).unwrap_or_default()
}

fn discover(system: &dyn System, start: &Path) -> Result<Option<Repository>> {
    // Git finds a repository with a work tree by the same entry; without one there is nothing to ask it.
    let holds_git = |folder: &Path| system.symlink_metadata(&folder.join(".git")).is_ok();
    if !start.ancestors().any(holds_git) || system.find_program_for("git", start).is_none() {
        return Ok(None);
    }
    let found = Git::discover(system, start)?;
    Ok(found.filter(|repository| !repository.is_bare))
}

fn project_root(system: &dyn System, start: &Path, repository: Option<&Repository>) -> PathBuf {
    let top = repository.map(|repository| repository.root.as_path());
    let mut folders = start.ancestors().take_while(|folder| top.is_none_or(|top| folder.starts_with(top)));
    let configured = folders.find(|folder| system.is_file(&folder.join(config::FILE_NAME)));
    configured.or(top).unwrap_or(start).to_owned()
}

fn local_folder(system: &dyn System, root: &Path, repository: Option<&Repository>) -> PathBuf {
    if let Some(repository) = repository {
        return repository.common_dir.join("milepost");
    }
    let digest = Sha256::digest(root.as_os_str().as_encoded_bytes());
    let name = digest[..8].iter().fold(String::new(), |name, byte| format!("{name}{byte:02x}"));
    state_home(system).join("projects").join(name)
}

/// `$XDG_STATE_HOME/milepost`, or `~/.local/state/milepost`.
pub(crate) fn state_home(system: &dyn System) -> PathBuf {
    let absolute = |name: &str| system.var(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_STATE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/state")))
        .unwrap_or_else(|| PathBuf::from("/tmp"))
        .join("milepost")
}

fn relative(system: &dyn System, root: &Path, path: &Path) -> Result<String> {
    let absolute = system.canonicalize(path).map_err(|error| EngineError::io("read", path, error))?;
    let inside = absolute.strip_prefix(root).map_err(|_| {
        EngineError::usage(format!("`{}` lies outside of the project `{}`", path.display(), root.display()))
            .hint("run the command in the folder of that file")
    })?;
    Ok(inside.to_string_lossy().replace('\\', "/"))
}
