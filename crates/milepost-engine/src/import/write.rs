//! Writing what an import comes to.

use super::Import;
use crate::{
    EngineError, Held, Result, Workspace,
    journal::{self, FileChange},
};

/// Writes the new documents as one change.
///
/// # Errors
/// When a file has come to be in the place of one of them, or writing fails.
pub fn write(workspace: &Workspace, _held: &Held, import: &Import) -> Result<()> {
    let files: Vec<FileChange> = import
        .imported
        .iter()
        .map(|document| {
            journal::change(workspace.root.join(&document.path), None, document.text.clone().into_bytes())
        })
        .collect();
    journal::apply(workspace.system.as_ref(), &workspace.root, &workspace.local, "import", &files)
        .map_err(|error| EngineError::usage("the new documents were not written").because(error))
}
