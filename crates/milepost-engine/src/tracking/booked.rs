//! Entries of time, as the ledger holds them.

use std::{collections::BTreeMap, sync::Arc};

use milepost_ledger::{Digest, Kind, Ledger, Predicate, Record, TimeEntry};

use crate::{Result, Workspace, signers::Signers};

/// One entry.
#[derive(Debug, Clone)]
pub struct Booked {
    /// Its record.
    pub record: Digest,
    /// When it was recorded, by the clock of the machine.
    pub recorded: String,
    /// What it says.
    pub entry: TimeEntry,
}

/// The entries of a milestone, under each name that it had, in order of day and record. They guard nothing, so they need
/// no signature; those of another repository do not count.
///
/// # Errors
/// When the ledger cannot be read.
pub fn booked(
    workspace: &Workspace,
    ledger: &Ledger,
    signers: &Signers,
    index: usize,
) -> Result<Vec<Booked>> {
    let id = workspace.document_id(index);
    let records = signers.records(workspace, ledger, &Kind::TimeEntry, &id)?;
    let ours = records.iter().filter(|record| signers.is_ours(workspace, ledger, record));
    let mut found: Vec<Booked> = ours.filter_map(read).collect();
    found.sort_by(|a, b| order(a).cmp(&order(b)));
    found.dedup_by_key(|one| one.record);
    Ok(found)
}

/// All entries of a project.
#[derive(Debug, Default)]
pub struct AllBooked {
    /// Those of each milestone, by its place in the portfolio.
    pub by_document: BTreeMap<usize, Vec<Booked>>,
    /// Those of documents that are not there any more.
    pub gone: Vec<Booked>,
}

/// The entries of all milestones.
///
/// # Errors
/// When the ledger cannot be read.
pub fn all_booked(workspace: &Workspace, ledger: &Ledger, signers: &Signers) -> Result<AllBooked> {
    let records = ledger.all(&Kind::TimeEntry)?;
    if records.is_empty() {
        return Ok(AllBooked::default());
    }
    let mut by_document = BTreeMap::new();
    let mut known = std::collections::HashSet::new();
    for (index, _) in workspace.portfolio.milestones() {
        let entries = booked(workspace, ledger, signers, index)?;
        known.extend(entries.iter().map(|one| one.record));
        if !entries.is_empty() {
            by_document.insert(index, entries);
        }
    }
    let rest = records.iter().filter(|record| !known.contains(&record.digest));
    let mut gone: Vec<Booked> =
        rest.filter(|record| signers.is_ours(workspace, ledger, record)).filter_map(read).collect();
    gone.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(AllBooked { by_document, gone })
}

fn read(record: &Arc<Record>) -> Option<Booked> {
    let Predicate::TimeEntry(entry) = &record.predicate else { return None };
    Some(Booked { record: record.digest, recorded: record.link.recorded.clone(), entry: entry.clone() })
}

fn order(one: &Booked) -> (jiff::civil::Date, &str, Digest) {
    (one.entry.day, &one.recorded, one.record)
}
