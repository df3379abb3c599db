//! Records that travel: everything that a ledger holds locally, in one file of JSON lines. CI writes it, and whoever
//! needs the evidence takes it in.
//!
//! The first line names the format and the repository, then follows a line for each record (its DSSE envelope) and each
//! blob (base64), and the last line counts them: a file that was cut off is noticed.

use std::{fmt::Write as _, path::Path, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use milepost_system::{MemorySystem, System};
use serde::{Deserialize, Serialize};

use crate::{
    Access, Digest, Envelope, FlawKind, Ledger, LedgerError, Merged, Paths, Place, Query, Record, Severity,
    TrustPolicy, to_canonical,
};

/// The format's name.
const FORMAT: &str = "milepost.records/1";

/// How much a bundle holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundled {
    /// Records.
    pub records: usize,
    /// Blobs.
    pub blobs: usize,
}

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Line {
    Begin { format: String, repository: String },
    Record(Envelope),
    Blob(String),
    End(Bundled),
}

impl Ledger {
    /// Writes every local record, with the certificates that they need and the blobs that are still kept, into one
    /// file.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn export_records(&self, file: &Path) -> Result<Bundled, LedgerError> {
        let mut records = self.find(&Query::default())?;
        records.retain(|record| record.place == Place::Local);
        records.reverse();
        let mut blobs: Vec<Digest> = records.iter().flat_map(|record| record.predicate.blobs()).collect();
        blobs.sort_unstable();
        blobs.dedup();
        let mut text = String::new();
        let mut put = |line: &Line| -> Result<(), LedgerError> {
            let _ = writeln!(text, "{}", String::from_utf8_lossy(&to_canonical(line)?));
            Ok(())
        };
        put(&Line::Begin { format: FORMAT.to_owned(), repository: self.repository.clone() })?;
        let mut count = Bundled { records: records.len(), blobs: 0 };
        for record in &records {
            put(&Line::Record(record.envelope.clone()))?;
        }
        for blob in blobs {
            let Some(bytes) = self.get_blob(&blob)? else { continue };
            put(&Line::Blob(STANDARD.encode(bytes)))?;
            count.blobs += 1;
        }
        put(&Line::End(count))?;
        self.files.system.write_atomic(file, text.as_bytes()).map_err(LedgerError::io("write", file))?;
        Ok(count)
    }

    /// Takes in a bundle, whole or not at all: every record has to be of this repository, every signature has to hold
    /// and to be of a signer that is believed, and nothing that is named may be missing.
    ///
    /// # Errors
    /// [`LedgerError::Bundle`] with all that is wrong; when files cannot be read or written.
    pub fn import_records(&self, bytes: &[u8], policy: &TrustPolicy) -> Result<Merged, LedgerError> {
        self.writable()?;
        let bundle = self.unpack(bytes)?;
        // What is believed of a machine because it is this one says nothing of what comes from outside.
        let policy = TrustPolicy { own: None, ..policy.clone() };
        let found = bundle.verify(&policy)?;
        let grave = |kind: FlawKind| kind.severity() > Severity::Note || kind == FlawKind::Uncovered;
        let reasons: Vec<String> =
            found.flaws.iter().filter(|flaw| grave(flaw.kind)).map(|flaw| flaw.what.clone()).collect();
        if !reasons.is_empty() {
            return Err(LedgerError::Bundle { reasons });
        }
        self.merge_files(&bundle.files)
    }

    /// A bundle as a ledger of its own, in memory.
    fn unpack(&self, bytes: &[u8]) -> Result<Self, LedgerError> {
        let wrong = |what: String| LedgerError::Bundle { reasons: vec![what] };
        let text = std::str::from_utf8(bytes).map_err(|_| wrong("it is no text".to_owned()))?;
        let system: Arc<dyn System> = Arc::new(MemorySystem::new());
        let paths = Paths { local: "/bundle".into(), shared: "/shared".into(), index: None };
        let ledger = Self::open(system, paths.clone(), self.repository.clone(), Access::Write)?;
        let (mut count, mut begun, mut ended) = (Bundled::default(), false, false);
        for (number, line) in text.lines().enumerate() {
            let at = |what: String| wrong(format!("line {}: {what}", number + 1));
            let line: Line = serde_json::from_str(line).map_err(|error| at(error.to_string()))?;
            match line {
                _ if ended => return Err(at("something follows the last line".to_owned())),
                Line::Begin { format, .. } if format != FORMAT => {
                    return Err(at(format!("it is a `{format}`, expected `{FORMAT}`")));
                }
                Line::Begin { repository, .. } if repository != self.repository => {
                    return Err(at(format!(
                        "it belongs to the repository `{repository}`, this one is `{}`",
                        self.repository
                    )));
                }
                Line::Begin { .. } if !begun => begun = true,
                _ if !begun => return Err(at("it does not begin with its format".to_owned())),
                Line::Begin { .. } => return Err(at("it begins twice".to_owned())),
                Line::Record(envelope) => {
                    let bytes = envelope.to_bytes();
                    let record = Record::read(&bytes, Place::Local, "".into()).map_err(at)?;
                    if record.kind().place().is_committed() {
                        let kind = record.kind();
                        return Err(at(format!("a `{kind}` travels with its commit, not in a bundle")));
                    }
                    let path = paths.record(Place::Local, &record.kind(), "", &record.digest);
                    ledger.files.write(&path, &bytes)?;
                    count.records += 1;
                }
                Line::Blob(text) => {
                    let bytes = STANDARD.decode(text).map_err(|error| at(error.to_string()))?;
                    ledger.put_blob(&bytes)?;
                    count.blobs += 1;
                }
                Line::End(said) if said == count => ended = true,
                Line::End(said) => {
                    return Err(at(format!(
                        "it holds {} records and {} blobs, expected {} and {}",
                        count.records, count.blobs, said.records, said.blobs
                    )));
                }
            }
        }
        if !ended {
            return Err(wrong("its last line is missing: the file was cut off".to_owned()));
        }
        let heads = ledger.heads_from_records()?;
        ledger.files.update_heads(|list| *list = heads)?;
        Ok(ledger)
    }
}
