//! Taking a change back.

use std::io;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Begun, Doomed, Keep, Script, Undoable, expected};
use crate::{CompareError, DataDiff, DataFingerprint, Kind, ReadError, RunError, Snapshot, compare_data};

/// What is taken back, and what has to be so before and after.
#[derive(Debug)]
pub struct UndoRequest<'a> {
    /// The run, by which a repetition is known.
    pub run: &'a str,
    /// The statements, in the order in which they run.
    pub scripts: &'a [Script],
    /// The schema that the database has to have.
    pub changed: &'a Snapshot,
    /// The schema that it has to have afterwards.
    pub base: &'a Snapshot,
    /// Tables in which the migration tool keeps its books.
    pub bookkeeping: &'a [String],
    /// Whether values may be taken out.
    pub accept_loss: bool,
}

/// What was taken out and is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// What it was.
    pub what: Doomed,
    /// How many values it held: rows of a table, values of columns that are not null.
    pub values: u64,
    /// The name of the file that [`Keep`] was given.
    pub file: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// It is done now.
    Now(Vec<Saved>),
    /// It had been done by the same run.
    Before,
}

/// What a way back would meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// How the schema differs from the one that is expected, a line each.
    pub drift: Vec<String>,
    /// What would be taken out, with how many values.
    pub doomed: Vec<(Doomed, u64)>,
    /// What the state before has and this one lacks: what a way back fills in there can be compared with nothing.
    pub restored: Vec<Doomed>,
}

/// Why a change was not taken back. The database is as it was, unless the message says otherwise.
#[derive(Debug, Error)]
pub enum UndoError {
    /// Its schema is not the one that was rehearsed.
    #[error("the schema is not the one that was rehearsed: {}", .0.join("; "))]
    Drift(Vec<String>),
    /// The statements do not lead to the schema of before.
    #[error("the way back does not lead to the schema of before: {}", .0.join("; "))]
    NotBase(Vec<String>),
    /// The statements change data that was there before the work.
    #[error("the way back changes data of before: {0}")]
    Data(String),
    /// The work took something out, so that nobody knows whether the way back brings the same.
    #[error("the work took out {0}, and what the way back puts there can be compared with nothing")]
    Restores(String),
    /// The statements for the books of the migration tool changed nothing in them.
    #[error("the statements for the books of the migration tool change nothing in {0}")]
    Books(String),
    /// Values would be taken out, and nobody agreed.
    #[error("the way back takes out {0}")]
    Loss(String),
    /// A statement would end the transaction that keeps the database whole.
    #[error("`{name}` holds `{statement}`, and a way back runs in one transaction of its own")]
    Ends {
        /// The script.
        name: String,
        /// The statement's first words.
        statement: String,
    },
    /// A script was refused.
    #[error("`{name}` was refused: {source}")]
    Script {
        /// The script.
        name: String,
        /// What the engine said.
        source: RunError,
    },
    /// Somebody else uses the tables.
    #[error("the database is in use: {0}")]
    InUse(RunError),
    /// The transaction could not begin or end.
    #[error(transparent)]
    Run(RunError),
    /// It could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Two schemas cannot be compared.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// What is taken out could not be saved.
    #[error("what is taken out could not be saved: {0}")]
    Keep(io::Error),
}

impl UndoError {
    /// Whether something around the statements failed, and they are not to blame.
    pub fn is_of_surroundings(&self) -> bool {
        match self {
            Self::Script { source, .. } | Self::Run(source) => source.is_of_surroundings(),
            Self::InUse(_) | Self::Read(_) | Self::Compare(_) | Self::Keep(_) => true,
            Self::Drift(_)
            | Self::NotBase(_)
            | Self::Data(_)
            | Self::Restores(_)
            | Self::Books(_)
            | Self::Loss(_)
            | Self::Ends { .. } => false,
        }
    }
}

/// Takes a change back in one transaction: the schema is looked at, what is taken out is saved, the statements run, and schema and
/// data are looked at once more. Only then does the transaction end well.
///
/// # Errors
/// When anything is not as it has to be; then nothing of it has happened.
pub fn undo(
    database: &mut dyn Undoable,
    request: &UndoRequest<'_>,
    keep: &mut dyn Keep,
) -> Result<Undone, UndoError> {
    let tables: Vec<String> = request
        .changed
        .objects
        .keys()
        .filter(|id| id.kind == Kind::Table)
        .map(|id| id.name.clone())
        .collect();
    match database.begin(request.run, &tables) {
        Ok(Begun::Open) => {}
        Ok(Begun::Already) => return Ok(Undone::Before),
        Err(error) => {
            database.give_up();
            return Err(if database.is_in_use(&error) {
                UndoError::InUse(error)
            } else {
                UndoError::Run(error)
            });
        }
    }
    let saved = match inside(database, request, keep) {
        Ok(saved) => saved,
        Err(error) => {
            database.give_up();
            return Err(match error {
                UndoError::Script { source, .. } if database.is_in_use(&source) => UndoError::InUse(source),
                other => other,
            });
        }
    };
    if let Err(error) = database.commit() {
        // Where readers are waited for at the very end, it may be here that somebody reads.
        database.give_up();
        return Err(if database.is_in_use(&error) { UndoError::InUse(error) } else { UndoError::Run(error) });
    }
    Ok(Undone::Now(saved))
}

