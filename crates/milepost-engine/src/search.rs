//! Finding words in documents and records.

use milepost_ledger::{Access, Query, Record};
use rayon::prelude::*;
use regex::{Regex, RegexBuilder};
use serde::Serialize;
use serde_json::Value;

use crate::{EngineError, Result, Workspace};

/// The most of a line that is shown, in characters.
const SHOWN: usize = 240;
/// How many characters of a long line are shown before what was found.
const BEFORE: usize = 60;

/// What to look for, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRequest {
    /// The words, or the pattern.
    pub text: String,
    /// Whether it is a regular expression.
    pub is_regex: bool,
    /// Whether case counts.
    pub case: Case,
    /// Whether documents are looked at.
    pub documents: bool,
    /// Whether records are looked at.
    pub records: bool,
}

/// Whether case counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Case {
    /// When the words hold a capital letter.
    #[default]
    Smart,
    /// Always.
    Sensitive,
    /// Never.
    Ignored,
}

/// What was found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Found {
    /// Lines of documents, by path and line.
    pub documents: Vec<DocumentHit>,
    /// Texts of records, newest first.
    pub records: Vec<RecordHit>,
}

/// A line of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentHit {
    /// The document.
    pub path: String,
    /// Its id, where it is a milestone.
    pub milestone: Option<String>,
    /// The line, from 1.
    pub line: u32,
    /// The column of the first match, in characters from 1.
    pub column: u32,
    /// The line, or the part of a long line around the first match.
    #[serde(flatten)]
    pub excerpt: Excerpt,
}

/// A text of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordHit {
    /// The record's digest.
    pub digest: String,
    /// Its kind.
    pub kind: String,
    /// The milestone that it is about, by id.
    pub milestone: Option<String>,
    /// When it was made, as it says.
    pub recorded: String,
    /// Where in what it says: `why`, `evidence[0].item`.
    pub field: String,
    /// The line of that text, from 1.
    pub line: u32,
    /// The column of the first match, in characters from 1.
    pub column: u32,
    /// The line, or the part of a long line around the first match.
    #[serde(flatten)]
    pub excerpt: Excerpt,
}

/// A line, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// The words.
    pub text: String,
    /// The bytes of the first match in the words.
    pub found: (usize, usize),
}

/// Looks for words in every document of a project, in parallel, and in every record. Each line is found once. Takes time
/// in proportion to the texts, whatever the pattern.
///
/// # Errors
/// When the pattern is empty or cannot be read, or the ledger cannot.
pub fn search(workspace: &Workspace, request: &SearchRequest) -> Result<Found> {
    let regex = pattern(request)?;
    let mut found = Found::default();
    if request.documents {
        let documents = &workspace.portfolio.documents;
        let hits: Vec<Vec<DocumentHit>> =
            (0..documents.len()).into_par_iter().map(|index| in_document(workspace, index, &regex)).collect();
        found.documents = hits.into_iter().flatten().collect();
    }
    if request.records {
        let ledger = workspace.ledger(Access::Read)?;
        for record in ledger.find(&Query::default())? {
            in_record(&record, &regex, &mut found.records);
        }
    }
    Ok(found)
}

fn pattern(request: &SearchRequest) -> Result<Regex> {
    if request.text.is_empty() {
        return Err(EngineError::usage("there is nothing to look for").hint("milepost search TEXT"));
    }
    let text = if request.is_regex { request.text.clone() } else { regex::escape(&request.text) };
    let ignored = match request.case {
        Case::Smart => !has_capital(&request.text, request.is_regex),
        Case::Sensitive => false,
        Case::Ignored => true,
    };
    RegexBuilder::new(&text).case_insensitive(ignored).multi_line(true).build().map_err(|error| {
        EngineError::usage(format!("`{}` is no regular expression", request.text))
            .because(error)
            .hint("without `--regex` the words are looked for as they are")
    })
}

/// Whether words hold a capital letter; in a pattern, `\W` and `\pL` are none.
fn has_capital(text: &str, is_regex: bool) -> bool {
    let mut escaped = false;
    text.chars().any(|c| {
        let counts = c.is_uppercase() && !(is_regex && escaped);
        escaped = c == '\\' && !escaped;
        counts
    })
}

fn in_document(workspace: &Workspace, index: usize, regex: &Regex) -> Vec<DocumentHit> {
    let loaded = workspace.document(index);
    let hits = lines(loaded.text(), regex);
    if hits.is_empty() {
        return Vec::new();
    }
    let milestone = loaded.is_milestone().then(|| workspace.document_id(index));
    let hit = |(line, column, excerpt)| DocumentHit {
        path: loaded.path.clone(),
        milestone: milestone.clone(),
        line,
        column,
        excerpt,
    };
    hits.into_iter().map(hit).collect()
}

fn in_record(record: &Record, regex: &Regex, found: &mut Vec<RecordHit>) {
    // What cannot be written as JSON holds no words.
    let Ok(value) = record.predicate.to_value() else { return };
    let mut open = vec![(String::new(), &value)];
    while let Some((field, value)) = open.pop() {
        match value {
            Value::String(text) => {
                found.extend(lines(text, regex).into_iter().map(|(line, column, excerpt)| RecordHit {
                    digest: record.digest.to_string(),
                    kind: record.kind().name().to_owned(),
                    milestone: record.predicate.document().map(str::to_owned),
                    recorded: record.link.recorded.clone(),
                    field: field.clone(),
                    line,
                    column,
                    excerpt,
                }));
            }
            Value::Array(list) => {
                open.extend(
                    list.iter().enumerate().rev().map(|(at, value)| (format!("{field}[{at}]"), value)),
                );
            }
            Value::Object(fields) => open.extend(fields.iter().rev().map(|(name, value)| {
                let dot = if field.is_empty() { "" } else { "." };
                (format!("{field}{dot}{name}"), value)
            })),
            _ => {}
        }
    }
}

