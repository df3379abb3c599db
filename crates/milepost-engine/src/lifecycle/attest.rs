//! The attestation of a completion: everything on which it rests.

use milepost_document::vocabulary::Status;
use milepost_ledger::{Attestation, AttestationResult, Digest, DocumentReference, EvidenceBinding, Verifier};

use super::gates::asked_of;
use crate::{
    Result,
    binding::{Check, Gate},
    plan::RunState,
    session::{Assessment, Session},
    standing::Standing,
};

/// What a move of a document rests on, item by item.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) fn attestation(
    session: &Session<'_>,
    assessment: &Assessment,
    document: &DocumentReference,
    from: Status,
    to: Status,
    head: Option<&str>,
) -> Result<Attestation> {
    let workspace = session.workspace;
    let mut evidence = Vec::new();
    let mut waivers = Vec::new();
    let reasons = assessment.triggers().filter(|(binding, _)| !binding.check.decides());
    for (binding, judged) in assessment.deciding().chain(reasons) {
        if binding.gate == Gate::None && !judged.standing.satisfies() {
            continue;
        }
        let expectation = crate::explain::describe(&binding.check, &assessment.bound);
        // A derived item rests on other items, and these name their own evidence.
        let derived = matches!(binding.check, Check::Derived(_)) && judged.standing != Standing::Waived;
        let records: Vec<Option<Digest>> = if derived || judged.evidence.is_empty() {
            vec![None]
        } else {
            judged.evidence.iter().copied().map(Some).collect()
        };
        for record in records {
            if judged.standing == Standing::Waived {
                waivers.extend(record);
            }
            let found = match record {
                Some(digest) => session.ledger.record(&digest)?,
                None => None,
            };
            let kind = found.as_ref().map(|record| record.kind());
            // A run of CI stands beside the newest one here, for the same check.
            let beside = found.as_ref().and_then(|record| Some(record.check_run()?.key.specification));
            let of_run = |state: &RunState| state.newest.as_ref().map(|(newest, _)| *newest) == record;
            let check = assessment.states.iter().find(|state| record.is_some() && of_run(state));
            evidence.push(EvidenceBinding {
                record,
                check: check.map(|state| state.key.specification).or(beside),
                kind,
                document: document.id.clone(),
                item: binding.id.clone(),
                expectation: expectation.clone(),
                standing: judged.standing.word().to_owned(),
            });
        }
    }
    waivers.sort_unstable();
    waivers.dedup();
    let asked = asked_of(&session.signers.gates, workspace, assessment.index);
    Ok(Attestation {
        verifier: Verifier { id: "milepost".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        time_verified: workspace.system.now().to_string(),
        document: document.clone(),
        from: from.key().to_owned(),
        to: to.key().to_owned(),
        policy: Digest::of_json(&asked)?,
        evidence,
        heads: session.ledger.heads()?,
        result: if waivers.is_empty() {
            AttestationResult::Passed
        } else {
            AttestationResult::PassedWithWaivers
        },
        waivers,
        commit: head.unwrap_or_default().to_owned(),
        tree: session.now.id()?.as_str().to_owned(),
        ledger: session.ledger.ensure_identity()?,
    })
}

/// Shared records that no commit holds yet, with their attachments, from the project's root. An attestation rests on
/// them, and each names the one before it: without them nobody else could check it.
pub(super) fn uncommitted(session: &Session<'_>) -> Result<Vec<String>> {
    const OURS: [&str; 3] = [".milepost/attachments/", ".milepost/attestations/", ".milepost/records/"];
    let Some(git) = session.workspace.git() else { return Ok(Vec::new()) };
    let inside = |path: &std::path::Path| {
        Some(path.strip_prefix(session.trees.prefix()).ok()?.to_string_lossy().into_owned())
    };
    let pending = git.status()?.into_iter().filter_map(|entry| inside(&entry.path));
    Ok(pending.filter(|path| OURS.iter().any(|folder| path.starts_with(folder))).collect())
}