fn inside(
    database: &mut dyn Undoable,
    request: &UndoRequest<'_>,
    keep: &mut dyn Keep,
) -> Result<Vec<Saved>, UndoError> {
    let books = request.bookkeeping;
    let drift = expected::differences(request.changed, &database.snapshot()?, books)?;
    if !drift.is_empty() {
        return Err(UndoError::Drift(lines(&drift)));
    }
    let restored = Doomed::between(request.base, request.changed, books);
    if !restored.is_empty() {
        return Err(UndoError::Restores(named(&restored)));
    }
    let scope = expected::kept(request.changed, request.base, books);
    let before = database.fingerprint(&scope)?;
    let of_books = expected::books(request.changed, books);
    let books_before = database.fingerprint(&of_books)?;
    let mut saved = Vec::new();
    for (at, what) in Doomed::between(request.changed, request.base, books).into_iter().enumerate() {
        let file = file_name(at, &what);
        keep.begin(&file).map_err(UndoError::Keep)?;
        let values = database.save(&what, keep)?;
        keep.end().map_err(UndoError::Keep)?;
        saved.push(Saved { what, values, file });
    }
    let lost: Vec<(Doomed, u64)> =
        saved.iter().filter(|one| one.values > 0).map(|one| (one.what.clone(), one.values)).collect();
    if !lost.is_empty() && !request.accept_loss {
        return Err(UndoError::Loss(loss(&lost)));
    }
    for script in request.scripts {
        database.script(script)?;
    }
    let keeps_books = !books_before.tables.is_empty() && request.scripts.iter().any(Script::is_of_books);
    if keeps_books && compare_data(&books_before, &database.fingerprint(&of_books)?).is_empty() {
        let tables: Vec<String> = books_before.tables.keys().map(|table| format!("`{table}`")).collect();
        return Err(UndoError::Books(tables.join(", ")));
    }
    let left = expected::differences(request.base, &database.snapshot()?, books)?;
    if !left.is_empty() {
        return Err(UndoError::NotBase(lines(&left)));
    }
    same_data(&before, &database.fingerprint(&scope)?)?;
    Ok(saved)
}

/// What a way back would meet, read and not written.
///
/// # Errors
/// When the database cannot be read.
pub fn preview(
    database: &mut dyn Undoable,
    changed: &Snapshot,
    base: &Snapshot,
    bookkeeping: &[String],
) -> Result<Preview, UndoError> {
    let drift = lines(&expected::differences(changed, &database.snapshot()?, bookkeeping)?);
    let mut doomed = Vec::new();
    if drift.is_empty() {
        for what in Doomed::between(changed, base, bookkeeping) {
            let values = database.count(&what)?;
            doomed.push((what, values));
        }
    }
    Ok(Preview { drift, doomed, restored: Doomed::between(base, changed, bookkeeping) })
}

/// Tables and columns as people call them.
fn named(all: &[Doomed]) -> String {
    all.iter().map(|one| format!("`{}`", one.words())).collect::<Vec<_>>().join(", ")
}

/// What is taken out, in words.
pub(super) fn loss(lost: &[(Doomed, u64)]) -> String {
    let one = |(what, values): &(Doomed, u64)| {
        let noun = match (what.columns.is_empty(), *values) {
            (true, 1) => "row",
            (true, _) => "rows",
            (false, 1) => "value",
            (false, _) => "values",
        };
        format!("{values} {noun} of `{}`", what.words())
    };
    lost.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn same_data(before: &DataFingerprint, after: &DataFingerprint) -> Result<(), UndoError> {
    let found = compare_data(before, after);
    if found.is_empty() {
        return Ok(());
    }
    let diff = DataDiff { counters: std::collections::BTreeMap::new(), ..found };
    Err(UndoError::Data(diff.to_string().trim().replace('\n', "; ")))
}

fn lines(changes: &[crate::Change]) -> Vec<String> {
    changes.iter().map(ToString::to_string).collect()
}

/// A name that is one for every file system.
fn file_name(at: usize, what: &Doomed) -> String {
    let plain = |text: &str| -> String {
        text.chars()
            .map(|sign| if sign.is_ascii_alphanumeric() || sign == '.' { sign } else { '_' })
            .take(80)
            .collect()
    };
    format!("{:02}-{}", at + 1, plain(&what.words()))
}
