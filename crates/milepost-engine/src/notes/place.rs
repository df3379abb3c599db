//! Where a new entry is written, and in which form.

use jiff::civil::Date;
use milepost_document::{
    Cell, Document, Edit, EditSet, ItemId, ListMarker, SectionId, Span, TableId,
    view::{self, NoteKind},
    vocabulary::SectionKind,
};

use super::{
    blank::is_blank,
    columns::Columns,
    entries::{Entry, Form, NUMBERED_TITLE, blanks, entries, section_of, word},
};
use crate::Result;

/// An entry that is to be written.
pub(super) struct NewEntry<'a> {
    /// What it is.
    pub(super) kind: NoteKind,
    /// Its number.
    pub(super) number: u32,
    /// When it was made.
    pub(super) day: Date,
    /// Its words.
    pub(super) words: &'a str,
    /// Why.
    pub(super) why: Option<&'a str>,
    /// Sentences behind it, without their periods.
    pub(super) behind: Vec<String>,
}

impl NewEntry<'_> {
    fn label(&self) -> String {
        let name = word(self.kind);
        format!("**{}{} {}**", name[..1].to_uppercase(), &name[1..], self.number)
    }

    /// As an entry of a list. The day stands behind the words: a label with parentheses behind it says nothing yet.
    fn line(&self) -> String {
        self.with_sentences(format!("{}: {}", self.label(), self.dated()), self.why)
    }

    fn dated(&self) -> String {
        format!("{} ({})", self.words.trim_end_matches('.'), self.day)
    }

    fn with_sentences(&self, mut line: String, why: Option<&str>) -> String {
        let sentences = why.map(|why| format!("Why: {why}")).into_iter().chain(self.behind.iter().cloned());
        for sentence in sentences {
            let ends = line.ends_with(['.', '!', '?', '…']);
            line.push_str(if ends { " " } else { ". " });
            line.push_str(&sentence);
        }
        line
    }
}

/// The edits that write an entry: into the first place of its kind that still has to be written, else behind the last one,
/// in the form of that; below its heading where there is none; with its heading where that is not there.
pub(super) fn placed(document: &Document, new: &NewEntry<'_>) -> Result<EditSet> {
    if let Some(blank) = blanks(document, new.kind).first() {
        match blank.form {
            Form::Item(item) => return one(Edit::replace(document.item(item).text, new.line())),
            Form::Row(table, row) => return into_row(document, table, row, new),
            Form::Heading(_) => {}
        }
    }
    match entries(document, new.kind).last().map(|entry| entry.form) {
        Some(Form::Item(item)) => one(behind_item(document, item, new)),
        Some(Form::Row(table, row)) => one(behind_row(document, table, row, new)),
        Some(Form::Heading(section)) => one(behind_heading(document, section, new)),
        None => one(first(document, new)),
    }
}

/// The edits that write a remark behind an entry; its own words stay.
pub(super) fn remarked(document: &Document, entry: &Entry, remark: &str) -> Result<EditSet> {
    match entry.form {
        Form::Item(_) => one(Edit::insert(entry.words.end, format!(" {remark}"))),
        Form::Row(..) => {
            let words = format!("{} {remark}", document.text(entry.words));
            Ok(view::set_cell(document, entry.words, &words))
        }
        Form::Heading(id) => {
            let end = line_end(document);
            let at = content_end(document, document.section(id).body);
            one(Edit::insert(at, format!("{end}{end}{remark}{}", closing(document, at))))
        }
    }
}

/// The line end that a document uses.
fn line_end(document: &Document) -> &'static str {
    if document.source.contains("\r\n") { "\r\n" } else { "\n" }
}

fn one(edit: Edit) -> Result<EditSet> {
    Ok(EditSet::new(vec![edit])?)
}

/// Where the content of a region ends: before blank lines, and before a rule with nothing but a footer behind it.
fn content_end(document: &Document, region: Span) -> u32 {
    let text = document.text(region);
    let is_footer = |rest: &str| {
        let footer = |line: &str| ["**", "_", "---", "<"].iter().any(|sign| line.starts_with(sign));
        rest.lines().map(str::trim).all(|line| line.is_empty() || footer(line))
    };
    let rule = rules(document, region).into_iter().find(|(_, after)| is_footer(&text[*after..]));
    end_before(text, region, rule)
}

