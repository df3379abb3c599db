//! Asking a ledger. Newest first, by the records' heights: no wall clock decides an order.

use std::{sync::Arc, time::Duration};

use crate::{
    Baseline, CheckRun, CoveredFile, Digest, Kind, Ledger, LedgerError, Predicate, Query, Record, SignOff,
    TestOutcome, Verdict, Waiver,
};

/// Fewest digits by which a record may be named.
const SHORTEST_PREFIX: usize = 4;

/// How one test ended in one run.
#[derive(Debug, Clone, PartialEq)]
pub struct TestInRun {
    /// The run.
    pub run: Arc<Record>,
    /// The test; `None` where it was absent.
    pub outcome: Option<TestOutcome>,
}

impl Ledger {
    /// Records that fit, newest first. A file that is broken or gone is left out and noted in [`Ledger::problems`].
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn find(&self, query: &Query) -> Result<Vec<Arc<Record>>, LedgerError> {
        let committed_only = query.kind.as_ref().is_some_and(|kind| kind.place().is_committed());
        let local_only = query.kind.as_ref().is_some_and(|kind| !kind.place().is_committed())
            || query.check.is_some()
            || query.key.is_some()
            || query.passed;
        let mut records = Vec::new();
        if !committed_only {
            records = self.find_local(query)?;
        }
        if !local_only {
            let committed = self.committed()?;
            records.extend(committed.iter().filter(|record| query.admits(record)).cloned());
            records.sort_by_key(|record| std::cmp::Reverse((record.link.height, record.digest)));
            records.truncate(query.limit.unwrap_or(usize::MAX));
        }
        Ok(records)
    }

    fn find_local(&self, query: &Query) -> Result<Vec<Arc<Record>>, LedgerError> {
        let rows = self.ask(|catalog| catalog.find(query))?;
        let wanted = rows.len();
        // The index only says where to look: what a record is, it says itself.
        let fitting = |mut records: Vec<Arc<Record>>| {
            records.retain(|record| query.admits(record));
            records
        };
        let records = fitting(self.read_rows(rows));
        if records.len() < wanted && query.limit.is_some() {
            // Some file is broken or gone: the ones behind it have to be looked at.
            let unlimited = Query { limit: None, ..query.clone() };
            let mut records = fitting(self.read_rows(self.ask(|catalog| catalog.find(&unlimited))?));
            records.truncate(query.limit.unwrap_or(usize::MAX));
            return Ok(records);
        }
        Ok(records)
    }

    fn read_rows(&self, rows: Vec<(u64, Digest)>) -> Vec<Arc<Record>> {
        rows.into_iter().filter_map(|(_, digest)| self.read_noting(&digest)).collect()
    }

    /// Reads a local record that the index names. One that is gone or broken is noted and left out.
    pub(crate) fn read_noting(&self, digest: &Digest) -> Option<Arc<Record>> {
        match self.files.read_local(digest) {
            Ok(Some(record)) => Some(Arc::new(record)),
            Ok(None) => {
                let path = self.paths().record(crate::Place::Local, &Kind::CheckRun, "", digest);
                let what = "the index names it and it is gone".to_owned();
                self.note(LedgerError::Broken { path, what });
                None
            }
            Err(error) => {
                self.note(error);
                None
            }
        }
    }

    /// The record whose digest begins with these hex digits (`sha256:` before them is optional).
    ///
    /// # Errors
    /// When no record has it, or several have it.
    pub fn get(&self, prefix: &str) -> Result<Arc<Record>, LedgerError> {
        let digits = prefix.strip_prefix("sha256:").unwrap_or(prefix);
        let fill = |with: char| {
            Digest::from_hex(&format!("{digits}{}", String::from(with).repeat(64 - digits.len())))
        };
        let short = digits.len() < SHORTEST_PREFIX || digits.len() > 64 || !digits.is_ascii();
        let bounds = if short { None } else { fill('0').zip(fill('f')) };
        let (low, high) = bounds.ok_or_else(|| LedgerError::BadPrefix(prefix.to_owned()))?;
        let mut found = self.ask(|catalog| catalog.between(*low.as_bytes(), *high.as_bytes()))?;
        let committed = self.committed()?;
        found.extend(
            committed.iter().map(|record| record.digest).filter(|digest| (low..=high).contains(digest)),
        );
        found.sort_unstable();
        found.dedup();
        match found.as_slice() {
            [] => Err(LedgerError::NotFound(prefix.to_owned())),
            [digest] => self.record(digest)?.ok_or_else(|| LedgerError::NotFound(prefix.to_owned())),
            _ => Err(LedgerError::Ambiguous { prefix: prefix.to_owned(), candidates: found }),
        }
    }

    /// The record with this digest; `None` when it is not here.
    ///
    /// # Errors
    /// When its file cannot be read or is broken.
    pub fn record(&self, digest: &Digest) -> Result<Option<Arc<Record>>, LedgerError> {
        if let Some(record) = self.committed()?.iter().find(|record| record.digest == *digest) {
            return Ok(Some(Arc::clone(record)));
        }
        Ok(self.files.read_local(digest)?.map(Arc::new))
    }

