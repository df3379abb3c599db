//! Reading every record file there is.

use std::{path::PathBuf, sync::Arc};

use super::{Flaw, FlawKind};
use crate::{Ledger, LedgerError, Place, Record, store::files::Entry};

/// All records, and the files that are none.
pub(super) struct Scan {
    pub(super) records: Vec<Arc<Record>>,
    pub(super) flaws: Vec<Flaw>,
}

impl Scan {
    pub(super) fn of(ledger: &Ledger) -> Result<Self, LedgerError> {
        let mut scan = Self { records: Vec::new(), flaws: Vec::new() };
        for first in 0..=u8::MAX {
            for entry in ledger.files.list_shard(first)? {
                match entry {
                    Entry::Local(digest, _) => match ledger.files.read_local(&digest) {
                        Ok(found) => scan.records.extend(found.map(Arc::new)),
                        Err(error) => scan.broken(error)?,
                    },
                    Entry::Stray(path) | Entry::Committed(path) => scan.stray(path),
                }
            }
        }
        for place in [Place::Shared, Place::Attestations] {
            for entry in ledger.files.list_committed(place)? {
                match entry {
                    Entry::Committed(path) => match ledger.files.read_committed(place, path) {
                        Ok(record) if record.kind().place() == place => scan.records.push(Arc::new(record)),
                        Ok(record) => {
                            let what = format!(
                                "a record of the kind `{}` does not belong into this folder",
                                record.kind()
                            );
                            scan.flaws.push(Flaw::of(&record, FlawKind::BrokenFile, what));
                        }
                        Err(error) => scan.broken(error)?,
                    },
                    Entry::Stray(path) | Entry::Local(_, path) => scan.stray(path),
                }
            }
        }
        Ok(scan)
    }

    fn broken(&mut self, error: LedgerError) -> Result<(), LedgerError> {
        match error {
            LedgerError::Broken { path, what } => {
                self.flaws.push(Flaw::file(path, FlawKind::BrokenFile, what));
                Ok(())
            }
            other => Err(other),
        }
    }

    fn stray(&mut self, path: PathBuf) {
        self.flaws.push(Flaw::file(path, FlawKind::Stray, "the file is no record"));
    }
}
