//! Entries that were meant to have a box.

use milepost_document::{Document, Edit, EditSet, Item, Severity, Span};

use crate::{Check, Grade, Rule, Scope};

pub(super) const RULE: Rule = Rule {
    id: "malformed-box",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Form,
    page: include_str!("malformed-box.md"),
    check: Check::Document(|subject, out| {
        if !subject.loaded.is_plan() {
            return;
        }
        let document = subject.document();
        for (span, right) in document.items.iter().filter_map(|item| malformed(document, item)) {
            let found = document.text(span);
            let mut finding = subject
                .finding(RULE.id, RULE.severity, span, format!("`{found}` is no box, so this is no item"))
                .with_hint(format!("write `{right} ` before the words"));
            if let Ok(edits) = EditSet::new(vec![Edit::replace(span, format!("{right} "))]) {
                finding = finding.with_fix(Grade::NeedsReview, format!("write `{right}`"), edits);
            }
            out.push(finding);
        }
    }),
};

/// The brackets at the start of an entry that has no box, with the blanks behind them, and the box that is meant: `[]`,
/// or a box without the blank that it needs. A link is none.
fn malformed(document: &Document, item: &Item) -> Option<(Span, &'static str)> {
    if item.checkbox.is_some() {
        return None;
    }
    let text = document.text(item.text);
    let (brackets, right) = [("[]", "[ ]"), ("[ ]", "[ ]"), ("[x]", "[x]"), ("[X]", "[x]")]
        .into_iter()
        .find(|(brackets, _)| text.starts_with(brackets))?;
    let rest = &text[brackets.len()..];
    let words = rest.trim_start_matches([' ', '\t']);
    if words.is_empty() || rest.starts_with(['(', '[', ':']) {
        return None;
    }
    let end = item.text.start + (text.len() - words.len()) as u32;
    Some((Span::new(item.text.start, end), right))
}
