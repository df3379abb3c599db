//! What a run printed, as far as it was kept.

use milepost_gate::TestRun;
use milepost_ledger::{Digest, Ledger, OutputCapture, TestOutcome};

use crate::Result;

/// The whole output of one stream; head and tail where the middle was not kept.
///
/// # Errors
/// When the ledger cannot be read.
pub(crate) fn whole(ledger: &Ledger, output: &OutputCapture) -> Result<String> {
    if !output.needs_blob() {
        return Ok(output.head.clone());
    }
    Ok(match ledger.get_blob(&output.digest)? {
        Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        None => format!("{}\n…\n{}", output.head, output.tail),
    })
}

/// The tests of a run by id, from the list that its record names.
///
/// # Errors
/// When the ledger cannot be read.
pub(crate) fn tests(ledger: &Ledger, list: &Digest) -> Result<Option<TestRun>> {
    let Some(bytes) = ledger.get_blob(list)? else { return Ok(None) };
    let outcomes: Vec<TestOutcome> = serde_json::from_slice(&bytes)?;
    Ok(Some(TestRun::new(outcomes.iter().map(crate::baseline::case).collect(), Vec::new())))
}
