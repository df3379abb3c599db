//! What a run did, line by line. It says that a run is under way and what it was about to do; what is done is found by
//! looking.

use std::{
    io,
    path::{Path, PathBuf},
};

use milepost_system::System;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

const NAME: &str = "journal.ndjson";

/// What is said of a step, or of the whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Happened {
    /// The run begins.
    Begun,
    /// The step is about to be done.
    Intent,
    /// It is done, and was looked at.
    Done,
    /// It was found done.
    Found,
    /// It failed.
    Failed,
    /// Somebody says that it is done.
    Declared,
    /// It is left out, and somebody says why.
    Skipped,
    /// It was left out, and is so no longer.
    TakenUp,
    /// It was done, and somebody wants it done once more.
    Redone,
    /// The run is over.
    Finished,
    /// The run was given up before anything was changed for good.
    Aborted,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) seq: u64,
    pub(crate) run: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) step: Option<String>,
    pub(crate) event: Happened,
    pub(crate) at: String,
    pub(crate) process: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// The SHA-256 of the line before.
    pub(crate) prev: String,
}

/// The journal of one run: appended to, and synced with every line.
#[derive(Debug)]
pub(crate) struct Journal<'s> {
    system: &'s dyn System,
    path: PathBuf,
    run: String,
    lines: Vec<Line>,
    last: String,
    /// What is whole of a file whose last line is torn.
    torn: Option<Vec<u8>>,
}

impl<'s> Journal<'s> {
    /// That of a run's folder, as far as it is whole. A last line that is torn is cut off.
    ///
    /// # Errors
    /// When the file cannot be read, or does not follow from line to line.
    pub(crate) fn open(system: &'s dyn System, folder: &Path, run: &str) -> io::Result<Self> {
        let path = folder.join(NAME);
        let bytes = match system.read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut journal =
            Self { system, path, run: run.to_owned(), lines: Vec::new(), last: String::new(), torn: None };
        let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        for text in bytes[..end].split(|byte| *byte == b'\n').filter(|text| !text.is_empty()) {
            let line: Line = serde_json::from_slice(text).map_err(io::Error::other)?;
            if line.prev != journal.last || line.run != run || line.seq != journal.lines.len() as u64 {
                return Err(io::Error::other(format!(
                    "its line {} does not follow from the one before",
                    line.seq + 1
                )));
            }
            journal.last = digest(text);
            journal.lines.push(line);
        }
        if end < bytes.len() {
            journal.torn = Some(bytes[..end].to_vec());
        }
        Ok(journal)
    }

    /// Adds a line that is there for good when this answers.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn add(
        &mut self,
        step: Option<&str>,
        event: Happened,
        note: Option<String>,
    ) -> io::Result<()> {
        if let Some(whole) = self.torn.take() {
            self.system.write_atomic(&self.path, &whole)?;
        }
        let line = Line {
            seq: self.lines.len() as u64,
            run: self.run.clone(),
            step: step.map(str::to_owned),
            event,
            at: self.system.now().to_string(),
            process: self.system.process_id(),
            note,
            prev: self.last.clone(),
        };
        let mut text = serde_json::to_vec(&line)?;
        self.last = digest(&text);
        text.push(b'\n');
        let is_new = self.lines.is_empty();
        self.lines.push(line);
        self.system.append(&self.path, &text, true)?;
        if is_new { self.system.sync_files(std::slice::from_ref(&self.path)) } else { Ok(()) }
    }

    /// Whether the run began and is not over.
    pub(crate) fn is_open(&self) -> bool {
        self.lines.last().is_some_and(|line| !matches!(line.event, Happened::Finished | Happened::Aborted))
    }

    /// Whether a step was about to be done.
    pub(crate) fn intended(&self, step: &str) -> bool {
        self.lines.iter().any(|line| line.step.as_deref() == Some(step) && line.event == Happened::Intent)
    }

    /// The lines.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }
}

fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // into a string: cannot fail
        text
    })
}

#[cfg(test)]
mod tests {
    use milepost_system::MemorySystem;

    use super::*;

    fn path() -> PathBuf {
        Path::new("/runs/r").join(NAME)
    }

    fn written(system: &MemorySystem) -> Vec<u8> {
        let mut journal = Journal::open(system, Path::new("/runs/r"), "r").unwrap();
        journal.add(None, Happened::Begun, None).unwrap();
        journal.add(Some("branch"), Happened::Intent, None).unwrap();
        system.read(&path()).unwrap()
    }

    #[test]
    fn wherever_a_line_is_torn_the_ones_before_it_stay() {
        let system = MemorySystem::new();
        system.dir("/runs/r");
        let whole = written(&system);
        let first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for at in 0..=whole.len() {
            system.file("/runs/r/journal.ndjson", &whole[..at]);
            let mut journal = Journal::open(&system, Path::new("/runs/r"), "r").unwrap();
            let kept = if at == whole.len() { 2 } else { usize::from(at >= first) };
            assert_eq!(journal.lines().len(), kept, "cut at {at}");
            journal.add(None, Happened::Finished, None).unwrap();
            let again = Journal::open(&system, Path::new("/runs/r"), "r").unwrap();
            assert_eq!((again.lines().len(), again.is_open()), (kept + 1, false), "cut at {at}");
        }
    }

    #[test]
    fn a_line_that_somebody_changed_is_seen() {
        let system = MemorySystem::new();
        system.dir("/runs/r");
        let text = String::from_utf8(written(&system)).unwrap().replacen("begun", "found", 1);
        system.file("/runs/r/journal.ndjson", text);
        assert!(Journal::open(&system, Path::new("/runs/r"), "r").is_err());
    }
}
