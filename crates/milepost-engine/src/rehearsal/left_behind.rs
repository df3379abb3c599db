//! What rehearsals left behind that were killed: clones, servers and databases.

use milepost_database::{NamedServer, abandoned, leftovers, remove_leftovers, sweep};

use super::database::{server_of, told};
use crate::{Workspace, config::DatabaseConfig};

/// What is there, each in words.
///
/// # Errors
/// In words: why the server that the configuration names cannot be asked.
pub(crate) fn left_behind(workspace: &Workspace) -> Result<Vec<String>, String> {
    let mut found: Vec<String> =
        abandoned(workspace.system.as_ref()).iter().map(|path| format!("`{}`", path.display())).collect();
    let config = workspace.config.database.as_ref();
    if let Some(url) = config.map_or(Ok(None), |config| server_of(workspace, config))? {
        let left = leftovers(&NamedServer::new(url)).map_err(|error| told(&error))?;
        found.extend(left.iter().map(|name| format!("the database `{name}`")));
    }
    Ok(found)
}

/// Removes it, and says what it was; `None` where there was nothing. What cannot be removed is left.
pub(super) fn remove(workspace: &Workspace, config: Option<&DatabaseConfig>) -> Option<String> {
    let folders = sweep(workspace.system.as_ref()).len();
    // Of a server that cannot be asked is told when a database is made on it.
    let url = config.and_then(|config| server_of(workspace, config).ok().flatten());
    let left = url.and_then(|url| remove_leftovers(&NamedServer::new(url)).ok()).unwrap_or_default();
    let folders = match folders {
        0 => None,
        1 => Some("1 folder with a clone, a database or a server".to_owned()),
        many => Some(format!("{many} folders with a clone, a database or a server")),
    };
    let databases = left.iter().map(|name| format!("the database `{name}`"));
    let removed: Vec<String> = folders.into_iter().chain(databases).collect();
    (!removed.is_empty())
        .then(|| format!("what an earlier rehearsal left that was killed is removed: {}", removed.join(", ")))
}
