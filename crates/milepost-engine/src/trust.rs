//! Trust: nothing from a document runs before somebody has seen it and said so.
//!
//! A grant names the project's root, the document, and the digest of its executable projection: every command with
//! its interpreter, folder and literal variables. Prose and ticks never ask again; a changed command does. Grants
//! are kept outside of every repository.

use std::{
    io,
    path::{Path, PathBuf},
};

use milepost_ledger::Digest;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    EngineError, ErrorKind, Result, Workspace,
    binding::{Bound, Run},
    workspace::state_home,
};

/// One command that a document would run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedCommand {
    /// How it is shown.
    pub label: String,
    /// The interpreter.
    pub interpreter: String,
    /// Every byte of it.
    pub script: String,
    /// The folder, from the project's root.
    pub cwd: String,
    /// Literal variables.
    pub env: std::collections::BTreeMap<String, String>,
}

/// What somebody is asked to trust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrustRequest {
    /// The document's path from the project's root.
    pub document: String,
    /// The digest of all commands.
    pub digest: Digest,
    /// The commands, in the order of the document.
    pub commands: Vec<TrustedCommand>,
    /// Whether this digest is granted already.
    pub granted: bool,
    /// The commands of the last grant for this document, when they were others.
    pub before: Option<Vec<TrustedCommand>>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Grants {
    version: u32,
    grants: Vec<Grant>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Grant {
    root: PathBuf,
    document: String,
    digest: Digest,
    granted: String,
    commands: Vec<TrustedCommand>,
}

/// What a document would run, and whether that is granted.
///
/// # Errors
/// When the grants cannot be read.
pub fn request(workspace: &Workspace, index: usize, bound: &Bound) -> Result<TrustRequest> {
    let document = workspace.document(index).path.clone();
    let commands: Vec<TrustedCommand> = bound.runs.iter().map(command).collect();
    let digest = Digest::of_json(&json!({ "version": 1, "commands": commands }))?;
    let grants = read(workspace)?;
    let mine: Vec<&Grant> = grants
        .grants
        .iter()
        .filter(|grant| grant.root == workspace.root && grant.document == document)
        .collect();
    let granted = commands.is_empty() || mine.iter().any(|grant| grant.digest == digest);
    let before = mine.last().filter(|_| !granted).map(|grant| grant.commands.clone());
    Ok(TrustRequest { document, digest, commands, granted, before })
}

/// Refuses when a document's commands are not trusted and `allowed` does not hold their digest.
///
/// # Errors
/// [`ErrorKind::Untrusted`], naming the digest and the next step.
pub fn require(workspace: &Workspace, index: usize, bound: &Bound, allowed: &[Digest]) -> Result<()> {
    let request = request(workspace, index, bound)?;
    refuse_foreign(workspace, &request.document)?;
    if request.granted || allowed.contains(&request.digest) {
        return Ok(());
    }
    let mut error = EngineError::new(
        ErrorKind::Untrusted,
        format!("the {} commands of `{}` are not trusted", request.commands.len(), request.document),
    );
    if request.before.is_some() {
        error.reasons.push("they changed since they were trusted".to_owned());
    }
    Err(error
        .hint(format!("read them and allow them with `milepost trust {}`", request.document))
        .hint(format!("where nobody can answer: `--allow-digest {}`", request.digest)))
}

/// Records that somebody saw a document's commands and trusts them.
///
/// # Errors
/// When the grants cannot be written.
pub fn grant(workspace: &Workspace, request: &TrustRequest) -> Result<()> {
    refuse_foreign(workspace, &request.document)?;
    let mut grants = read(workspace)?;
    grants.version = 1;
    grants.grants.retain(|grant| grant.root != workspace.root || grant.document != request.document);
    grants.grants.push(Grant {
        root: workspace.root.clone(),
        document: request.document.clone(),
        digest: request.digest,
        granted: workspace.system.now().to_string(),
        commands: request.commands.clone(),
    });
    let path = path(workspace);
    let failed = |error: io::Error| EngineError::io("write", &path, error);
    let folder = path.parent().unwrap_or(Path::new("/"));
    workspace.system.create_dir_all(folder).map_err(failed)?;
    workspace.system.set_mode(folder, 0o700).map_err(failed)?;
    let bytes = serde_json::to_vec_pretty(&grants).map_err(|error| failed(error.into()))?;
    workspace.system.write_atomic(&path, &bytes).map_err(failed)?;
    workspace.system.set_mode(&path, 0o600).map_err(failed)
}

/// A document that another user owns, or that anybody may write, is not run.
fn refuse_foreign(workspace: &Workspace, document: &str) -> Result<()> {
    let path = workspace.root.join(document);
    let facts = workspace.system.metadata(&path).map_err(|error| EngineError::io("read", &path, error))?;
    let user = workspace.system.user_id();
    let untrusted = |why: String, hint: &str| {
        Err(EngineError::new(ErrorKind::Untrusted, format!("`{document}` {why}")).hint(hint))
    };
    if facts.uid != user {
        return untrusted(
            format!("belongs to user {} and not to you", facts.uid),
            "copy it into a folder of your own",
        );
    }
    if facts.mode & 0o002 != 0 {
        return untrusted("may be written by anybody".to_owned(), "run `chmod o-w` on it");
    }
    Ok(())
}

fn command(run: &Run) -> TrustedCommand {
    TrustedCommand {
        label: run.label.clone(),
        interpreter: run.interpreter.clone(),
        script: run.script.clone(),
        cwd: run.cwd.clone(),
        env: run.env.clone(),
    }
}

fn path(workspace: &Workspace) -> PathBuf {
    state_home(workspace.system.as_ref()).join("grants.json")
}

fn read(workspace: &Workspace) -> Result<Grants> {
    let path = path(workspace);
    // Grants that somebody else could have written are no word of this user's.
    if let Ok(facts) = workspace.system.metadata(&path)
        && (facts.uid != workspace.system.user_id() || facts.mode & 0o002 != 0)
    {
        let message = format!("`{}` belongs to somebody else, or may be written by anybody", path.display());
        return Err(EngineError::new(ErrorKind::Untrusted, message)
            .hint("remove the file to start without any grant"));
    }
    match workspace.system.read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
            EngineError::io("read", &path, error.into()).hint("remove the file to start without any grant")
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Grants::default()),
        Err(error) => Err(EngineError::io("read", &path, error)),
    }
}
