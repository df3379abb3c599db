//! Writing a decision, a lesson, a question or an answer.

use std::{
    path::{Path, PathBuf},
    sync::LazyLock,
};

use jiff::civil::Date;
use milepost_document::{
    Document, Edit, EditSet, parse,
    view::{self, NoteKind},
};
use milepost_portfolio::path;
use regex::Regex;
use serde::Serialize;

use super::{
    adr::{Decision, adr},
    blank::is_blank,
    columns::Columns,
    entries::{Entry, Form, entries, numbered, word},
    place::{NewEntry, placed, remarked},
    question::open_questions,
    record::{By, linked_from, read, superseded},
};
use crate::{
    EngineError, Held, Result, Workspace,
    lifecycle::change::{DocumentChange, write_with},
    overview::title,
};

/// What is written.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// A decision.
    Decide {
        /// What was decided.
        text: String,
        /// Why.
        why: Option<String>,
        /// The decision that it takes the place of, by its number.
        supersedes: Option<String>,
        /// Whether it becomes a file of its own too.
        adr: bool,
    },
    /// A decision that stands in a file of its own already.
    Take {
        /// The file.
        record: PathBuf,
    },
    /// A lesson.
    Learn {
        /// What was learned.
        text: String,
    },
    /// A question.
    Ask {
        /// What is not known.
        text: String,
    },
    /// The answer to a question.
    Answer {
        /// The question, by its number.
        question: String,
        /// The answer.
        text: String,
    },
}

/// What somebody wants to write.
#[derive(Debug, Clone)]
pub struct NoteRequest {
    /// What.
    pub wanted: Wanted,
    /// Change nothing.
    pub dry_run: bool,
}

/// What was written.
#[derive(Debug, Clone, Serialize)]
pub struct Noted {
    /// The milestone.
    pub document: String,
    /// `decision`, `lesson`, `question` or `answer`.
    pub kind: &'static str,
    /// The number of the entry; of an answer that of its question.
    pub number: u32,
    /// The line, from 1.
    pub line: u32,
    /// What stands there now.
    pub text: String,
    /// The number of the decision that it takes the place of.
    pub supersedes: Option<u32>,
    /// The tasks that a question blocks, or that an answer sets free.
    pub tasks: Vec<String>,
    /// The file that holds the decision too.
    pub adr: Option<String>,
    /// The files that changed, or would.
    pub changed: Vec<String>,
    /// What is odd about it.
    pub warnings: Vec<String>,
}

