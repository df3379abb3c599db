//! The ids under which a milestone was known.

use milepost_ledger::{Kind, Ledger, Predicate, Record};

use crate::{Result, Workspace, signers::Signers};

/// An id of a milestone, and the part of the history in which it meant this milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The id.
    pub id: String,
    /// Records at this height or below it are about another milestone that had the id before.
    after: Option<u64>,
    /// Records at this height or above it are about another milestone that has the id since.
    before: Option<u64>,
}

impl Name {
    /// Whether a record that names the id is about this milestone.
    pub fn covers(&self, record: &Record) -> bool {
        let height = record.link.height;
        self.after.is_none_or(|after| height > after) && self.before.is_none_or(|before| height < before)
    }
}

/// A change of name.
#[derive(Debug)]
struct Change {
    height: u64,
    before: String,
    after: String,
}

/// The changes of name that are believed: an allowed signer of this repository signed them.
#[derive(Debug, Default)]
pub struct Changes(Vec<Change>);

impl Changes {
    /// Reads and judges them, once for all milestones.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn of(workspace: &Workspace, ledger: &Ledger, signers: &Signers) -> Result<Self> {
        let mut changes = Vec::new();
        for record in ledger.all(&Kind::Rename)? {
            let Predicate::Rename(rename) = &record.predicate else { continue };
            let signed = ledger.trust(&record, signers.policy()?)?.signer().is_some();
            if signed && signers.is_ours(workspace, ledger, &record) {
                changes.push(Change {
                    height: record.link.height,
                    before: rename.before.id.clone(),
                    after: rename.document.id.clone(),
                });
            }
        }
        Ok(Self(changes))
    }

    /// The id of a milestone, then those that it had before, the latest first.
    pub fn names(&self, document: &str) -> Vec<Name> {
        walked(&self.0, document)
    }
}

/// From today back through the changes, each one lower than the one before.
fn walked(changes: &[Change], document: &str) -> Vec<Name> {
    let mut found = Vec::new();
    let mut next = Some((document.to_owned(), None));
    while let Some((id, before)) = next.take() {
        let lower = |change: &&Change| before.is_none_or(|before| change.height < before);
        // The id was given away: what was signed for it until then is not about this milestone.
        let given = changes.iter().filter(lower).filter(|one| one.before == id).map(|one| one.height).max();
        let taken = changes
            .iter()
            .filter(lower)
            .filter(|one| one.after == id && given.is_none_or(|given| one.height > given))
            .max_by_key(|one| one.height);
        next = taken.map(|change| (change.before.clone(), Some(change.height)));
        found.push(Name { id, after: given, before });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(height: u64, before: &str, after: &str) -> Change {
        Change { height, before: before.to_owned(), after: after.to_owned() }
    }

    fn name(id: &str, after: Option<u64>, before: Option<u64>) -> Name {
        Name { id: id.to_owned(), after, before }
    }

    #[test]
    fn names_go_back_one_by_one() {
        let changes = [change(5, "a/1", "b/1"), change(9, "b/1", "c/1")];
        assert_eq!(
            walked(&changes, "c/1"),
            [name("c/1", None, None), name("b/1", None, Some(9)), name("a/1", None, Some(5))]
        );
        assert_eq!(walked(&changes, "d/1"), [name("d/1", None, None)]);
    }

    #[test]
    fn an_id_that_was_given_away_means_another_one_since() {
        let changes = [change(5, "a/1", "b/1")];
        assert_eq!(walked(&changes, "a/1"), [name("a/1", Some(5), None)]);
        assert_eq!(walked(&changes, "b/1"), [name("b/1", None, None), name("a/1", None, Some(5))]);
    }

    #[test]
    fn there_and_back_again_ends() {
        let changes = [change(5, "a/1", "b/1"), change(9, "b/1", "a/1")];
        assert_eq!(
            walked(&changes, "a/1"),
            [name("a/1", Some(5), None), name("b/1", None, Some(9)), name("a/1", None, Some(5))]
        );
    }
}
