//! Rows with more cells than their header, and headers that make no table.

use milepost_document::{
    Document, Row, Severity, Span, Table,
    vocabulary::{PROGRESS_HEADERS, STATUS_HEADERS, plain_text},
};

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "ragged-row",
    severity: Severity::Info,
    gravest: Severity::Warning,
    scope: Scope::Claim,
    page: include_str!("ragged-row.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    if !(subject.loaded.is_owner() || subject.loaded.is_plan()) {
        return;
    }
    let document = subject.document();
    no_tables(subject, out);
    for table in document.tables.iter().filter(|table| states_something(document, table)) {
        let width = table.header.len();
        for row in table.rows.iter().filter(|row| row.cells.len() > width && has_words(document, row, width))
        {
            out.push(
                subject
                    .finding(
                        RULE.id,
                        RULE.severity,
                        row.span,
                        format!(
                            "a row of {} cells under a header of {width}: its status is not read",
                            row.cells.len()
                        ),
                    )
                    .with_hint("escape `|` in a cell as `\\|`"),
            );
        }
    }
}

/// Lines that look like the head of a table and are none, because the line of dashes has another number of cells: Markdown
/// reads all of it as a paragraph.
fn no_tables(subject: &Subject, out: &mut Vec<Finding>) {
    let document = subject.document();
    let source = &document.source;
    let is_elsewhere = |at: u32| {
        let fences = document.fences.iter().map(|fence| fence.span);
        let comments = document.annotations.iter().map(|comment| comment.span);
        let tables = document.tables.iter().map(|table| table.span);
        fences.chain(comments).chain(tables).any(|span| span.start <= at && at < span.end)
    };
    let (mut before, mut at): (Option<(u32, &str)>, u32) = (None, 0);
    for line in source.split_inclusive('\n') {
        let (start, text) = (at, line.trim_end());
        at += line.len() as u32;
        let header = before.replace((start, text)).filter(|(_, header)| header.contains('|'));
        let (Some((top, header)), true) = (header, is_delimiter(text)) else { continue };
        let (above, below) = (cells(header), cells(text));
        if above.len() == below.len() || !above.iter().any(|cell| says_status(cell)) || is_elsewhere(top) {
            continue;
        }
        let span = Span::new(top, top + header.len() as u32);
        let message = format!(
            "a header of {} over a line of {} cells is no table: nothing in it is read",
            above.len(),
            below.len()
        );
        let finding = subject.finding(RULE.id, Severity::Warning, span, message);
        out.push(finding.with_hint("give the line of dashes as many cells as the header has"));
    }
}

/// `|---|:--:|`
fn is_delimiter(line: &str) -> bool {
    let is_dashes = |cell: &String| {
        let dashes = cell.trim_start_matches(':').trim_end_matches(':');
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    line.contains('|') && line.contains('-') && cells(line).iter().all(is_dashes)
}

/// The cells of a line, trimmed; `\|` divides none.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim().replace("\\|", "\u{0}");
    let line = line.strip_prefix('|').unwrap_or(&line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// Whether a column says how something stands.
fn states_something(document: &Document, table: &Table) -> bool {
    table.header.iter().any(|cell| says_status(document.text(*cell)))
}

fn says_status(header: &str) -> bool {
    let words = plain_text(header);
    [STATUS_HEADERS, PROGRESS_HEADERS].concat().contains(&words.as_str())
}

/// Whether what stands beyond the header is more than blanks.
fn has_words(document: &Document, row: &Row, width: usize) -> bool {
    row.cells[width..].iter().any(|cell| !document.text(*cell).trim().is_empty())
}
