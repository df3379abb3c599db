//! Where trusted code may stand: in files and folders that only the user can change.

use std::path::Path;

use milepost_system::{FileKind, Metadata};

use super::Reference;
use crate::{EngineError, ErrorKind, Result, Workspace};

/// Anybody may write.
const WORLD_WRITABLE: u32 = 0o002;
/// Only the owner of a file may remove or rename it.
const STICKY: u32 = 0o1000;

/// Refuses a document and code that somebody else can change behind the user's back: symbolic links, files of others,
/// files and folders that anybody may write.
///
/// # Errors
/// [`ErrorKind::Untrusted`], naming the path and what to do.
pub(super) fn refuse_open_places(
    workspace: &Workspace,
    document: &str,
    references: &[Reference],
) -> Result<()> {
    let path = workspace.root.join(document);
    let unreadable = |error| EngineError::io("read", &path, error);
    if workspace.system.symlink_metadata(&path).map_err(unreadable)?.kind == FileKind::Symlink {
        return refused(document, "is a symbolic link", "name the file that it points to");
    }
    let real = workspace.system.canonicalize(&path).map_err(unreadable)?;
    if !real.starts_with(&workspace.root) {
        return refused(
            document,
            "lies outside of the project, behind a symbolic link",
            "name the file where it is",
        );
    }
    refuse_file(workspace, document, &real, false)?;
    for reference in references.iter().filter(|reference| reference.digest.is_some()) {
        let path = workspace.root.join(&reference.path);
        let unreadable = |error| EngineError::io("read", &path, error);
        let real = workspace.system.canonicalize(&path).map_err(unreadable)?;
        refuse_file(workspace, &reference.path, &real, true)?;
    }
    Ok(())
}

/// Folders of programs that belong to the machine.
const MACHINE: [&str; 8] = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/opt", "/nix", "/etc"];

/// Whether a file is part of the machine, as every tool is: it stands among its programs, and only the administrator
/// can change it.
pub(super) fn is_of_the_machine(path: &Path, facts: &Metadata) -> bool {
    facts.uid == 0
        && facts.mode & (WORLD_WRITABLE | 0o020) == 0
        && MACHINE.iter().any(|folder| path.starts_with(folder))
}

fn refuse_file(workspace: &Workspace, name: &str, real: &Path, root_may: bool) -> Result<()> {
    let system = workspace.system.as_ref();
    let facts = system.metadata(real).map_err(|error| EngineError::io("read", real, error))?;
    let user = system.user_id();
    if facts.uid != user && !(root_may && facts.uid == 0) {
        return refused(
            name,
            &format!("belongs to user {} and not to you", facts.uid),
            "copy it into a folder of your own",
        );
    }
    if facts.mode & WORLD_WRITABLE != 0 {
        return refused(name, "may be written by anybody", "run `chmod o-w` on it");
    }
    let top = workspace.repository.as_ref().map_or(&workspace.root, |repository| &repository.root);
    let top = if real.starts_with(top) { Some(top.as_path()) } else { None };
    for folder in real.ancestors().skip(1) {
        // Above the project is the machine; of code elsewhere its own folder counts.
        let facts = system.metadata(folder).map_err(|error| EngineError::io("read", folder, error))?;
        let shown = folder.strip_prefix(&workspace.root).unwrap_or(folder).display().to_string();
        let shown = if shown.is_empty() { ".".to_owned() } else { shown };
        if facts.mode & WORLD_WRITABLE != 0 && facts.mode & STICKY == 0 {
            let why = format!("stands in the folder `{shown}`, which may be written by anybody");
            return refused(name, &why, "run `chmod o-w` on that folder");
        }
        if facts.uid != user && facts.uid != 0 {
            let why = format!("stands in the folder `{shown}`, which belongs to user {}", facts.uid);
            return refused(name, &why, "copy the project into a folder of your own");
        }
        if top.is_none_or(|top| top == folder) {
            break;
        }
    }
    Ok(())
}

fn refused(name: &str, why: &str, hint: &str) -> Result<()> {
    Err(EngineError::new(ErrorKind::Untrusted, format!("`{name}` {why}")).hint(hint))
}
