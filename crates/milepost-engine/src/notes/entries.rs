//! The entries of Notes & Decisions with their numbers.

use std::sync::LazyLock;

use milepost_document::{
    Document, ItemId, Section, SectionId, Span, TableId,
    view::{self, NoteKind},
    vocabulary::SectionKind,
};
use regex::Regex;

use super::{blank::is_blank, columns::Columns};
use crate::{EngineError, Result};

/// How an entry is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As an entry of a list.
    Item(ItemId),
    /// As a row of a table, with its place there.
    Row(TableId, usize),
    /// As a heading with a number, and what stands below it.
    Heading(SectionId),
}

/// An entry and its number: the one that it carries (`**Decision 3**: …`), else its place among those of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// How it is written.
    pub(super) form: Form,
    /// Its words: without what is nested in it, or below its heading, or in other columns.
    pub(super) words: Span,
    /// All of it.
    pub(super) whole: Span,
    /// Its number; 0 where nothing has been written yet.
    pub(super) number: u32,
}

/// What entries of a kind are called.
pub(super) fn word(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Decision => "decision",
        NoteKind::Lesson => "lesson",
        NoteKind::Question => "question",
    }
}

/// The section of a kind, and its usual title.
pub(super) fn section_of(kind: NoteKind) -> (SectionKind, &'static str) {
    match kind {
        NoteKind::Decision => (SectionKind::DesignDecisions, "Design Decisions"),
        NoteKind::Lesson => (SectionKind::LessonsLearned, "Lessons Learned"),
        NoteKind::Question => (SectionKind::OpenQuestions, "Open Questions"),
    }
}

/// The entries of a kind, in order.
pub(super) fn entries(document: &Document, kind: NoteKind) -> Vec<Entry> {
    let written = all(document, kind).into_iter().filter(|entry| !is_blank(document.text(entry.words)));
    written
        .zip(1..)
        .map(|(entry, place)| Entry { number: stated(document, kind, &entry).unwrap_or(place), ..entry })
        .collect()
}

/// The places of a kind that still have to be written: `**Decision 2**: Description and rationale`.
pub(super) fn blanks(document: &Document, kind: NoteKind) -> Vec<Entry> {
    all(document, kind).into_iter().filter(|entry| is_blank(document.text(entry.words))).collect()
}

/// The entry of a number.
///
/// # Errors
/// When there is none or several, with those that there are.
pub(super) fn numbered(document: &Document, kind: NoteKind, text: &str) -> Result<Entry> {
    let all = entries(document, kind);
    let name = word(kind);
    let wanted = text.trim().trim_start_matches(['#', 'Q', 'D', 'q', 'd']).parse::<u32>().ok();
    let fitting: Vec<&Entry> = all.iter().filter(|entry| Some(entry.number) == wanted).collect();
    if let [only] = fitting.as_slice() {
        return Ok(**only);
    }
    let problem = if fitting.is_empty() {
        format!("there is no {name} `{text}`")
    } else {
        format!("several {name}s have the number `{text}`")
    };
    let mut error = EngineError::usage(problem);
    error.reasons = all
        .iter()
        .map(|entry| {
            let line = document.position(entry.whole.start).line;
            format!("line {line}: {name} {}: {}", entry.number, document.text(entry.words))
        })
        .collect();
    Err(error.hint(format!("name a {name} by its number")))
}

/// A number in front of a heading: `Q1: …`, `2. …`, `Decision 3 – …`. Groups: what stands before it, the number, and
/// what stands between it and the words.
pub(super) static NUMBERED_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^((?:q|d|l|adr|decision|lesson|question)?[ -]?#?)(\d{1,6})(\s*[.:)]\s*|\s+[–—-]\s+)")
        .expect("a regular expression")
});

fn all(document: &Document, kind: NoteKind) -> Vec<Entry> {
    let (wanted, _) = section_of(kind);
    let is_own = |section: &Section| section.kind == Some(wanted);
    let is_entry = |id: SectionId| {
        let section = document.section(id);
        section.kind.is_none()
            && section.parent.is_some_and(|parent| is_own(document.section(parent)))
            && NUMBERED_TITLE.is_match(document.text(section.title))
    };
    let below_entry =
        |id: SectionId| document.ancestors(id).any(|(around, _)| is_entry(around)) || is_entry(id);
    let mut found: Vec<Entry> = view::notes(document)
        .into_iter()
        .filter(|note| note.kind == kind && !below_entry(document.item(note.item).section))
        .map(|note| {
            let item = document.item(note.item);
            Entry { form: Form::Item(note.item), words: item.text, whole: item.span, number: 0 }
        })
        .collect();
    for (id, table) in (0_u32..).zip(&document.tables) {
        if !is_own(document.section(table.section)) {
            continue;
        }
        let columns = Columns::of(document, table, kind);
        let rows = table.rows.iter().enumerate();
        found.extend(rows.filter_map(|(at, row)| {
            let words = *row.cells.get(columns.words)?;
            Some(Entry { form: Form::Row(TableId(id), at), words, whole: row.span, number: 0 })
        }));
    }
    for (id, section) in (0_u32..).zip(&document.sections) {
        let id = SectionId(id);
        if is_entry(id) {
            let whole = Span::new(section.heading.start, section.body.end);
            found.push(Entry { form: Form::Heading(id), words: section.title, whole, number: 0 });
        }
    }
    found.sort_by_key(|entry| entry.whole.start);
    found
}

/// The number that an entry carries.
fn stated(document: &Document, kind: NoteKind, entry: &Entry) -> Option<u32> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:decision|lesson|question)\s+#?(\d{1,6})\b").expect("a regular expression")
    });
    let text = document.text(entry.words);
    match entry.form {
        Form::Heading(_) => NUMBERED_TITLE.captures(text)?[2].parse().ok(),
        Form::Item(_) => LABEL.captures(text)?[1].parse().ok(),
        Form::Row(id, at) => {
            let table = document.table(id);
            let cell =
                Columns::of(document, table, kind).number.and_then(|column| table.rows[at].cells.get(column));
            let own = cell.and_then(|cell| {
                let text = document.text(*cell);
                text.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok()
            });
            own.or_else(|| LABEL.captures(text)?[1].parse().ok())
        }
    }
}
