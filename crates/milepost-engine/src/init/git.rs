//! What `init --git` sets up: hooks that name the milestone in each commit, attributes of our own files, and the merge of
//! documents by meaning.

use std::{io, path::Path};

use serde::Serialize;

use crate::{EngineError, Result, Workspace};

/// The hooks: one for messages that are given, one for those that are written in an editor. Until somebody has written
/// something there is no message to add to: an editor that is left without a word still ends the commit.
const HOOKS: [&str; 2] = ["prepare-commit-msg", "commit-msg"];

/// Lines for `.gitattributes`: signed bytes are not converted, and are no code to review.
const ATTRIBUTES: [&str; 2] =
    [".milepost/records/** -text linguist-generated", ".milepost/attestations/** -text linguist-generated"];

/// The keys of Git's configuration for the driver, with their values. Where Milepost is not there, or cannot merge, Git
/// merges line by line: a file without marks would look merged.
const DRIVER: [(&str, &str); 2] = [
    ("merge.milepost.name", "Milepost: documents by meaning"),
    (
        "merge.milepost.driver",
        "milepost merge-driver %O %A %B %L %P; code=$?; \
         test $code -le 1 || { git merge-file --quiet --marker-size=%L %A %O %B; code=$?; }; exit $code",
    ),
];

/// What became of a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HookState {
    /// It was written, or would be.
    Written,
    /// It calls Milepost already.
    Present,
    /// Another hook of this name is there, and stays as it is.
    Foreign,
    /// The folder lies outside of the repository, and serves others too.
    Outside,
    /// Another tool writes the folder anew.
    Managed,
}

/// A hook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hook {
    /// Its name.
    pub name: &'static str,
    /// Its path.
    pub path: String,
    /// What became of it.
    pub state: HookState,
    /// The line to add by hand, where it was not written.
    pub line: Option<String>,
}

/// What happened to a file of the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GitChange {
    /// Its path from the project's root.
    pub path: String,
    /// The lines that were added, or would be.
    pub added: Vec<String>,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GitSetup {
    /// The hooks.
    pub hooks: Vec<Hook>,
    /// `.gitattributes`
    pub attributes: GitChange,
    /// The merge driver in Git's configuration of this repository: each clone has its own.
    pub driver: DriverState,
}

/// What became of the merge driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DriverState {
    /// It was set, or would be.
    Written,
    /// It is set already.
    Present,
    /// Somebody set another one, which stays.
    Foreign,
}

/// Installs the hooks where none is, adds the attributes that are missing, and sets the merge driver. With `dry_run` nothing is written.
///
/// # Errors
/// Without a repository, or when a file cannot be read or written.
pub fn set_up_git(workspace: &Workspace, dry_run: bool) -> Result<GitSetup> {
    let (Some(git), Some(repository)) = (workspace.git(), &workspace.repository) else {
        return Err(EngineError::usage("there is no Git repository here").hint("`git init` makes one"));
    };
    let folder = git.hooks_folder()?;
    let inside = real(workspace, &folder);
    let outside = !inside.starts_with(&repository.root) && !inside.starts_with(&repository.common_dir);
    let mut hooks = Vec::new();
    for name in HOOKS {
        let path = folder.join(name);
        let state = state(workspace, &path, name, outside)?;
        let managed = folder.file_name().is_some_and(|name| name == "_");
        let state = if managed && state == HookState::Written { HookState::Managed } else { state };
        if state == HookState::Written && !dry_run {
            write_hook(workspace, &path, name)?;
        }
        let by_hand = !matches!(state, HookState::Written | HookState::Present);
        hooks.push(Hook {
            name,
            path: shown(workspace, &path),
            state,
            line: by_hand.then(|| format!("milepost hook {name} \"$@\" || true")),
        });
    }
    let driver = driver(git, dry_run)?;
    Ok(GitSetup { hooks, attributes: attributes(workspace, dry_run)?, driver })
}

fn driver(git: milepost_system::git::Git<'_>, dry_run: bool) -> Result<DriverState> {
    let known = git.configs(&DRIVER.map(|(key, _)| key))?;
    match &known[1] {
        Some(command) if command == DRIVER[1].1 => return Ok(DriverState::Present),
        Some(command) if !command.starts_with("milepost merge-driver ") => return Ok(DriverState::Foreign),
        _ => {}
    }
    if !dry_run {
        for (key, value) in DRIVER {
            git.set_config(key, value)?;
        }
    }
    Ok(DriverState::Written)
}

