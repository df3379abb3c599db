//! Putting findings right.

use milepost_document::EditSet;
use milepost_lint::{Finding, Grade, fixes};

use crate::{
    EngineError, Held, Look, Result, Workspace,
    journal::{self, FileChange},
    lifecycle::DocumentChange,
};

/// Fixes that make room for others are followed at most so often.
const ROUNDS: usize = 10;

/// The documents as the fixes of at least this grade would leave them. Nothing is written.
///
/// # Errors
/// When a fix does not fit its document: that is a bug.
pub fn fixed(workspace: &Workspace, findings: &[Finding], min_grade: Grade) -> Result<Vec<DocumentChange>> {
    fixes(findings, min_grade).into_iter().map(|(path, edits)| changed(workspace, path, &edits)).collect()
}

/// Writes fixes as one change, and those that have become possible by it. Returns what changed, by file, and the
/// workspace as it is then.
///
/// # Errors
/// When a file cannot be written, or changed in the meantime.
pub fn fix(
    mut workspace: Workspace,
    _held: &Held,
    look: Look,
    paths: &[String],
    rules: &[String],
    min_grade: Grade,
) -> Result<(Workspace, Vec<DocumentChange>)> {
    let mut all: Vec<DocumentChange> = Vec::new();
    for _ in 0..ROUNDS {
        let targets: Vec<usize> = paths.iter().filter_map(|path| workspace.portfolio.find(path)).collect();
        let mut findings = look.findings(&workspace, &targets)?;
        findings.retain(|finding| rules.is_empty() || rules.iter().any(|rule| rule == finding.rule));
        let changes = fixed(&workspace, &findings, min_grade)?;
        if changes.is_empty() {
            break;
        }
        write(&workspace, &changes)?;
        for change in changes {
            match all.iter_mut().find(|known| known.path == change.path) {
                Some(known) => known.after = change.after,
                None => all.push(change),
            }
        }
        workspace = workspace.reloaded();
    }
    Ok((workspace, all))
}

fn changed(workspace: &Workspace, path: String, edits: &EditSet) -> Result<DocumentChange> {
    let before = match workspace.portfolio.find(&path) {
        Some(index) => workspace.document(index).document().source.to_string(),
        None => return Err(EngineError::usage(format!("`{path}` has a fix and is not read"))),
    };
    let after = edits.apply(&before)?;
    Ok(DocumentChange { path, before, after })
}

fn write(workspace: &Workspace, changes: &[DocumentChange]) -> Result<()> {
    let files: Vec<FileChange> = changes
        .iter()
        .map(|change| {
            let path = workspace.root.join(&change.path);
            journal::change(path, Some(change.before.as_bytes()), change.after.clone().into_bytes())
        })
        .collect();
    journal::apply(workspace.system.as_ref(), &workspace.root, &workspace.local, "--fix", &files)
        .map_err(|error| EngineError::usage("the fixes were not written").because(error))
}
