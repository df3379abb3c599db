//! Entries of time, as the ledger holds them.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use milepost_ledger::{Digest, Kind, Ledger, Predicate, Record, TimeEntry};

use crate::{Result, Workspace, names::Changes, signers::Signers};

/// More than anybody can book: an entry of so many minutes is no entry.
const MOST_MINUTES: u64 = 10_000_000;

/// One entry.
#[derive(Debug, Clone)]
pub struct Booked {
    /// Its record.
    pub record: Digest,
    /// When it was recorded, by the clock of the machine.
    pub recorded: String,
    /// What it says. The minutes of a correction are those that it changes, after the corrections before it.
    pub entry: TimeEntry,
}

impl Booked {
    /// Whether somebody means it: the beginning of its record, in hexadecimal digits, at least four.
    pub(super) fn is_called(&self, prefix: &str) -> bool {
        prefix.len() >= 4 && self.record.to_string().trim_start_matches("sha256:").starts_with(prefix)
    }
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
    Ok(settled(ours.filter_map(read).collect()))
}

/// All entries of a project.
#[derive(Debug, Default)]
pub struct AllBooked {
    /// Those of each milestone, by its place in the portfolio.
    pub by_document: BTreeMap<usize, Vec<Booked>>,
    /// Those of documents that are not there any more.
    pub gone: Vec<Booked>,
}

impl AllBooked {
    /// Each entry.
    pub fn entries(&self) -> impl Iterator<Item = &Booked> {
        self.by_document.values().flatten().chain(&self.gone)
    }

    /// The entries that are of no single day: what a table said of several ones, and corrections of that.
    pub fn undated(&self) -> HashSet<Digest> {
        let adopted: HashSet<Digest> =
            self.entries().filter(|one| one.entry.adopted).map(|one| one.record).collect();
        let is_correction =
            |one: &&Booked| one.entry.corrects.is_some_and(|digest| adopted.contains(&digest));
        let corrections: Vec<Digest> = self.entries().filter(is_correction).map(|one| one.record).collect();
        adopted.into_iter().chain(corrections).collect()
    }
}

/// The entries of all milestones.
///
/// # Errors
/// When the ledger cannot be read.
pub fn all_booked(workspace: &Workspace, ledger: &Ledger, signers: &Signers) -> Result<AllBooked> {
    let (by_document, gone) = of_all(workspace, ledger, signers, &Kind::TimeEntry)?;
    let entries = |records: Vec<Arc<Record>>| settled(records.iter().filter_map(read).collect());
    let by_document = by_document.into_iter().map(|(index, records)| (index, entries(records)));
    Ok(AllBooked {
        by_document: by_document.filter(|(_, entries)| !entries.is_empty()).collect(),
        gone: entries(gone),
    })
}

/// The records of milestones by their place in the portfolio, and those of documents that are not there any more.
pub(crate) type OfAll = (BTreeMap<usize, Vec<Arc<Record>>>, Vec<Arc<Record>>);

/// All records of a kind that this repository made, by the milestone that they are about, under each name that it had.
///
/// # Errors
/// When the ledger cannot be read.
pub(crate) fn of_all(
    workspace: &Workspace,
    ledger: &Ledger,
    signers: &Signers,
    kind: &Kind,
) -> Result<OfAll> {
    let records = ledger.all(kind)?;
    let mut by_id: HashMap<&str, Vec<&Arc<Record>>> = HashMap::new();
    for record in records.iter().filter(|record| signers.is_ours(workspace, ledger, record)) {
        if let Some(id) = record.predicate.document() {
            by_id.entry(id).or_default().push(record);
        }
    }
    let mut all = OfAll::default();
    if by_id.is_empty() {
        return Ok(all);
    }
    let changes = Changes::of(workspace, ledger, signers)?;
    let mut known = HashSet::new();
    for (index, _) in workspace.portfolio.milestones() {
        let mut found = Vec::new();
        for name in changes.names(&workspace.document_id(index)) {
            let about = by_id.get(name.id.as_str()).into_iter().flatten();
            found.extend(about.filter(|record| name.covers(record)).map(|record| Arc::clone(record)));
        }
        known.extend(found.iter().map(|one| one.digest));
        if !found.is_empty() {
            all.0.insert(index, found);
        }
    }
    let gone = by_id.values().flatten().filter(|record| !known.contains(&record.digest));
    all.1 = gone.map(|record| Arc::clone(record)).collect();
    Ok(all)
}

fn read(record: &Arc<Record>) -> Option<Booked> {
    let Predicate::TimeEntry(entry) = &record.predicate else { return None };
    let possible = |minutes: i64| minutes.unsigned_abs() <= MOST_MINUTES;
    (possible(entry.minutes) && entry.becomes.is_none_or(possible)).then(|| Booked {
        record: record.digest,
        recorded: record.link.recorded.clone(),
        entry: entry.clone(),
    })
}

/// In order, each once, and each correction with what it changes after those before it: two branches that make an entry
/// one hour long make it one hour long.
fn settled(mut entries: Vec<Booked>) -> Vec<Booked> {
    entries.sort_by(|a, b| (&a.recorded, a.record).cmp(&(&b.recorded, b.record)));
    entries.dedup_by_key(|one| one.record);
    let mut stands: HashMap<Digest, i64> =
        entries.iter().map(|one| (one.record, one.entry.minutes)).collect();
    for one in &mut entries {
        let (Some(corrected), Some(becomes)) = (one.entry.corrects, one.entry.becomes) else { continue };
        if let Some(stands) = stands.get_mut(&corrected) {
            one.entry.minutes = becomes - *stands;
            *stands = becomes;
        }
    }
    entries.sort_by_key(|one| one.entry.day);
    entries
}
