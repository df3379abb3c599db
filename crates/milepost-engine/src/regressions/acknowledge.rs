//! Saying of tests that they are meant to be gone, or known to be flaky.

use std::collections::BTreeSet;

use milepost_gate::{Change, Comparison, matches_glob};
use milepost_ledger::{
    Acknowledged, Acknowledgement, Digest, DocumentReference, Kind, Ledger, NewRecord, Predicate,
    Signers as LedgerSigners, signing::Signer,
};
use serde::Serialize;

use super::changes::test_changes;
use crate::{
    EngineError, Held, Result, Workspace,
    lifecycle::{change, sign},
    session::{Assessment, Session},
    signers::{Signed, Signers},
};

/// What to acknowledge.
#[derive(Debug, Clone)]
pub struct AcknowledgeRequest {
    /// Ids of tests, or globs over them. Each has to name one that is in the way now.
    pub tests: Vec<String>,
    /// What is said of them.
    pub what: Acknowledged,
    /// Why.
    pub why: String,
}

/// What was acknowledged.
#[derive(Debug, Clone, Serialize)]
pub struct AcknowledgedTests {
    /// `gone` or `flaky`.
    pub what: Acknowledged,
    /// The ids.
    pub tests: Vec<String>,
    /// Who signed.
    pub who: String,
    /// Why.
    pub why: String,
    /// The record, in short.
    pub record: String,
    /// Its file, from the project's root.
    pub path: String,
}

/// What is acknowledged of a milestone's tests, by signatures that count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// Tests that are meant to be gone.
    pub(crate) gone: BTreeSet<String>,
    /// Tests that are known to be flaky.
    pub(crate) flaky: BTreeSet<String>,
    /// The records.
    pub(crate) records: Vec<(Digest, Acknowledgement)>,
}

/// Acknowledges tests. What is recorded is the ids that are in the way now, whatever the globs would match later.
///
/// # Errors
/// When a name matches no such test, when there is no reason, or no key whose signature counts.
pub fn acknowledge(
    session: &Session<'_>,
    _held: &Held,
    assessment: &Assessment,
    request: &AcknowledgeRequest,
) -> Result<AcknowledgedTests> {
    let workspace = session.workspace;
    let why = request.why.trim();
    if why.is_empty() {
        return Err(EngineError::usage("an acknowledgement wants a reason").hint("--why \"…\""));
    }
    let changes = test_changes(session, assessment)?;
    let Some(comparison) = changes.comparison else {
        let why = changes.reason.unwrap_or_default();
        return Err(EngineError::refused("no test can be acknowledged", vec![why])
            .hint("`milepost verify` runs the tests of today"));
    };
    let in_the_way = in_the_way(&comparison, request.what);
    let mut tests = BTreeSet::new();
    for name in &request.tests {
        // A name that is one is that one, also where it holds `*`.
        let exact = in_the_way.contains(name.as_str()).then_some(name.as_str());
        let found: Vec<&str> = match exact {
            Some(id) => vec![id],
            None => in_the_way.iter().copied().filter(|id| matches_glob(name, id)).collect(),
        };
        if found.is_empty() {
            let (word, all) = (request.what.word(), in_the_way.iter().map(|id| format!("`{id}`")));
            let mut error =
                EngineError::usage(format!("`{name}` is no test that is {word} since the baseline"));
            error.reasons = all.collect();
            return Err(error.hint("`milepost tests diff` lists what became of each test"));
        }
        tests.extend(found.into_iter().map(str::to_owned));
    }
    let (key, who) = sign::signer(session)?;
    let tests: Vec<String> = tests.into_iter().collect();
    let document = DocumentReference {
        id: workspace.document_id(assessment.index),
        path: workspace.document(assessment.index).path.clone(),
    };
    let record = NewRecord::new(Predicate::Acknowledgement(Box::new(Acknowledgement {
        document,
        what: request.what,
        tests: tests.clone(),
        who: who.clone(),
        why: why.to_owned(),
    })));
    let signers = LedgerSigners { person: Some(&key as &dyn Signer), machine: None };
    let prepared = session.ledger.prepare(&[record], &signers)?;
    let made = &prepared[0];
    let acknowledged = AcknowledgedTests {
        what: request.what,
        tests,
        who,
        why: why.to_owned(),
        record: made.digest.short(),
        path: made.path.strip_prefix(&workspace.root).unwrap_or(&made.path).to_string_lossy().into_owned(),
    };
    change::write(workspace, "tests acknowledge", &[], prepared)?;
    Ok(acknowledged)
}

/// The tests that an acknowledgement could take out of the way.
fn in_the_way(comparison: &Comparison, what: Acknowledged) -> BTreeSet<&str> {
    fn ids(list: &[Change]) -> impl Iterator<Item = &str> {
        list.iter().map(|change| change.id.as_str())
    }
    match what {
        Acknowledged::Flaky => ids(&comparison.flaky).collect(),
        Acknowledged::Gone => ids(&comparison.lost)
            .chain(ids(&comparison.removed))
            .chain(ids(&comparison.newly_skipped))
            .chain(comparison.renamed.iter().map(|rename| rename.from.id.as_str()))
            .collect(),
    }
}

/// What is acknowledged of a milestone's tests: what an allowed signer says in this repository, and nobody revoked.
pub(crate) fn known(
    workspace: &Workspace,
    ledger: &Ledger,
    signers: &Signers,
    document: &str,
) -> Result<Known> {
    let mut known = Known::default();
    for record in signers.records(workspace, ledger, &Kind::Acknowledgement, document)? {
        let Predicate::Acknowledgement(one) = &record.predicate else { continue };
        if signers.is_ours(workspace, ledger, &record)
            && signers.check(ledger, &record, &one.who)? == Signed::Valid
        {
            let list = match one.what {
                Acknowledged::Gone => &mut known.gone,
                Acknowledged::Flaky => &mut known.flaky,
            };
            list.extend(one.tests.iter().cloned());
            known.records.push((record.digest, (**one).clone()));
        }
    }
    Ok(known)
}
