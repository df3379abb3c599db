//! The records by which what is recorded for an old id counts for the new one.

use std::collections::HashMap;

use milepost_ledger::{
    DocumentReference, Kind, NewRecord, Predicate, Prepared, Rename, Signers as LedgerSigners,
};
use milepost_portfolio::{Portfolio, document_id};

use super::NewName;
use crate::{EngineError, Result, Workspace, lifecycle::sign, session::Session};

/// What people sign or measure for a milestone by its id.
const SIGNED: [Kind; 8] = [
    Kind::Acknowledgement,
    Kind::Attestation,
    Kind::Baseline,
    Kind::PlanStamp,
    Kind::SignOff,
    Kind::TaskEnd,
    Kind::TimeEntry,
    Kind::Waiver,
];

/// What new ids mean for the records of the old ones.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// The new ids that something is signed over to.
    pub(super) ids: Vec<String>,
    /// The records that say so; none in a dry run.
    pub(super) records: Vec<Prepared>,
    /// What is good to know.
    pub(super) warnings: Vec<String>,
}

/// What is recorded for an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Recorded {
    Nothing,
    /// Only what nobody signed whose signature counts.
    Unsigned,
    Signed,
}

/// Signs over what is recorded for the old ids. Without a key, what is signed is not given up: that is an error, and in a
/// dry run a warning. What is unsigned is given up, and said.
pub(super) fn carried_over(
    workspace: &Workspace,
    after: &Portfolio,
    ids: &[NewName],
    dry_run: bool,
) -> Result<Carried> {
    if ids.is_empty() {
        return Ok(Carried::default());
    }
    let session = if dry_run { Session::read(workspace)? } else { Session::write(workspace)? };
    let mut found = Vec::new();
    for name in ids {
        let recorded = recorded(&session, &name.from)?;
        if recorded != Recorded::Nothing {
            found.push((name, recorded));
        }
    }
    let Some((worst, most)) = found.iter().max_by_key(|(_, recorded)| *recorded) else {
        return Ok(Carried::default());
    };
    let (key, who) = match sign::signer(&session) {
        Ok(signer) => signer,
        Err(error) if *most == Recorded::Signed => {
            let message = format!(
                "`{}` becomes `{}`, and what is signed for it has to be signed over: {}",
                worst.from, worst.to, error.message
            );
            if dry_run {
                return Ok(Carried { warnings: vec![message], ..Carried::default() });
            }
            return Err(EngineError { message, ..error });
        }
        Err(error) => {
            let lost = |(name, _): &(&NewName, Recorded)| {
                format!(
                    "what is recorded for `{}` is not signed, and does not count for `{}`: {}",
                    name.from, name.to, error.message
                )
            };
            return Ok(Carried { warnings: found.iter().map(lost).collect(), ..Carried::default() });
        }
    };
    let ids = found.iter().map(|(name, _)| name.to.clone()).collect();
    if dry_run {
        return Ok(Carried { ids, ..Carried::default() });
    }
    let (before, after) = (paths(&workspace.portfolio), paths(after));
    let reference = |paths: &HashMap<String, &str>, id: &str| DocumentReference {
        id: id.to_owned(),
        path: paths.get(id).copied().unwrap_or_default().to_owned(),
    };
    let records: Vec<NewRecord> = found
        .iter()
        .map(|(name, _)| {
            NewRecord::new(Predicate::Rename(Rename {
                document: reference(&after, &name.to),
                before: reference(&before, &name.from),
                who: who.clone(),
            }))
        })
        .collect();
    let signers = LedgerSigners { person: Some(&key), machine: None };
    let records = session.ledger.prepare(&records, &signers)?;
    Ok(Carried { ids, records, warnings: Vec::new() })
}

fn recorded(session: &Session<'_>, id: &str) -> Result<Recorded> {
    let mut most = Recorded::Nothing;
    for kind in &SIGNED {
        for record in session.signers.records(session.workspace, &session.ledger, kind, id)? {
            if session.ledger.trust(&record, session.signers.policy()?)?.signer().is_some() {
                return Ok(Recorded::Signed);
            }
            most = Recorded::Unsigned;
        }
    }
    Ok(most)
}

/// The path of each milestone, by id.
fn paths(portfolio: &Portfolio) -> HashMap<String, &str> {
    portfolio.milestones().map(|(index, loaded)| (document_id(portfolio, index), &*loaded.path)).collect()
}
