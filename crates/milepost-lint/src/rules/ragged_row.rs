//! Rows with more cells than their header.

use milepost_document::{
    Document, Row, Severity, Table,
    vocabulary::{PROGRESS_HEADERS, STATUS_HEADERS, plain_text},
};

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "ragged-row",
    severity: Severity::Info,
    gravest: Severity::Info,
    scope: Scope::Claim,
    page: include_str!("ragged-row.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    if !(subject.loaded.is_owner() || subject.loaded.is_plan()) {
        return;
    }
    let document = subject.document();
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

/// Whether a column says how something stands.
fn states_something(document: &Document, table: &Table) -> bool {
    table.header.iter().any(|cell| {
        let words = plain_text(document.text(*cell));
        [STATUS_HEADERS, PROGRESS_HEADERS].concat().contains(&words.as_str())
    })
}

/// Whether what stands beyond the header is more than blanks.
fn has_words(document: &Document, row: &Row, width: usize) -> bool {
    row.cells[width..].iter().any(|cell| !document.text(*cell).trim().is_empty())
}
