//! The proposal for a project, and writing it.

use std::{io, path::Path, sync::Arc};

use milepost_system::System;
use serde::Serialize;

use super::{Detection, DocumentBindings, DocumentFolders, Tree, bindings, detect, document_folders, render};
use crate::{
    EngineError, ErrorKind, Result, Workspace,
    config::{self, FILE_NAME},
};

/// The place of the schema to which the file points.
const SCHEMA: &str = ".milepost/milepost-toml.schema.json";

/// What `init` would write, and what it would come to.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InitProposal {
    /// What the project uses.
    #[serde(flatten)]
    pub detection: Detection,
    /// Where its milestones lie.
    pub documents: DocumentFolders,
    /// The text of `milepost.toml`.
    pub text: String,
    /// The text of the `milepost.toml` that is there.
    pub existing: Option<String>,
    /// What that text binds.
    pub bindings: Vec<DocumentBindings>,
}

/// Looks at a project: the repository around a folder, or with `here` that folder itself. Nothing is run or written.
///
/// # Errors
/// When the folder cannot be read.
pub fn propose(system: Arc<dyn System>, from: &Path, here: bool) -> Result<(Workspace, InitProposal)> {
    let workspace = Workspace::unconfigured(system, from, here)?;
    let files = workspace.portfolio.files().clone();
    let detection = detect(&Tree::new(workspace.system.as_ref(), &workspace.root, &files));
    let documents = document_folders(&workspace.portfolio);
    let text = render(&detection, &documents);
    let config = config::parse(text.as_bytes()).map_err(|error| {
        EngineError::new(ErrorKind::Bug, "the proposed configuration cannot be read").because(error)
    })?;
    let existing = match workspace.system.read(&workspace.root.join(FILE_NAME)) {
        Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(EngineError::io("read", workspace.root.join(FILE_NAME), error)),
    };
    let workspace = Workspace { config, ..workspace }.whole();
    let bindings = bindings(&workspace);
    Ok((workspace, InitProposal { detection, documents, text, existing, bindings }))
}

/// Writes the configuration and the schema beside it, and names the files. A configuration that is there stays.
///
/// # Errors
/// When `milepost.toml` is there, or a file cannot be written.
pub fn write(workspace: &Workspace, proposal: &InitProposal) -> Result<Vec<String>> {
    let there = || {
        EngineError::usage(format!("`{FILE_NAME}` is there already, and is not written over"))
            .hint("`milepost init --diff` compares it with what would be written")
            .hint("`milepost init --print` shows what would be written")
    };
    if proposal.existing.is_some() {
        return Err(there());
    }
    let system = workspace.system.as_ref();
    let file = workspace.root.join(FILE_NAME);
    let schema = workspace.root.join(SCHEMA);
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: io::Error| EngineError::io("write", path, error)
    };
    // The schema first: when the file is there, what it points to is there.
    system.create_dir_all(&workspace.shared()).map_err(failed(&workspace.shared()))?;
    system.write_atomic(&schema, config::schema().as_bytes()).map_err(failed(&schema))?;
    system.write_new(&file, proposal.text.as_bytes()).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => there(),
        _ => failed(&file)(error),
    })?;
    system.sync_files(std::slice::from_ref(&file)).map_err(failed(&file))?;
    Ok(vec![FILE_NAME.to_owned(), SCHEMA.to_owned()])
}