/// Writes a note into a milestone's document; all other bytes stay.
///
/// # Errors
/// When the text is none, a number is not known, or something cannot be written.
pub fn note(workspace: &Workspace, _held: &Held, index: usize, request: &NoteRequest) -> Result<Noted> {
    let loaded = workspace.document(index);
    if loaded.read_only {
        return Err(EngineError::usage(format!("`{}` is not UTF-8 and is not written", loaded.path))
            .hint("save the file as UTF-8"));
    }
    let document = loaded.document();
    let today = workspace.system.now().to_zoned(workspace.system.time_zone()).date();
    let (mut edits, mut also) = (EditSet::default(), Vec::new());
    let (mut adr_path, mut supersedes) = (None, None);
    let (mut other_files, mut warnings): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let root = &workspace.root;
    let next = |kind| entries(document, kind).iter().map(|entry| entry.number).max().unwrap_or(0) + 1;
    let before = open_questions(document);
    let simple = |kind, words: &str| {
        let words = &one_line(words)?;
        let number = next(kind);
        let new = NewEntry { kind, number, day: today, words, why: None, behind: Vec::new() };
        Ok::<_, EngineError>((placed(document, &new)?, number))
    };
    let (kind, number, told) = match &request.wanted {
        Wanted::Decide { text, why, supersedes: old, adr: with_file } => {
            let kind = NoteKind::Decision;
            let number = next(kind);
            let words = one_line(text)?;
            let why = why.as_deref().map(one_line).transpose()?;
            let mut behind = Vec::new();
            let mut old_record = None;
            if let Some(old) = old {
                let entry = numbered(document, kind, old)?;
                refuse_superseded(document, &entry)?;
                let remark = format!("(superseded by decision {number}, {today})");
                edits = remarked(document, &entry, &remark)?;
                behind.push(format!("Supersedes decision {}", entry.number));
                supersedes = Some(entry.number);
                old_record = linked_from(loaded.folder(), document.text(entry.whole));
            }
            if *with_file {
                let decision = Decision {
                    text: &words,
                    why: why.as_deref().unwrap_or_default(),
                    day: today,
                    document: &loaded.path,
                    title: &title(loaded),
                    supersedes: old_record.as_deref(),
                };
                let (name, change) = adr(workspace, &decision);
                let link = path::encoded(&path::relative(loaded.folder(), &name));
                behind.push(format!("Record: [{}]({link})", path::stem(&name)));
                also.push(change);
                adr_path = Some(name);
            }
            if let Some(old) = &old_record {
                let own = format!("decision {number} of {}", title(loaded));
                let by = match &adr_path {
                    Some(record) => By { path: record, name: path::stem(record) },
                    None => By { path: &loaded.path, name: &own },
                };
                match superseded(workspace, old, &by)? {
                    Some(change) => {
                        other_files.push(old.clone());
                        also.push(change);
                    }
                    None => warnings.push(format!("`{old}` says no status, so it is left as it is")),
                }
            }
            let new = NewEntry { kind, number, day: today, words: &words, why: why.as_deref(), behind };
            edits = joined(edits, &placed(document, &new)?)?;
            (kind, number, "decision")
        }
        Wanted::Take { record } => {
            let kind = NoteKind::Decision;
            let number = next(kind);
            let name = from_root(root, workspace, record)?;
            let known = entries(document, kind).into_iter().find(|entry| {
                linked_from(loaded.folder(), document.text(entry.whole)).as_deref() == Some(name.as_str())
            });
            if let Some(known) = known {
                let problem = format!("decision {} is that of `{name}` already", known.number);
                return Err(EngineError::usage(problem));
            }
            let record = read(workspace, &name)?;
            let words = one_line(&record.title)?;
            let why = record.why.as_deref().map(one_line).transpose()?;
            let link = path::encoded(&path::relative(loaded.folder(), &name));
            let behind = vec![format!("Record: [{}]({link})", path::stem(&name))];
            if let Some(change) = record.linked(workspace, &loaded.path, &title(loaded)) {
                other_files.push(name.clone());
                also.push(change);
            }
            adr_path = Some(name);
            let new = NewEntry { kind, number, day: today, words: &words, why: why.as_deref(), behind };
            edits = placed(document, &new)?;
            (kind, number, "decision")
        }
        Wanted::Learn { text } => {
            let (edit, number) = simple(NoteKind::Lesson, text)?;
            edits = edit;
            (NoteKind::Lesson, number, "lesson")
        }
        Wanted::Ask { text } => {
            let (edit, number) = simple(NoteKind::Question, text)?;
            edits = edit;
            (NoteKind::Question, number, "question")
        }
        Wanted::Answer { question, text } => {
            let entry = numbered(document, NoteKind::Question, question)?;
            if !before.iter().any(|open| open.number == entry.number) {
                return Err(EngineError::usage(format!(
                    "question {} is answered already, in line {}",
                    entry.number,
                    document.position(entry.whole.start).line
                )));
            }
            edits = answered(document, &entry, today, &one_line(text)?)?;
            (NoteKind::Question, entry.number, "answer")
        }
    };
    let text = edits.apply(&document.source)?;
    let after = parse(&text).document;
    holds(document, &after, kind, told)?;
    let entry = numbered(&after, kind, &number.to_string())?;
    let open = open_questions(&after);
    if kind == NoteKind::Question && open.iter().any(|one| one.number == number) == (told == "answer") {
        let problem = match told {
            "answer" => "this text would not be read as an answer",
            _ => "this text would be read as a question that is answered",
        };
        return Err(EngineError::usage(problem).hint("say it in other words"));
    }
    let of = if told == "answer" { &before } else { &open };
    let tasks = of.iter().find(|one| kind == NoteKind::Question && one.number == number);
    if told == "question"
        && let Some(question) = tasks.filter(|one| !one.unknown.is_empty())
    {
        let named = question.unknown.join(", ");
        warnings.push(format!("the document has no task {named}, so the question blocks nothing there"));
    }
    let mut changed = vec![loaded.path.clone()];
    changed.extend(adr_path.clone().filter(|_| !matches!(request.wanted, Wanted::Take { .. })));
    changed.extend(other_files);
    let noted = Noted {
        document: workspace.document_id(index),
        kind: told,
        number,
        line: after.position(entry.whole.start).line,
        text: shown(&after, &entry),
        supersedes,
        tasks: tasks.map(|one| one.blocks.clone()).unwrap_or_default(),
        adr: adr_path,
        changed,
        warnings,
    };
    if !request.dry_run {
        let change =
            DocumentChange { path: loaded.path.clone(), before: document.source.to_string(), after: text };
        let what = format!("write {told} {number} into `{}`", noted.document);
        write_with(workspace, &what, &[change], Vec::new(), also)?;
    }
    Ok(noted)
}

