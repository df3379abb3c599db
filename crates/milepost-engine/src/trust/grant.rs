//! What somebody at a terminal has agreed to: one file for each grant, outside of every repository.

use std::{
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use milepost_ledger::Digest;
use milepost_system::System;
use serde::{Deserialize, Serialize};

use super::{Class, Consent, Reference, TrustRequest, TrustedCommand, place::refuse_open_places};
use crate::{EngineError, ErrorKind, Result, Workspace, workspace::state_home};

const VERSION: u32 = 3;

/// Commands of one document and one class that run until one of them, or the code that they name, changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    version: u32,
    /// The project's root.
    pub root: PathBuf,
    /// Who granted it: the user's id.
    pub owner: u32,
    /// The document's path from the root.
    pub document: String,
    /// What the commands are for.
    pub class: Class,
    /// Of the executable projection.
    pub digest: Digest,
    /// When.
    pub granted: Timestamp,
    /// The commands, to show what changed.
    pub commands: Vec<TrustedCommand>,
    /// The code that they name, to show what changed.
    pub references: Vec<Reference>,
}

/// Records that somebody saw a document's commands and trusts them until they change.
///
/// # Errors
/// When the document stands where others can change it, or the grant cannot be written.
pub fn grant(workspace: &Workspace, request: &TrustRequest, _: &Consent) -> Result<()> {
    refuse_open_places(workspace, &request.document, &request.references)?;
    let system = workspace.system.as_ref();
    let folder = folder(system);
    if is_in_checkout(workspace, &folder) {
        let message = format!("grants would be kept in `{}`, inside of the project", folder.display());
        return Err(EngineError::new(ErrorKind::Untrusted, message)
            .hint("set `XDG_STATE_HOME` to a folder outside of it"));
    }
    let grant = Grant {
        version: VERSION,
        root: workspace.root.clone(),
        owner: system.user_id(),
        document: request.document.clone(),
        class: request.class,
        digest: request.digest,
        granted: system.now(),
        commands: request.commands.clone(),
        references: request.references.clone(),
    };
    let path = folder.join(grant.file_name());
    let failed = |error: io::Error| EngineError::io("write", &path, error);
    system.create_dir_all(&folder).map_err(failed)?;
    for private in [folder.parent().unwrap_or(&folder), &folder] {
        system.set_mode(private, 0o700).map_err(failed)?;
        refuse_others(system, private)?;
    }
    let bytes = serde_json::to_vec_pretty(&grant)?;
    system.write_atomic(&path, &bytes).map_err(failed)?;
    system.set_mode(&path, 0o600).map_err(failed)
}

/// Every grant of this user, by project, document and class.
///
/// # Errors
/// When one cannot be read, or may be somebody else's.
pub fn grants(system: &dyn System) -> Result<Vec<Grant>> {
    let folder = folder(system);
    let entries = match system.list(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(EngineError::io("read", &folder, error)),
    };
    let is_grant = |path: &Path| path.extension().is_some_and(|extension| extension == "json");
    let paths = entries.into_iter().map(|entry| entry.path).filter(|path| is_grant(path));
    let read = paths.map(|path| read(system, &path)).collect::<Result<Vec<_>>>()?;
    let mut grants: Vec<Grant> = read.into_iter().flatten().collect();
    grants.sort_by(|a, b| (&a.root, &a.document, a.class).cmp(&(&b.root, &b.document, b.class)));
    Ok(grants)
}

/// Takes a grant back. One that is gone already is no error.
///
/// # Errors
/// When its file cannot be removed.
pub fn revoke(system: &dyn System, grant: &Grant) -> Result<()> {
    let path = folder(system).join(grant.file_name());
    match system.remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(EngineError::io("remove", &path, error)),
        _ => Ok(()),
    }
}

/// The grant for a document and a class, whether or not it fits what stands there now. Grants inside of the checkout
/// are none: a repository cannot bring its own.
pub(super) fn last_grant(workspace: &Workspace, document: &str, class: Class) -> Result<Option<Grant>> {
    let system = workspace.system.as_ref();
    let folder = folder(system);
    if is_in_checkout(workspace, &folder) {
        return Ok(None);
    }
    let grant = read(system, &folder.join(file_name(&workspace.root, document, class)))?;
    Ok(grant.filter(|grant| {
        grant.version == VERSION
            && grant.root == workspace.root
            && grant.owner == system.user_id()
            && grant.document == document
            && grant.class == class
    }))
}

/// Whether a path lies in the project or its repository.
pub(super) fn is_in_checkout(workspace: &Workspace, path: &Path) -> bool {
    let real = path.ancestors().find_map(|above| {
        let real = workspace.system.canonicalize(above).ok()?;
        Some(real.join(path.strip_prefix(above).ok()?))
    });
    let real = real.unwrap_or_else(|| path.to_owned());
    let repository = workspace.repository.as_ref();
    real.starts_with(&workspace.root)
        || repository.is_some_and(|repository| {
            real.starts_with(&repository.root) || real.starts_with(&repository.common_dir)
        })
}

impl Grant {
    fn file_name(&self) -> String {
        file_name(&self.root, &self.document, self.class)
    }
}

fn folder(system: &dyn System) -> PathBuf {
    state_home(system).join("trust")
}

fn file_name(root: &Path, document: &str, class: Class) -> String {
    let mut name = root.as_os_str().as_encoded_bytes().to_vec();
    for part in [document, class.word()] {
        name.push(0);
        name.extend_from_slice(part.as_bytes());
    }
    format!("{}.json", &Digest::of(name).hex()[..32])
}

fn read(system: &dyn System, path: &Path) -> Result<Option<Grant>> {
    let bytes = match system.read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(EngineError::io("read", path, error)),
    };
    let folder = path.parent().unwrap_or(Path::new("/"));
    for place in [folder.parent().unwrap_or(folder), folder, path] {
        refuse_others(system, place)?;
    }
    serde_json::from_slice(&bytes).map(Some).map_err(|error| {
        EngineError::io("read", path, error.into()).hint("remove the file: it is asked again")
    })
}

/// Grants that somebody else could have written are no word of this user's.
fn refuse_others(system: &dyn System, path: &Path) -> Result<()> {
    let facts = system.metadata(path).map_err(|error| EngineError::io("read", path, error))?;
    if facts.uid == system.user_id() && facts.mode & 0o022 == 0 {
        return Ok(());
    }
    let message = format!("`{}` belongs to somebody else, or may be written by others", path.display());
    Err(EngineError::new(ErrorKind::Untrusted, message).hint("remove it to start without any grant"))
}

/// Whether a grant still lets anything run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantStanding {
    /// What was granted is what stands there.
    Holds,
    /// Something else stands there now: it is asked again.
    Changed,
    /// The document is gone.
    Gone,
    /// It is for another project.
    Elsewhere,
}

/// A grant with what has become of it.
#[derive(Debug, Clone, Serialize)]
pub struct ListedGrant {
    /// The grant.
    #[serde(flatten)]
    pub grant: Grant,
    /// Whether it still holds.
    pub standing: GrantStanding,
}
