//! Writing a status.

use super::dates::last_updated_places;
use super::status::{StatusPlace, status, status_places};
use crate::{
    Document, Edit, EditSet, Span,
    front_matter::{Entry, ScalarStyle, Value},
    parse,
    vocabulary::{
        Dialect, FrontKey, Status, classify_front_key, dialect_status, is_document_life, spell_like,
    },
};

/// Writes a status into every place of the document that says one, each in the spelling of its old value. A place
/// whose words name no status stays as it is, unless it is the only one to decide. A document that says none gets one:
/// in its front matter, else below its title.
pub fn set_status(document: &Document, new: Status) -> EditSet {
    set_status_in(document, new, None)
}

/// As [`set_status`], in the words of the tool whose document it is, where that has words of its own.
pub fn set_status_in(document: &Document, new: Status, dialect: Option<Dialect>) -> EditSet {
    let word = dialect.and_then(|dialect| dialect_status(dialect, new));
    if let Some(missing) = missing_status(document) {
        let text = format!(
            "{}{}{}",
            missing.before,
            word.map_or_else(|| missing.spelled(new), str::to_owned),
            missing.behind
        );
        return EditSet::new(vec![Edit::insert(missing.at, text)]).expect("one edit is sorted");
    }
    let edits = owned_statuses(document)
        .into_iter()
        .filter(|place| {
            !place.reading.as_ref().is_some_and(|reading| reading.status == new && !reading.qualified)
        })
        .filter_map(|place| {
            let text = spelled(document, &place, new, word);
            (text != document.text(place.value)).then(|| Edit::replace(place.value, text))
        })
        .collect();
    EditSet::new(edits).expect("the places of a status are disjoint")
}

/// Where a status goes in a document that has none.
pub(super) struct MissingStatus {
    /// Where it is put in.
    pub(super) at: u32,
    /// What stands before the value.
    pub(super) before: String,
    /// What stands behind it.
    pub(super) behind: &'static str,
    in_front_matter: bool,
}

impl MissingStatus {
    fn spelled(&self, status: Status) -> String {
        if self.in_front_matter { status.key().to_owned() } else { status.label() }
    }
}

/// Where [`set_status`] would put a status; `None` where one is, or where it would not be read back.
pub(super) fn missing_status(document: &Document) -> Option<MissingStatus> {
    if !status_places(document).is_empty() {
        return None;
    }
    let line = if document.source.contains("\r\n") { "\r\n" } else { "\n" };
    let front = document.front_matter.as_ref().filter(|front| front.read_only.is_none());
    let missing = if let Some(front) = front {
        let mut key = "status";
        for entry in &front.entries {
            match (classify_front_key(&entry.key), &entry.value) {
                // The key is taken by the life of the document.
                (Some(FrontKey::Status), Value::Scalar { text, .. }) if is_document_life(text) => {
                    key = "milestone_status";
                }
                (Some(FrontKey::Status | FrontKey::MilestoneStatus), _) => return None,
                _ => {}
            }
        }
        let own_line =
            document.text(front.content).is_empty() || document.text(front.content).ends_with('\n');
        let before = if own_line { format!("{key}: ") } else { format!("{line}{key}: ") };
        let behind = if line == "\n" { "\n" } else { "\r\n" };
        MissingStatus { at: front.content.end, before, behind, in_front_matter: true }
    } else if let Some(title) = document.sections.iter().find(|section| section.level == 1) {
        let before = format!("{line}{line}**Status**: ");
        // What follows directly stays a paragraph of its own.
        let mut lines = document.source[title.heading.end as usize..].split('\n').skip(1);
        let follows = lines.next().is_some_and(|line| !line.trim().is_empty());
        let behind = match (follows, line) {
            (false, _) => "",
            (true, "\n") => "\n",
            (true, _) => "\r\n",
        };
        MissingStatus { at: title.heading.end, before, behind, in_front_matter: false }
    } else {
        let behind = if line == "\n" { "\n\n" } else { "\r\n\r\n" };
        let at = document.sections[0].own.start;
        MissingStatus { at, before: "**Status**: ".to_owned(), behind, in_front_matter: false }
    };
    // Whatever status comes, it has to be found again at exactly this place.
    let (head, tail) = document.source.split_at(missing.at as usize);
    let written = missing.spelled(Status::Planned);
    let text = format!("{head}{}{written}{}{tail}", missing.before, missing.behind);
    let start = missing.at as usize + missing.before.len();
    let after = parse(&text).document;
    let places = status_places(&after);
    let found = places.len() == 1 && places[0].value == Span::from(start..start + written.len());
    // And nothing else may read differently.
    let shape = |document: &Document| {
        let dates = last_updated_places(document).len();
        [document.sections.len(), document.items.len(), document.tables.len(), document.fences.len(), dates]
    };
    (found && shape(document) == shape(&after)).then_some(missing)
}

/// The places that [`set_status`] writes, whatever they say now.
pub(super) fn owned_statuses(document: &Document) -> Vec<StatusPlace> {
    let deciding = status(document).map(|place| place.value);
    let mut places = status_places(document);
    places.retain(|place| place.reading.is_some() || Some(place.value) == deciding);
    places.sort_by_key(|place| place.value);
    places.dedup_by_key(|place| place.value);
    places
}

fn spelled(document: &Document, place: &StatusPlace, new: Status, word: Option<&str>) -> String {
    let old = document.text(place.value);
    if let Some(entry) = entry_at(document, place.value) {
        let Value::Scalar { text, style } = &entry.value else { return old.to_owned() };
        let words = word.map_or_else(|| spell_like(text, new), str::to_owned);
        return match style {
            ScalarStyle::SingleQuoted => format!("'{words}'"),
            ScalarStyle::DoubleQuoted => format!("\"{words}\""),
            _ => words,
        };
    }
    if let Some(word) = word {
        return word.to_owned();
    }
    if old.chars().any(char::is_alphanumeric) { spell_like(old, new) } else { new.emoji().to_owned() }
}

/// The front matter's entry with this value.
fn entry_at(document: &Document, value: Span) -> Option<&Entry> {
    document.front_matter.as_ref()?.entries.iter().find(|entry| entry.value_span == value)
}
