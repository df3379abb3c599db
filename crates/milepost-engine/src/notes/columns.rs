//! The columns of a table of decisions, lessons or questions.

use milepost_document::{Document, Table, view::NoteKind, vocabulary::plain_text};

/// Places of the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    /// The decision, lesson or question itself.
    pub(super) words: usize,
    /// Its number.
    pub(super) number: Option<usize>,
    /// Why.
    pub(super) why: Option<usize>,
    /// The day.
    pub(super) day: Option<usize>,
    /// Whether it is open.
    pub(super) status: Option<usize>,
    /// The answer to a question.
    pub(super) answer: Option<usize>,
}

impl Columns {
    /// Reads the header. Where no word says which column holds the words, it is the first one that holds nothing else.
    pub(super) fn of(document: &Document, table: &Table, kind: NoteKind) -> Self {
        let titles: Vec<String> = table
            .header
            .iter()
            .map(|cell| plain_text(document.text(*cell)).trim().trim_end_matches('.').to_lowercase())
            .collect();
        let named = |names: &[&str]| titles.iter().position(|title| names.contains(&title.as_str()));
        let number = named(&["#", "no", "nr", "id", "number"]);
        let why = named(&["rationale", "reason", "why", "reasoning"]);
        let day = named(&["date", "day", "when", "decided"]);
        let status = named(&["status", "state"]);
        let answer = match kind {
            NoteKind::Question => named(&["answer", "resolution", "decision"]),
            _ => None,
        };
        let noun = match kind {
            NoteKind::Decision => ["decision", "what"],
            NoteKind::Lesson => ["lesson", "learning"],
            NoteKind::Question => ["question", "issue"],
        };
        let taken = [number, why, day, status, answer];
        let free = |at: &usize| !taken.contains(&Some(*at));
        let by_noun =
            (0..titles.len()).filter(free).find(|at| noun.iter().any(|noun| titles[*at].contains(noun)));
        let words = by_noun.or_else(|| (0..titles.len()).find(free)).unwrap_or(0);
        Self { words, number, why, day, status, answer }
    }
}
