//! Where an import comes from.

use std::path::{Path, PathBuf};

use milepost_document::{
    view::DocumentKind,
    vocabulary::{HIDDEN_FOLDERS, dialect_place},
};
use milepost_portfolio::{LoadOptions, Portfolio, load, path};
use milepost_system::git::Git;

use super::{
    Left,
    json::objects,
    source::{Read, SOURCES},
    tree::Tree,
    unit::Unit,
};
use crate::{EngineError, Result, Workspace};

/// Where an import comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A document, a folder, a repository, or a file of JSON.
    Path(PathBuf),
    /// Bytes that hold JSON, and what they are called.
    Json {
        /// What they are called in messages.
        name: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
}

/// What was found there.
#[derive(Debug)]
pub(super) struct Found {
    /// The names of the tools whose work it is.
    pub(super) sources: Vec<String>,
    /// Their work, each key once.
    pub(super) units: Vec<Unit>,
    /// Their documents that are no work.
    pub(super) left: Vec<Left>,
    /// The tree around it.
    pub(super) tree: Option<Tree>,
}

/// Folders without a dot in which tools keep plans.
const TOOL_FOLDERS: [&str; 3] = ["backlog", "openspec", "specs"];

/// Reads what is there.
pub(super) fn read(workspace: &Workspace, origin: &Origin) -> Result<Found> {
    let path = match origin {
        Origin::Json { name, bytes } => return from_json(name, bytes),
        Origin::Path(path) => path,
    };
    let system = workspace.system.as_ref();
    let absolute = system.canonicalize(path).map_err(|error| EngineError::io("read", path, error))?;
    let name = absolute.to_string_lossy();
    if !system.is_dir(&absolute) && !path::is_markdown(&name) {
        let bytes = system.read(&absolute).map_err(|error| EngineError::io("read", path, error))?;
        if !bytes.trim_ascii_start().starts_with(b"[") && !bytes.trim_ascii_start().starts_with(b"{") {
            let message = format!("`{}` is neither a document of Markdown nor JSON", path.display());
            return Err(EngineError::usage(message).hint(what_is_read()));
        }
        return from_json(&path.to_string_lossy(), &bytes);
    }
    let (tree, wanted) = tree(workspace, &absolute);
    let below = |path: &str| {
        wanted.is_empty()
            || path.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mut found = Found { sources: Vec::new(), units: Vec::new(), left: Vec::new(), tree: None };
    let mut used = std::collections::BTreeSet::new();
    for source in SOURCES {
        let Read::Documents(units) = source.read else { continue };
        let mut units = units(&tree);
        units.retain(|unit| unit.texts.iter().filter_map(|text| text.path.as_deref()).any(below));
        if !units.is_empty() {
            found.sources.push(source.name.to_owned());
        }
        used.extend(units.iter().flat_map(|unit| &unit.texts).filter_map(|text| text.path.clone()));
        found.units.extend(units);
    }
    for loaded in tree.portfolio.documents.iter().filter(|loaded| below(&loaded.path)) {
        let is_hub = loaded.kind == DocumentKind::Hub;
        if loaded.identity.dialect.is_some() && (is_hub || !used.contains(&loaded.path)) {
            let reason = match loaded.kind {
                _ if is_hub && used.contains(&loaded.path) => {
                    "of it only what it says of each phase was taken"
                }
                _ if loaded.is_milestone() => "it is no work of its own",
                _ => "it is about the work",
            };
            found.left.push(Left { path: tree.key(&loaded.path), reason: reason.to_owned() });
        }
    }
    for file in tree.portfolio.unreadable.iter().filter(|file| below(&file.path)) {
        found.left.push(Left { path: tree.key(&file.path), reason: file.error.clone() });
    }
    if found.units.is_empty() {
        return Err(nothing(path, &tree));
    }
    Ok(Found { tree: Some(tree), ..found })
}

/// The tree around a path, and the path in it.
fn tree(workspace: &Workspace, absolute: &Path) -> (Tree, String) {
    let system = workspace.system.as_ref();
    let inside = absolute.starts_with(&workspace.root);
    let root = if inside { workspace.root.clone() } else { outer_root(workspace, absolute) };
    let wanted = absolute.strip_prefix(&root).unwrap_or(absolute).to_string_lossy().replace('\\', "/");
    let all = inside && workspace.portfolio.whole && workspace.config.documents.folders.is_empty();
    let portfolio: Portfolio =
        if all { workspace.portfolio.clone() } else { load(system, &root, &LoadOptions::default()) };
    let name = if inside { String::new() } else { outer_name(workspace, &root) };
    (Tree { portfolio, is_inside: inside, name }, wanted)
}

/// What another project is known by: its folder's name with its first commit, which is the same wherever it is cloned to;
/// without commits, the way there.
fn outer_name(workspace: &Workspace, root: &Path) -> String {
    let name = root.file_name().map_or_else(|| "root".to_owned(), |name| name.to_string_lossy().into_owned());
    let system = workspace.system.as_ref();
    let first = || {
        let has_git = system.exists(&root.join(".git")) && system.find_program_for("git", root).is_some();
        let found = has_git.then(|| Git::discover(system, root).ok().flatten()).flatten();
        let whole = found.filter(|repository| !repository.is_shallow && repository.root == root)?;
        Git::new(system, &whole.root).root_commits().ok()?.into_iter().next()
    };
    if let Some(first) = first() {
        return format!("{name}@{first:.12}");
    }
    let text = |path: &Path| path.to_string_lossy().replace('\\', "/");
    path::relative(&text(&workspace.root), text(root).trim_start_matches('/'))
}

/// The root of another project: its repository, else the folder around that of a tool, else the folder itself.
fn outer_root(workspace: &Workspace, absolute: &Path) -> PathBuf {
    let system = workspace.system.as_ref();
    let folder = if system.is_dir(absolute) { absolute } else { absolute.parent().unwrap_or(absolute) };
    if let Some(root) = folder.ancestors().find(|folder| system.exists(&folder.join(".git"))) {
        return root.to_owned();
    }
    let is_tool = |folder: &&Path| {
        let name = folder.file_name().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
        HIDDEN_FOLDERS.contains(&name) || TOOL_FOLDERS.contains(&name)
    };
    let of_tool = folder.ancestors().filter(is_tool).last().and_then(Path::parent);
    of_tool.unwrap_or(folder).to_owned()
}

fn from_json(name: &str, bytes: &[u8]) -> Result<Found> {
    let objects = objects(name, bytes)?;
    let mut found = Found { sources: Vec::new(), units: Vec::new(), left: Vec::new(), tree: None };
    let ask = "gh issue list --state all --limit 1000 --json number,title,body,url,state,stateReason,author,\
               assignees,labels,milestone,comments,createdAt,updatedAt,closedAt";
    for (at, object) in objects.iter().enumerate() {
        let fitting = SOURCES.iter().find_map(|source| match source.read {
            Read::Json { fits, unit } if fits(object) => Some((source.name, unit)),
            _ => None,
        });
        let Some((source, unit)) = fitting else {
            let fields: Vec<String> = object
                .as_object()
                .into_iter()
                .flat_map(|object| object.keys())
                .map(|key| format!("`{key}`"))
                .collect();
            let fields = if fields.is_empty() { "nothing".to_owned() } else { fields.join(", ") };
            let message = format!(
                "object {} of `{name}` is neither an issue nor a milestone: it has {}",
                at + 1,
                cut(&fields)
            );
            return Err(EngineError::usage(message)
                .hint(ask)
                .hint("gh api 'repos/{owner}/{repo}/milestones?state=all'"));
        };
        match unit(object) {
            Ok(unit) => found.units.push(unit),
            Err(missing) => {
                let missing: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
                let message = format!("object {} of `{name}` has no {}", at + 1, missing.join(" and no "));
                return Err(EngineError::usage(message).hint(ask));
            }
        }
        if !found.sources.iter().any(|known| known == source) {
            found.sources.push(source.to_owned());
        }
    }
    if found.units.is_empty() {
        return Err(EngineError::usage(format!("`{name}` holds no issue and no milestone")).hint(ask));
    }
    let mut seen = std::collections::BTreeSet::new();
    found.units.retain(|unit| seen.insert(unit.key.clone()));
    Ok(found)
}

/// No work was found: say what is read, and where there is some.
fn nothing(path: &Path, tree: &Tree) -> EngineError {
    let mut error = EngineError::usage(format!("`{}` holds no work of a tool that is read", path.display()));
    let of_tools = tree.portfolio.documents.iter().filter(|loaded| loaded.identity.dialect.is_some());
    let mut folders: Vec<&str> = of_tools
        .filter(|loaded| loaded.is_milestone())
        .filter_map(|loaded| {
            dialect_place(&loaded.path)?;
            loaded.path.split('/').next()
        })
        .collect();
    folders.dedup();
    if let Some(folder) = folders.first() {
        error = error.hint(format!("did you mean `{folder}`?"));
    }
    error.hint(what_is_read())
}

fn what_is_read() -> String {
    let read: Vec<&str> = SOURCES.iter().map(|source| source.what).collect();
    format!("read are {}", read.join(", "))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((at, _)) => format!("{} …", &text[..at]),
        None => text.to_owned(),
    }
}