    /// Every record of a kind, newest first.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn all(&self, kind: &Kind) -> Result<Vec<Arc<Record>>, LedgerError> {
        self.find(&Query { kind: Some(kind.clone()), ..Query::default() })
    }

    /// The newest runs of a check, by its specification digest.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn runs(&self, check: &Digest, limit: usize) -> Result<Vec<Arc<Record>>, LedgerError> {
        let kind = Some(Kind::CheckRun);
        self.find(&Query { kind, check: Some(*check), limit: Some(limit), ..Query::default() })
    }

    /// The newest run of a check, whatever came of it and whatever it ran on.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn latest_run(&self, check: &Digest) -> Result<Option<Arc<Record>>, LedgerError> {
        Ok(self.runs(check, 1)?.pop())
    }

    /// The newest run with exactly this reuse key (see [`crate::KeyParts::digest`]). Only when it passed may it stand
    /// for a new run.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn run_for_key(&self, key: &Digest) -> Result<Option<Arc<Record>>, LedgerError> {
        let kind = Some(Kind::CheckRun);
        Ok(self.find(&Query { kind, key: Some(*key), limit: Some(1), ..Query::default() })?.pop())
    }

    /// How long the newest passing run of a check took, else the newest that was not cancelled: what to expect of the
    /// next.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn time_of_last(&self, check: &Digest) -> Result<Option<Duration>, LedgerError> {
        let query = Query {
            kind: Some(Kind::CheckRun),
            check: Some(*check),
            passed: true,
            limit: Some(1),
            ..Query::default()
        };
        let record = match self.find(&query)?.pop() {
            Some(record) => Some(record),
            // A run that somebody stopped says nothing of how long it takes.
            None => self.runs(check, 10)?.into_iter().find(|record| {
                record.check_run().is_some_and(|run| run.result.verdict != Verdict::Cancelled)
            }),
        };
        Ok(record.and_then(|record| Some(Duration::from_millis(record.check_run()?.result.duration_ms))))
    }

    /// How one test ended in the newest runs of a check that have a list of tests.
    ///
    /// # Errors
    /// When files cannot be read or a list is broken.
    pub fn test_history(
        &self,
        check: &Digest,
        test: &str,
        limit: usize,
    ) -> Result<Vec<TestInRun>, LedgerError> {
        let mut history = Vec::new();
        for record in self.runs(check, limit)? {
            if let Some(list) = self.tests(&record)? {
                let outcome = list.into_iter().find(|outcome| outcome.id == test);
                history.push(TestInRun { run: record, outcome });
            }
        }
        Ok(history)
    }

    /// The list of tests of a run; `None` where it has none, or its blob is gone.
    ///
    /// # Errors
    /// When the list is broken.
    pub fn tests(&self, record: &Record) -> Result<Option<Vec<TestOutcome>>, LedgerError> {
        let list = record.check_run().and_then(|run| run.result.tests.as_ref()?.list_digest);
        let Some(digest) = list else { return Ok(None) };
        let Some(bytes) = self.get_blob(&digest)? else { return Ok(None) };
        serde_json::from_slice(&bytes).map(Some).map_err(|error| LedgerError::Broken {
            path: self.paths().blob(&digest),
            what: format!("not a list of tests: {error}"),
        })
    }

    /// Keeps a list of tests, sorted by id, and returns the digest for [`crate::TestTally::list_digest`].
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_tests(&self, mut tests: Vec<TestOutcome>) -> Result<Digest, LedgerError> {
        tests.sort();
        self.put_blob(&crate::to_canonical(&tests)?)
    }

    /// Keeps what is covered of each file, sorted by path, and returns the digest for [`crate::Coverage::list_digest`].
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_covered(&self, mut files: Vec<CoveredFile>) -> Result<Digest, LedgerError> {
        files.sort();
        self.put_blob(&crate::to_canonical(&files)?)
    }

    /// Sign-offs of an item, newest first.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn sign_offs(&self, document: &str, item: &str) -> Result<Vec<(Arc<Record>, SignOff)>, LedgerError> {
        let item = Some((document.to_owned(), item.to_owned()));
        let records = self.find(&Query { kind: Some(Kind::SignOff), item, ..Query::default() })?;
        let typed = records.into_iter().filter_map(|record| match &record.predicate {
            Predicate::SignOff(sign_off) => Some((Arc::clone(&record), (**sign_off).clone())),
            _ => None,
        });
        Ok(typed.collect())
    }

    /// Waivers of a milestone, newest first, expired ones too.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn waivers(&self, document: &str) -> Result<Vec<(Arc<Record>, Waiver)>, LedgerError> {
        let document = Some(document.to_owned());
        let records = self.find(&Query { kind: Some(Kind::Waiver), document, ..Query::default() })?;
        let typed = records.into_iter().filter_map(|record| match &record.predicate {
            Predicate::Waiver(waiver) => Some((Arc::clone(&record), (**waiver).clone())),
            _ => None,
        });
        Ok(typed.collect())
    }

    /// The newest baseline of a milestone.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn baseline(&self, document: &str) -> Result<Option<(Arc<Record>, Baseline)>, LedgerError> {
        let document = Some(document.to_owned());
        let records =
            self.find(&Query { kind: Some(Kind::Baseline), document, limit: Some(1), ..Query::default() })?;
        Ok(records.into_iter().find_map(|record| match &record.predicate {
            Predicate::Baseline(baseline) => Some((Arc::clone(&record), (**baseline).clone())),
            _ => None,
        }))
    }

    /// Attestations of a milestone, newest first.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn attestations(&self, document: &str) -> Result<Vec<Arc<Record>>, LedgerError> {
        let document = Some(document.to_owned());
        self.find(&Query { kind: Some(Kind::Attestation), document, ..Query::default() })
    }
}

impl Record {
    /// The run, where it is one.
    pub fn check_run(&self) -> Option<&CheckRun> {
        match &self.predicate {
            Predicate::CheckRun(run) => Some(run),
            _ => None,
        }
    }

    /// The attestation, where it is one.
    pub fn attestation(&self) -> Option<&crate::Attestation> {
        match &self.predicate {
            Predicate::Attestation(attestation) => Some(attestation),
            _ => None,
        }
    }
}
