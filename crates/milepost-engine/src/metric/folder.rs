//! Where copies of a project are kept.

use std::path::{Path, PathBuf};

use milepost_ledger::Digest;
use milepost_system::System;

use crate::{EngineError, Result};

/// The folder of a repository's copies, below the user's caches: outside of the project, where no tool takes the copy
/// for a part of it.
///
/// What runs in a sandbox may change caches. So the way there may hold no link: through one, what is cleaned up here
/// would be another folder.
///
/// # Errors
/// When it cannot be made, or is not where it should be.
pub(super) fn copies_folder(system: &dyn System, repository: &Path) -> Result<PathBuf> {
    let caches = cache_home(system);
    system.create_dir_all(&caches).map_err(|error| EngineError::io("create", &caches, error))?;
    let caches = system.canonicalize(&caches).map_err(|error| EngineError::io("read", &caches, error))?;
    let name = Digest::of(repository.as_os_str().as_encoded_bytes()).short();
    let folder = caches.join("milepost").join("copies").join(name);
    system.create_dir_all(&folder).map_err(|error| EngineError::io("create", &folder, error))?;
    let real = system.canonicalize(&folder).map_err(|error| EngineError::io("read", &folder, error))?;
    if real == folder {
        return Ok(folder);
    }
    let message = format!("`{}` leads to `{}`", folder.display(), real.display());
    Err(EngineError::usage(message)
        .hint("remove the link: copies are made and cleaned up in a folder of their own"))
}

/// `$XDG_CACHE_HOME`, or `~/.cache`.
fn cache_home(system: &dyn System) -> PathBuf {
    let absolute = |name: &str| system.var(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
        .unwrap_or_else(|| PathBuf::from("/var/tmp"))
}