/// The patterns of the documents: the configured folders, else those in which milestones lie.
fn patterns(workspace: &Workspace) -> Vec<String> {
    let configured = &workspace.config.documents.folders;
    let mut folders: Vec<String> =
        configured.iter().map(|folder| folder.trim_matches('/').to_owned()).collect();
    if folders.is_empty() {
        let documents = &workspace.portfolio.documents;
        let ours = documents.iter().filter(|loaded| loaded.is_milestone() || loaded.is_owner());
        folders = ours.map(|loaded| loaded.folder().to_owned()).collect();
    }
    folders.sort_unstable();
    // A folder in another one is covered by its pattern.
    folders.dedup_by(|inner, outer| {
        inner.strip_prefix(&*outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    let quoted = |pattern: String| {
        if pattern.contains([' ', '"', '#', '!']) { format!("{pattern:?}") } else { pattern }
    };
    let pattern =
        |folder: String| if folder.is_empty() { "*.md".to_owned() } else { format!("{folder}/**/*.md") };
    folders.into_iter().map(pattern).map(quoted).collect()
}

fn state(workspace: &Workspace, path: &Path, name: &str, outside: bool) -> Result<HookState> {
    let calls = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(&format!("milepost hook {name}"));
    match workspace.system.read(path) {
        Ok(bytes) if calls(&bytes) => Ok(HookState::Present),
        Ok(_) => Ok(HookState::Foreign),
        Err(error) if error.kind() == io::ErrorKind::NotFound && outside => Ok(HookState::Outside),
        // A link that leads nowhere is somebody's.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(if workspace.system.symlink_metadata(path).is_ok() {
                HookState::Foreign
            } else {
                HookState::Written
            })
        }
        Err(error) => Err(EngineError::io("read", path, error)),
    }
}

fn write_hook(workspace: &Workspace, path: &Path, name: &str) -> Result<()> {
    let script = format!(
        "#!/bin/sh\n\
         # Adds the trailer \"Milestone: ID\" to the commits on a milestone's branch. Written by `milepost init --git`.\n\
         # It never stops a commit.\n\
         command -v milepost >/dev/null 2>&1 || exit 0\n\
         milepost hook {name} \"$@\" || true\n"
    );
    let failed = |error| EngineError::io("write", path, error);
    let system = workspace.system.as_ref();
    system.create_dir_all(path.parent().unwrap_or(Path::new("/"))).map_err(failed)?;
    system.write_new(path, script.as_bytes()).map_err(failed)?;
    system.set_mode(path, 0o755).map_err(failed)
}

fn attributes(workspace: &Workspace, dry_run: bool) -> Result<GitChange> {
    let path = workspace.root.join(".gitattributes");
    let before = match workspace.system.read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(EngineError::io("read", path, error)),
    };
    let text = String::from_utf8_lossy(&before);
    let merged = patterns(workspace).into_iter().map(|pattern| format!("{pattern} merge=milepost"));
    let wanted = ATTRIBUTES.into_iter().map(str::to_owned).chain(merged);
    let added: Vec<String> = wanted.filter(|line| !text.lines().any(|known| known.trim() == line)).collect();
    if !added.is_empty() && !dry_run {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let mut after = before.clone();
        if !after.is_empty() && !after.ends_with(b"\n") {
            after.extend_from_slice(newline.as_bytes());
        }
        for line in &added {
            after.extend_from_slice(line.as_bytes());
            after.extend_from_slice(newline.as_bytes());
        }
        workspace
            .system
            .write_atomic(&path, &after)
            .map_err(|error| EngineError::io("write", &path, error))?;
    }
    Ok(GitChange { path: ".gitattributes".to_owned(), added })
}

/// A folder without links, also where its end does not exist yet.
fn real(workspace: &Workspace, folder: &Path) -> std::path::PathBuf {
    let system = workspace.system.as_ref();
    system.canonicalize(folder).unwrap_or_else(|_| match (folder.parent(), folder.file_name()) {
        (Some(parent), Some(name)) => real(workspace, parent).join(name),
        _ => folder.to_owned(),
    })
}

fn shown(workspace: &Workspace, path: &Path) -> String {
    path.strip_prefix(&workspace.root).unwrap_or(path).display().to_string()
}