/// Where the text below a heading ends that belongs to it alone: a rule ends it.
fn own_end(document: &Document, own: Span) -> u32 {
    end_before(document.text(own), own, rules(document, own).first().copied())
}

fn end_before(text: &str, region: Span, rule: Option<(usize, usize)>) -> u32 {
    let text = rule.map_or(text, |(start, _)| &text[..start]);
    let end = text.trim_end().len();
    // Blanks at the end of the last line belong to it.
    region.start + (end + blanks_at(&text[end..])) as u32
}

/// What keeps an entry apart from what begins in the same line: a rule right below a heading.
fn closing(document: &Document, at: u32) -> String {
    let rest = &document.source[at as usize..];
    let is_over = rest.is_empty() || rest.starts_with(['\n', '\r']);
    if is_over { String::new() } else { line_end(document).repeat(2) }
}

/// How many blanks stand before the end of a line.
fn blanks_at(rest: &str) -> usize {
    rest.len() - rest.trim_start_matches([' ', '\t']).len()
}

/// The rules of a region, `---` behind an empty line, each with where it starts and ends there.
fn rules(document: &Document, region: Span) -> Vec<(usize, usize)> {
    let (mut found, mut at, mut before_is_blank) = (Vec::new(), 0, true);
    for line in document.text(region).split_inclusive('\n') {
        let words = line.trim();
        let is_rule =
            words.len() >= 3 && ['-', '*', '_'].iter().any(|sign| words.chars().all(|c| c == *sign));
        let offset = region.start + at as u32;
        let in_fence =
            || document.fences.iter().any(|fence| fence.span.start <= offset && offset < fence.span.end);
        if is_rule && before_is_blank && !in_fence() {
            found.push((at, at + line.len()));
        }
        before_is_blank = words.is_empty();
        at += line.len();
    }
    found
}

