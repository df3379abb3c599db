//! Somebody lets a gate be passed without proof.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::DocumentReference;
use crate::{Digest, Subject};

/// A waiver: it names who, why and until when, and is always printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// The milestone.
    pub document: DocumentReference,
    /// The item's id, or the name of a gate without an item, such as `gate:rehearsal`.
    pub item: String,
    /// Who takes it upon themselves, by principal.
    pub who: String,
    /// Why.
    pub why: String,
    /// The last day on which it holds.
    pub until: Date,
}

impl Waiver {
    /// Whether it still holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        day <= self.until
    }

    pub(super) fn subjects(&self) -> Vec<Subject> {
        let name = format!("{}#{}", self.document.id, self.item);
        vec![Subject::sha256(&name, &Digest::of(&name))]
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn its_last_day_counts() {
        let waiver = Waiver {
            document: DocumentReference { id: "a/1".into(), path: "a/1.md".into() },
            item: "x".into(),
            who: "ann@example.org".into(),
            why: "no staging host yet".into(),
            until: date(2030, 1, 31),
        };
        assert!(waiver.holds_on(date(2030, 1, 31)));
        assert!(!waiver.holds_on(date(2030, 2, 1)));
    }
}
