//! `search`: one line for each place.

use milepost_engine::search::{Excerpt, Found};

use crate::{Place, Role, layout::printable, put::put, words::plural};

/// The places in documents, then those in records.
pub fn search(found: &Found, place: Place<'_>) -> String {
    let mut out = String::new();
    for hit in &found.documents {
        let at = format!("{}:{}:{}", place.shown(&hit.path), hit.line, hit.column);
        put!(out, "{}: {}\n", Role::Strong.paint(printable(&at)), marked(&hit.excerpt));
    }
    for hit in &found.records {
        let digest = hit.digest.trim_start_matches("sha256:");
        let short = digest.get(..12).unwrap_or(digest);
        let about = hit.milestone.as_ref().map(|id| format!(" {id}")).unwrap_or_default();
        let at = format!("{} {short}{about}: {}:{}:{}", hit.kind, hit.field, hit.line, hit.column);
        put!(out, "{}: {}\n", Role::Strong.paint(printable(&at)), marked(&hit.excerpt));
    }
    out
}

/// How much was found.
pub fn search_summary(found: &Found) -> String {
    let records = if found.records.is_empty() {
        String::new()
    } else {
        format!(", {} of records", plural(found.records.len(), "text"))
    };
    format!("{} of documents{records}", plural(found.documents.len(), "line"))
}

fn marked(excerpt: &Excerpt) -> String {
    let (from, to) = excerpt.found;
    let part = |range: std::ops::Range<usize>| printable(excerpt.text.get(range).unwrap_or_default());
    let found = part(from..to);
    let found = if found.is_empty() { found } else { Role::Attention.paint(found) };
    format!("{}{found}{}", part(0..from), part(to..excerpt.text.len()))
}
