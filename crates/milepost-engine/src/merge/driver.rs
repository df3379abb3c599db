//! What Git asks a merge driver for.

use std::path::{Path, PathBuf};

use milepost_system::{ProcessRequest, System};
use serde::Serialize;

use super::{Marks, merge_texts};
use crate::{EngineError, Result};

/// The three files of a merge, as Git hands them to a driver.
#[derive(Debug, Clone)]
pub struct MergeRequest {
    /// The common ancestor.
    pub base: PathBuf,
    /// Our version; the result is written there.
    pub ours: PathBuf,
    /// Their version.
    pub theirs: PathBuf,
    /// Where the document stands in the repository.
    pub path: String,
    /// How conflicts are marked.
    pub marks: Marks,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Merge {
    /// Where the document stands.
    pub path: String,
    /// How many conflicts are marked in it.
    pub conflicts: usize,
    /// Whether it was merged by meaning, or, as its bytes are no text, line by line.
    pub by_meaning: bool,
}

/// Merges three files and writes the result over ours. What is not UTF-8 is left to Git.
///
/// # Errors
/// When a file cannot be read or written.
pub fn merge_files(system: &dyn System, request: &MergeRequest) -> Result<Merge> {
    let MergeRequest { base, ours, theirs, path, marks } = request;
    let read = |file: &Path| system.read(file).map_err(|error| EngineError::io("read", file, error));
    let texts = [base, ours, theirs].map(|file| read(file).map(String::from_utf8));
    let [base_text, our_text, their_text] = texts;
    let merge = |conflicts, by_meaning| Merge { path: path.clone(), conflicts, by_meaning };
    let (Ok(base_text), Ok(our_text), Ok(their_text)) = (base_text?, our_text?, their_text?) else {
        return Ok(merge(by_lines(system, request)?, false));
    };
    let merged = merge_texts(path, &base_text, &our_text, &their_text, marks);
    if merged.text != our_text {
        system
            .write_atomic(ours, merged.text.as_bytes())
            .map_err(|error| EngineError::io("write", ours, error))?;
    }
    Ok(merge(merged.conflicts, true))
}

/// As Git merges any text.
fn by_lines(system: &dyn System, request: &MergeRequest) -> Result<usize> {
    let MergeRequest { base, ours, theirs, marks, .. } = request;
    let command = ProcessRequest::new("git")
        .args(["merge-file", "--quiet", "-L"])
        .arg(&marks.ours)
        .args(["-L", "base", "-L"])
        .arg(&marks.theirs)
        .arg(format!("--marker-size={}", marks.size))
        .arg(ours.as_os_str())
        .arg(base.as_os_str())
        .arg(theirs.as_os_str());
    let output =
        system.run(&command).map_err(|error| EngineError::io("run git merge-file on", ours, error))?;
    match output.code {
        // The number of conflicts, at most 127.
        Some(code @ 0..=127) => Ok(code as usize),
        _ => Err(EngineError::usage(format!("git cannot merge `{}`", request.path))),
    }
}
