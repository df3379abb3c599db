//! What a run printed, as far as it was kept.

use milepost_gate::TestRun;
use milepost_ledger::{Digest, Ledger, OutputCapture, TestOutcome};

use crate::Result;

/// The output of one stream.
pub(crate) enum Whole {
    /// All of it.
    Kept(String),
    /// Its beginning and its end: the middle is not here any more, or never was kept.
    Parts(String),
}

/// The output of one stream, as much of it as there is.
///
/// # Errors
/// When the ledger cannot be read.
pub(crate) fn whole(ledger: &Ledger, output: &OutputCapture) -> Result<Whole> {
    if !output.needs_blob() {
        return Ok(Whole::Kept(output.head.clone()));
    }
    // A blob that is broken is as good as none.
    Ok(match ledger.get_blob(&output.digest) {
        Ok(Some(bytes)) => Whole::Kept(String::from_utf8_lossy(&bytes).into_owned()),
        Ok(None) | Err(milepost_ledger::LedgerError::Broken { .. }) => {
            Whole::Parts(format!("{}\n…\n{}", output.head, output.tail))
        }
        Err(error) => return Err(error.into()),
    })
}

/// The tests of a run by id, from the list that its record names; `None` when the list is gone or broken.
///
/// # Errors
/// When the ledger cannot be read.
pub(crate) fn tests(ledger: &Ledger, list: &Digest) -> Result<Option<TestRun>> {
    let bytes = match ledger.get_blob(list) {
        Ok(Some(bytes)) => bytes,
        Ok(None) | Err(milepost_ledger::LedgerError::Broken { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let outcomes: Option<Vec<TestOutcome>> = serde_json::from_slice(&bytes).ok();
    let cases = |outcomes: Vec<TestOutcome>| outcomes.iter().map(crate::baseline::case).collect();
    Ok(outcomes.map(|outcomes| TestRun::new(cases(outcomes), Vec::new())))
}
