//! What a rehearsal showed, as plain data.

use milepost_ledger::{Level, Loss, Rehearsal, RehearsedFault, RehearsedLock, RehearsedStep};
use serde::Serialize;

use super::verdict::NOT_REHEARSED;
use crate::exit::Exit;

/// What `rehearse` tells of one milestone.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RehearsalReport {
    /// The milestone's id.
    pub id: String,
    /// Its document.
    pub path: String,
    /// Whether it was rehearsed now; else the evidence is from before, or only the plan was asked for.
    pub ran: bool,
    /// The commands of a rehearsal, in their order, where only the plan was asked for.
    pub plan: Vec<String>,
    /// What it showed; `None` where only the plan was asked for.
    pub rehearsal: Option<Rehearsed>,
    /// The record of the evidence.
    pub record: Option<String>,
    /// The end of the output of the last command, where it did not pass.
    pub tail: Option<String>,
    /// What kept evidence from being recorded or believed.
    pub warnings: Vec<String>,
}

/// What a rehearsal did and found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rehearsed {
    /// `reversible`, `reversible, laid out in another way`, `broken`, `vacuous`, `irreversible` or `not rehearsed`.
    pub verdict: String,
    /// Whether that is a proof.
    pub proven: bool,
    /// What was found, in words.
    pub words: String,
    /// The commit to which the procedure should lead back.
    pub base: Option<String>,
    /// The commit from which it went back.
    pub candidate: Option<String>,
    /// The database engine and its version.
    pub engine: Option<String>,
    /// The commands that ran.
    pub steps: Vec<RehearsedStep>,
    /// The digest of the statements with which `rollback` takes the database back, where they were tried.
    pub statements: Option<String>,
    /// The way back that the migration tool made, where the migrations have none: a part of these statements.
    pub made: Option<String>,
    /// The least that leads back: `code` alone, `database` too, or that by one more migration: `forward`.
    pub level: Option<Level>,
    /// Why.
    pub level_because: Option<String>,
    /// What the way back discards, with what the new version has written by then.
    pub losses: Vec<Loss>,
    /// What happened when something was made to go wrong.
    pub faults: Vec<RehearsedFault>,
    /// Rows in the database before the change.
    pub rows: Option<u64>,
    /// The tables that others have to wait for, and those that are written anew, as it was measured.
    pub locks: Vec<RehearsedLock>,
    /// What was not measured of locks, and where a rule says something else than what was measured.
    pub lock_notes: Vec<String>,
    /// What the change did to schema and data, a line each.
    pub changed: Vec<String>,
    /// What is not as it was before the work, a line each.
    pub differences: Vec<String>,
    /// What else somebody should know who relies on it.
    pub notes: Vec<String>,
}

impl Rehearsed {
    /// That of a record.
    pub(super) fn of(record: &Rehearsal) -> Self {
        Self {
            verdict: record.verdict.clone(),
            proven: record.is_proven(),
            words: record.words.clone(),
            base: record.base.clone(),
            candidate: record.candidate.clone(),
            engine: record.engine.clone(),
            steps: record.steps.clone(),
            statements: record.statements.clone(),
            made: record.made.clone(),
            level: record.level,
            level_because: record.level_because.clone(),
            losses: record.losses.clone(),
            faults: record.faults.clone(),
            rows: record.rows,
            locks: record.locks.clone(),
            lock_notes: record.lock_notes.clone(),
            changed: record.changed.clone(),
            differences: record.differences.clone(),
            notes: record.notes.clone(),
        }
    }
}

impl RehearsalReport {
    /// What the shell is told: only a proof is well.
    pub fn exit(&self) -> Exit {
        match &self.rehearsal {
            None => Exit::Ok,
            Some(rehearsal) if rehearsal.proven && self.record.is_some() => Exit::Ok,
            Some(rehearsal) if rehearsal.proven => Exit::Refused,
            Some(rehearsal) if rehearsal.verdict == NOT_REHEARSED => Exit::NothingRan,
            Some(_) => Exit::Failed,
        }
    }
}
