//! Schemas that rehearsals saw, by their digests: a rollback needs the whole of what a record names.

use std::path::PathBuf;

use milepost_database::Snapshot;

use crate::Workspace;

fn path(workspace: &Workspace, digest: &str) -> PathBuf {
    workspace.local.join("schemas").join(format!("{digest}.json"))
}

/// Keeps a schema. That it cannot be kept makes a later rollback ask for another rehearsal, and nothing else.
pub(crate) fn save_schema(workspace: &Workspace, schema: &Snapshot) {
    let path = path(workspace, &schema.digest());
    if let (false, Ok(bytes), Some(folder)) =
        (workspace.system.exists(&path), serde_json::to_vec(schema), path.parent())
        && workspace.system.create_dir_all(folder).is_ok()
    {
        let _ = workspace.system.write_atomic(&path, &bytes);
    }
}

/// The schema of a digest, where it is here and is still that one.
pub(super) fn saved_schema(workspace: &Workspace, digest: &str) -> Option<Snapshot> {
    let bytes = workspace.system.read(&path(workspace, digest)).ok()?;
    let schema: Snapshot = serde_json::from_slice(&bytes).ok()?;
    (schema.digest() == digest).then_some(schema)
}