fn behind_item(document: &Document, id: ItemId, new: &NewEntry<'_>) -> Edit {
    let (source, end, item) = (&*document.source, line_end(document), document.item(id));
    let own = document.text(Span::new(item.span.start, item.text.start));
    let mut marker = match item.marker {
        ListMarker::Number(number) => {
            let sign = own.chars().find(|c| matches!(c, '.' | ')')).unwrap_or('.');
            format!("{}{sign} ", number.saturating_add(1))
        }
        ListMarker::Bullet => format!("{} ", own.chars().next().unwrap_or('-')),
    };
    if item.checkbox.is_some() && new.kind == NoteKind::Question {
        marker.push_str("[ ] ");
    }
    let start = source[..item.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let indent = &source[start..item.span.start as usize];
    // Entries with an empty line between them keep one.
    let sibling = document.items[..id.index()]
        .iter()
        .rfind(|other| other.parent == item.parent && other.ordinal + 1 == item.ordinal);
    let is_loose = sibling.is_some_and(|other| {
        let between = &source[other.span.end as usize..item.span.start as usize];
        between.matches('\n').count() > 1
    });
    let gap = if is_loose { end } else { "" };
    let rest = &source[item.span.end as usize..];
    let line = rest.find('\n').map_or(rest, |at| &rest[..at]);
    let at = item.span.end + line.trim_end_matches('\r').len() as u32;
    Edit::insert(at, format!("{end}{gap}{indent}{marker}{}", new.line()))
}

/// The words of an entry's cells, each with its column.
fn cells(document: &Document, id: TableId, last: &[Cell], new: &NewEntry<'_>) -> Vec<(usize, String)> {
    let columns = Columns::of(document, document.table(id), new.kind);
    let words = if columns.day.is_some() { new.words.to_owned() } else { new.dated() };
    let words = if columns.number.is_some() { words } else { format!("{}: {words}", new.label()) };
    let why = new.why.filter(|_| columns.why.is_none());
    let mut cells = vec![(columns.words, new.with_sentences(words, why))];
    if let Some(column) = columns.number {
        let before = last.get(column).map_or("", |cell| document.text(*cell));
        let prefix = before.trim_end_matches(|c: char| c.is_ascii_digit());
        let prefix = if prefix.len() < before.len() { prefix } else { "" };
        cells.push((column, format!("{prefix}{}", new.number)));
    }
    cells.extend(columns.why.zip(new.why).map(|(column, why)| (column, why.to_owned())));
    cells.extend(columns.day.map(|column| (column, new.day.to_string())));
    let status = match new.kind {
        NoteKind::Decision => Some("Accepted"),
        NoteKind::Question => Some("Open"),
        NoteKind::Lesson => None,
    };
    cells.extend(columns.status.zip(status).map(|(column, status)| (column, status.to_owned())));
    cells
}

fn into_row(document: &Document, id: TableId, row: usize, new: &NewEntry<'_>) -> Result<EditSet> {
    let row = &document.table(id).rows[row];
    let mut edits = EditSet::default();
    for (column, text) in cells(document, id, &row.cells, new) {
        if let Some(cell) = row.cells.get(column) {
            edits = edits.merged(view::set_cell(document, *cell, &text))?;
        }
    }
    Ok(edits)
}

fn behind_row(document: &Document, id: TableId, row: usize, new: &NewEntry<'_>) -> Edit {
    let texts = cells(document, id, &document.table(id).rows[row].cells, new);
    view::insert_row(document, id, row, &texts)
}

fn behind_heading(document: &Document, id: SectionId, new: &NewEntry<'_>) -> Edit {
    let (end, section) = (line_end(document), document.section(id));
    let marks = "#".repeat(usize::from(section.level).max(1));
    let found = NUMBERED_TITLE.captures(document.text(section.title));
    let (before, between) = found.as_ref().map_or(("", ". "), |found| {
        (found.get(1).map_or("", |m| m.as_str()), found.get(3).map_or(". ", |m| m.as_str()))
    });
    let text = new.with_sentences(format!("Date: {}", new.day), new.why);
    let heading = format!("{marks} {before}{}{between}{}", new.number, new.words);
    let at = content_end(document, section.body);
    Edit::insert(at, format!("{end}{end}{heading}{end}{end}{text}{}", closing(document, at)))
}

/// The first entry of its kind.
fn first(document: &Document, new: &NewEntry<'_>) -> Edit {
    let end = line_end(document);
    let (wanted, title) = section_of(new.kind);
    let line = format!("- {}", new.line());
    let of = |kind: SectionKind| document.sections.iter().find(|section| section.kind == Some(kind));
    if let Some(section) = of(wanted) {
        let mut at = own_end(document, section.own);
        let own = document.source[..at as usize].get(section.own.start as usize..).unwrap_or_default();
        if own.trim().is_empty() {
            // At the end of the heading's line.
            let rest = &document.source[section.heading.end as usize..];
            let line = rest.find('\n').map_or(rest, |at| &rest[..at]);
            at = section.heading.end + line.trim_end_matches('\r').len() as u32;
        } else if is_blank(own) {
            let lead = own.len() - own.trim_start().len();
            return Edit::replace(Span::new(section.own.start + lead as u32, at), line);
        }
        return Edit::insert(at, format!("{end}{end}{line}"));
    }
    if let Some(notes) = of(SectionKind::Notes) {
        let marks = "#".repeat(usize::from(notes.level).clamp(1, 5) + 1);
        let at = content_end(document, notes.body);
        return Edit::insert(at, format!("{end}{end}{marks} {title}{end}{end}{line}"));
    }
    let heading = format!("## Notes & Decisions{end}{end}### {title}{end}{end}{line}");
    if let Some(related) = of(SectionKind::RelatedDocumentation) {
        return Edit::insert(related.heading.start, format!("{heading}{end}{end}"));
    }
    let whole = Span::new(0, document.source.len() as u32);
    Edit::insert(content_end(document, whole), format!("{end}{end}{heading}"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use milepost_document::parse;

    use super::*;
    use crate::notes::entries::numbered;

    #[track_caller]
    fn check(before: &str, kind: NoteKind, number: u32, after: &str) {
        let document = parse(before).document;
        let why = (kind == NoteKind::Decision).then_some("a|b");
        let new = NewEntry { kind, number, day: date(2026, 1, 2), words: "New", why, behind: Vec::new() };
        let text =
            placed(&document, &new).and_then(|edits| Ok(edits.apply(before)?)).expect("edits that fit");
        assert_eq!(text, after);
        let found =
            numbered(&parse(&text).document, kind, &number.to_string()).expect("the entry is read again");
        assert!(text[found.whole.start as usize..found.whole.end as usize].contains("New"), "{found:?}");
    }

    const DECISION: &str = "**Decision 2**: New (2026-01-02). Why: a|b";

    #[test]
    fn blanks_and_rules_stay_in_their_lines() {
        let written = |before: &str| {
            let document = parse(before).document;
            let kind = NoteKind::Decision;
            let new = NewEntry {
                kind,
                number: 2,
                day: date(2026, 1, 2),
                words: "New",
                why: None,
                behind: Vec::new(),
            };
            placed(&document, &new).and_then(|edits| Ok(edits.apply(before)?)).expect("edits that fit")
        };
        let table = written("## Design Decisions\n\n| ID | Decision |\n|---|---|\n| 1 | Old |  \n");
        assert!(table.contains("| 1 | Old |  \n| 2 | New"), "{table}");
        let headings = written("## Design Decisions\n\n### 1. Old\n\nWords  \n");
        assert!(headings.contains("Words  \n\n### 2. New"), "{headings}");
        let rule = written("## Design Decisions\n\n### 1. Old\n---\n");
        assert!(rule.contains("2026-01-02\n\n---\n"), "{rule}");
    }

    #[test]
    fn the_first_stand_in_becomes_the_entry() {
        check(
            "### Design Decisions\n- **Decision 1**: Description and rationale\n- **Decision 2**: Description and rationale\n",
            NoteKind::Decision,
            1,
            "### Design Decisions\n- **Decision 1**: New (2026-01-02). Why: a|b\n- **Decision 2**: Description and rationale\n",
        );
        check(
            "### Lessons Learned\n\n_None yet._\n\n---\n\nEnd\n",
            NoteKind::Lesson,
            1,
            "### Lessons Learned\n\n- **Lesson 1**: New (2026-01-02)\n\n---\n\nEnd\n",
        );
    }

    #[test]
    fn lists_keep_their_form() {
        check(
            "## Decisions\n\n1) One\n\n   more\n   - nested  \n\nEnd\n",
            NoteKind::Decision,
            2,
            &format!("## Decisions\n\n1) One\n\n   more\n   - nested  \n2) {DECISION}\n\nEnd\n"),
        );
        check(
            "## Open Questions\r\n\r\n+ [x] One\r\n\r\n+ [ ] Two",
            NoteKind::Question,
            3,
            "## Open Questions\r\n\r\n+ [x] One\r\n\r\n+ [ ] Two\r\n\r\n+ [ ] **Question 3**: New (2026-01-02)",
        );
    }

    #[test]
    fn tables_get_a_row() {
        check(
            "## Decisions\n\n| ID | Decision | Rationale | Date | Other |\n|---|---|---|---|---|\n| D1 | Old | so | then | x |\n\nEnd\n",
            NoteKind::Decision,
            2,
            "## Decisions\n\n| ID | Decision | Rationale | Date | Other |\n|---|---|---|---|---|\n| D1 | Old | so | then | x |\n\
             | D2 | New | a\\|b | 2026-01-02 |  |\n\nEnd\n",
        );
        check(
            "## Open Questions\n\nQuestion | Status\n---|---\nWhy? | Open\n",
            NoteKind::Question,
            2,
            "## Open Questions\n\nQuestion | Status\n---|---\nWhy? | Open\n**Question 2**: New (2026-01-02) | Open\n",
        );
    }

    #[test]
    fn headings_get_a_heading() {
        check(
            "## Design Decisions\n\n### D1: Old\n\n- for\n- against\n\n---\n\n## Next\n",
            NoteKind::Decision,
            2,
            "## Design Decisions\n\n### D1: Old\n\n- for\n- against\n\n### D2: New\n\nDate: 2026-01-02. Why: a|b\n\n---\n\n## Next\n",
        );
    }

    #[test]
    fn sections_that_are_missing_are_made() {
        check(
            "# X\n\n## Notes & Decisions\n\n### Design Decisions\n- One\n\n---\n\n## Related Documentation\n",
            NoteKind::Question,
            1,
            "# X\n\n## Notes & Decisions\n\n### Design Decisions\n- One\n\n### Open Questions\n\n- **Question 1**: New (2026-01-02)\n\n---\n\n## Related Documentation\n",
        );
        check(
            "## Open Questions\n\n### Next\n",
            NoteKind::Question,
            1,
            "## Open Questions\n\n- **Question 1**: New (2026-01-02)\n\n### Next\n",
        );
    }
}