/// The lines of a text in which something is found: number, column, words. After a match the search goes on in the next
/// line, so that a line of any length is read once.
fn lines(text: &str, regex: &Regex) -> Vec<(u32, u32, Excerpt)> {
    let mut found = Vec::new();
    let (mut at, mut line, mut counted) = (0, 1_u32, 0);
    while let Some(hit) = (at <= text.len()).then(|| regex.find_at(text, at)).flatten() {
        let breaks = &text[counted..hit.start()];
        line += breaks.matches('\n').count() as u32;
        counted = hit.start();
        let start = text[..hit.start()].rfind('\n').map_or(0, |at| at + 1);
        let end = text[hit.start()..].find('\n').map_or(text.len(), |at| hit.start() + at);
        let column = text[start..hit.start()].chars().count();
        let whole = text[start..end].trim_end_matches('\r');
        let from = hit.start() - start;
        let to = (hit.end() - start).min(whole.len()).max(from.min(whole.len()));
        found.push((line, column as u32 + 1, excerpt(whole, from.min(whole.len()), to)));
        at = text[hit.end().max(end)..]
            .find('\n')
            .map_or(text.len() + 1, |next| hit.end().max(end) + next + 1);
    }
    found
}

/// A line without the blanks around it; of a long one the part around what was found.
fn excerpt(line: &str, from: usize, to: usize) -> Excerpt {
    let blank = (line.len() - line.trim_start().len()).min(from);
    let mut start = blank;
    if let Some((at, _)) = line[..from].char_indices().rev().nth(BEFORE - 1).filter(|(at, _)| *at > blank)
        && line[blank..].chars().nth(SHOWN).is_some()
    {
        start = at;
    }
    let end =
        line[start..].char_indices().nth(SHOWN).map_or(line.trim_end().len().max(to), |(at, _)| start + at);
    let (before, after) =
        (if start > blank { "…" } else { "" }, if end < line.trim_end().len() { "…" } else { "" });
    let shown = line.get(start..end.max(start)).unwrap_or_default();
    let from = before.len() + from - start;
    let to = (before.len() + to - start).min(before.len() + shown.len());
    Excerpt { text: format!("{before}{shown}{after}"), found: (from, to.max(from)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(text: &str, is_regex: bool, case: Case) -> SearchRequest {
        SearchRequest { text: text.to_owned(), is_regex, case, documents: true, records: false }
    }

    fn places(text: &str, source: &str) -> Vec<(u32, u32)> {
        let regex = pattern(&request(text, true, Case::Smart)).unwrap();
        lines(source, &regex).into_iter().map(|(line, column, _)| (line, column)).collect()
    }

    #[test]
    fn capitals_decide_whether_case_counts() {
        let fits =
            |text, is_regex, case| pattern(&request(text, is_regex, case)).unwrap().is_match("A Voucher");
        assert!(fits("voucher", false, Case::Smart) && fits("Voucher", false, Case::Smart));
        assert!(!fits("VOUCHER", false, Case::Smart) && fits("VOUCHER", false, Case::Ignored));
        assert!(!fits("voucher", false, Case::Sensitive));
        assert!(fits(r"\Svoucher|\Woucher|a\W", true, Case::Smart));
        assert!(pattern(&request("(", true, Case::Smart)).is_err());
        assert!(pattern(&request("(", false, Case::Smart)).is_ok());
        assert!(pattern(&request("", false, Case::Smart)).is_err());
    }

    #[test]
    fn each_line_is_found_once_at_its_first_place() {
        assert_eq!(places("ab", "ab ab\r\nxü ab\n\nab"), [(1, 1), (2, 4), (4, 1)]);
        assert_eq!(places("^", "a\nb\n"), [(1, 1), (2, 1), (3, 1)]);
        assert_eq!(places(r"a\nb", "a\nb\na\nb"), [(1, 1), (3, 1)]);
        assert!(places("x", "").is_empty());
    }

    #[test]
    fn a_line_of_any_length_is_read_once() {
        let long = "ab".repeat(2_000_000);
        let regex = pattern(&request("ab", false, Case::Smart)).unwrap();
        assert_eq!(lines(&long, &regex).len(), 1);
    }

    #[test]
    fn excerpts_hold_what_was_found() {
        for (line, word) in [
            ("  a needle here  ".to_owned(), "needle"),
            (format!("{}needle{}", "ü".repeat(500), "ß".repeat(500)), "needle"),
            (format!("{}needle", "x ".repeat(300)), "needle"),
            ("needle".repeat(100), "needle"),
        ] {
            let from = line.find(word).unwrap();
            let made = excerpt(&line, from, from + word.len());
            assert_eq!(&made.text[made.found.0..made.found.1], word);
            assert!(made.text.chars().count() <= SHOWN + 2);
        }
    }
}