/// A file's path from the root.
fn from_root(root: &Path, workspace: &Workspace, file: &Path) -> Result<String> {
    let shown = file.display();
    let real = workspace
        .system
        .canonicalize(file)
        .map_err(|error| EngineError::usage(format!("`{shown}` cannot be read: {error}")))?;
    let inside = real.strip_prefix(root).map_err(|_| {
        EngineError::usage(format!("`{shown}` lies outside of the project"))
            .hint("keep decision records in the project")
    })?;
    Ok(inside.to_string_lossy().into_owned())
}

/// A text that stays one entry.
fn one_line(text: &str) -> Result<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err(EngineError::usage("there is nothing to write").hint("say it in a sentence"));
    }
    if line.contains("<!--") {
        return Err(EngineError::usage("a note holds no comment: `<!--` would hide what follows")
            .hint("write an annotation into the document by hand"));
    }
    Ok(line)
}

/// What stands there now: the words, of a table the row, of a heading what stands below it too.
fn shown(document: &Document, entry: &Entry) -> String {
    let span = if matches!(entry.form, Form::Item(_)) { entry.words } else { entry.whole };
    document.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Refuses a decision that is superseded already.
fn refuse_superseded(document: &Document, entry: &Entry) -> Result<()> {
    static BY: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)superseded by (decision \d+)").expect("a regular expression"));
    let Some(by) = BY.captures(document.text(entry.whole)) else { return Ok(()) };
    let line = document.position(entry.whole.start).line;
    let problem = format!("line {line}: decision {} is superseded by {} already", entry.number, &by[1]);
    Err(EngineError::usage(problem).hint("supersede that one"))
}

/// The edits of an answer: behind the question, or in the columns of its table that are for it.
fn answered(document: &Document, entry: &Entry, today: Date, answer: &str) -> Result<EditSet> {
    let remark = format!("**Answer** ({today}): {answer}");
    match entry.form {
        Form::Row(id, row) => {
            let table = document.table(id);
            let columns = Columns::of(document, table, NoteKind::Question);
            let cell = |column: Option<usize>| table.rows[row].cells.get(column?).copied();
            let status = cell(columns.status).filter(|cell| {
                ["", "open"].iter().any(|word| document.text(*cell).eq_ignore_ascii_case(word))
            });
            let edits = match cell(columns.answer).filter(|cell| is_blank(document.text(*cell))) {
                Some(cell) => view::set_cell(document, cell, &format!("{answer} ({today})")),
                None => remarked(document, entry, &remark)?,
            };
            match status {
                Some(cell) => Ok(edits.merged(view::set_cell(document, cell, "Answered"))?),
                None => Ok(edits),
            }
        }
        Form::Item(item) if view::is_open_box(document, document.item(item)) => {
            Ok(remarked(document, entry, &remark)?.merged(view::tick(document, item, true))?)
        }
        Form::Item(_) | Form::Heading(_) => remarked(document, entry, &remark),
    }
}

/// Two sets of edits; what both insert at one place stands in this order.
fn joined(first: EditSet, second: &EditSet) -> Result<EditSet> {
    let mut edits: Vec<Edit> = first.edits().to_vec();
    for edit in second.edits() {
        match edits.iter_mut().find(|other| other.span == edit.span && edit.span.start == edit.span.end) {
            Some(other) => other.text.push_str(&edit.text),
            None => edits.push(edit.clone()),
        }
    }
    Ok(EditSet::new(edits)?)
}

/// The law: one entry more, or none for an answer, and the structure around it as it was.
fn holds(before: &Document, after: &Document, kind: NoteKind, told: &str) -> Result<()> {
    let count = |document: &Document, kind| entries(document, kind).len();
    let more = usize::from(told != "answer");
    let rest = |document: &Document| {
        let others = [NoteKind::Decision, NoteKind::Lesson, NoteKind::Question];
        let others = others.into_iter().filter(|other| *other != kind);
        (
            document.fences.len(),
            document.tables.len(),
            document.annotations.len(),
            view::tasks(document).len(),
            view::status_places(document).len(),
            others.map(|other| count(document, other)).collect::<Vec<_>>(),
        )
    };
    let items = after.items.len().checked_sub(before.items.len());
    if count(after, kind) == count(before, kind) + more
        && rest(before) == rest(after)
        && items.is_some_and(|items| items <= more)
    {
        return Ok(());
    }
    Err(EngineError::usage(format!("this text would not be one {} of the document", word(kind)))
        .hint("write it as plain words, without marks of Markdown"))
}
