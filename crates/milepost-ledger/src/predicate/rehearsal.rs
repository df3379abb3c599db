//! What a rehearsal of a rollback did and found.

use serde::{Deserialize, Serialize};

/// A rollback that was run in a disposable copy, and compared with what was there before the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rehearsal {
    /// `reversible` and `reversible, laid out in another way` are proofs; `broken`, `vacuous`, `irreversible` and
    /// `not rehearsed` are none.
    pub verdict: String,
    /// What was found, in words.
    pub words: String,
    /// The commit to which the procedure should lead back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The commit from which it went back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<String>,
    /// The database engine and its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// The commands that ran, in their order.
    pub steps: Vec<RehearsedStep>,
    /// The schema before the change, after it, after the way back and after the change once more, as digests; as far as it
    /// came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schemas: Vec<String>,
    /// The digest of the statements with which `rollback` takes the database back, as they ran here; none where none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statements: Option<String>,
    /// The way back that the migration tool made, where the migrations have none: a part of these statements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// The least that leads back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level_because: Option<String>,
    /// Rows in the database before the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// The tables that others have to wait for, and those that are written anew, as it was measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locks: Vec<RehearsedLock>,
    /// What was not measured of locks, and where a rule says something else than what was measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lock_notes: Vec<String>,
    /// What the change did to schema and data, a line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
    /// What is not as it was before the work: schema, data and files, a line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<String>,
    /// What else somebody should know who relies on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What happened when something was made to go wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<RehearsedFault>,
    /// What the way back discards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub losses: Vec<Loss>,
}

/// A table or column that a way back discards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Loss {
    /// The table.
    pub table: String,
    /// Its column; none where the table goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// How many rows of the table, or values of the column that are not null.
    pub values: u64,
    /// Of how many rows.
    pub of: u64,
}

/// Something that was made to go wrong, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RehearsedFault {
    /// `killed`: the program in the middle of the way back; `in use`: the way back, by a reader; `twice`: the way back, done again;
    /// `half-way`: the change, which fails before its end.
    pub fault: String,
    /// What came of it.
    pub outcome: FaultOutcome,
    /// The same in words.
    pub words: String,
}

/// What came of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultOutcome {
    /// Everything was as before it, or as it has to be after it.
    Held,
    /// Something stays that somebody has to know of.
    Left,
    /// The way back cannot be relied on.
    Broken,
    /// It could not be tried.
    NotTried,
}

/// What a step does to one table of before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RehearsedLock {
    /// The step.
    pub step: String,
    /// The table.
    pub table: String,
    /// The strongest lock, as the database calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<String>,
    /// Who has to wait for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keeps_out: Option<String>,
    /// For how long, on the data of the rehearsal, in milliseconds.
    pub held_ms: u64,
    /// Whether the table was written anew.
    pub rewritten: bool,
    /// How many rows were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Whether it was seen from beside while a command ran: then a short lock may be missing.
    pub sampled: bool,
    /// The rules that say so too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// How much goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The code alone.
    Code,
    /// The code, and the database by one more migration: nothing is taken out of the history of either.
    Forward,
    /// The code and the database.
    Database,
}

/// One command of a rehearsal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RehearsedStep {
    /// What it is for.
    pub name: String,
    /// As of any command: `pass`, `fail` …
    pub verdict: String,
    /// Why it is no pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Elapsed time, milliseconds.
    pub duration_ms: u64,
}

impl Rehearsal {
    /// The verdict of a rollback that leads back.
    pub const REVERSIBLE: &'static str = "reversible";
    /// The verdict of one that leads back to the same meaning in another layout.
    pub const RESIDUE: &'static str = "reversible, laid out in another way";

    /// Whether the verdict is a proof.
    pub fn is_proven(&self) -> bool {
        matches!(self.verdict.as_str(), Self::REVERSIBLE | Self::RESIDUE) && self.differences.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_rollback_that_leads_back_is_a_proof() {
        let of = |verdict: &str, differences: &[&str]| {
            Rehearsal {
                verdict: verdict.to_owned(),
                words: String::new(),
                base: None,
                candidate: None,
                engine: None,
                steps: Vec::new(),
                schemas: Vec::new(),
                statements: None,
                made: None,
                level: None,
                level_because: None,
                rows: None,
                locks: Vec::new(),
                lock_notes: Vec::new(),
                changed: Vec::new(),
                differences: differences.iter().map(|&text| text.to_owned()).collect(),
                notes: Vec::new(),
                faults: Vec::new(),
                losses: Vec::new(),
            }
            .is_proven()
        };
        assert!(of(Rehearsal::REVERSIBLE, &[]) && of(Rehearsal::RESIDUE, &[]));
        assert!(!of(Rehearsal::REVERSIBLE, &["- table users: 3 rows"]));
        for verdict in ["broken", "vacuous", "irreversible", "not rehearsed", ""] {
            assert!(!of(verdict, &[]), "{verdict}");
        }
    }
}
