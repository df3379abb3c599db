//! Whether everything still leads to where it led.

use std::collections::{HashMap, HashSet};

use milepost_document::{EditSet, Span};

use super::{Lost, Renames, plan::shifted};
use crate::{Portfolio, broken_links};

/// The links of `after` that lead nowhere, and led somewhere in `before`.
pub(super) fn broken_since(
    before: &Portfolio,
    after: &Portfolio,
    renames: &Renames,
    edits: &HashMap<usize, EditSet>,
    exists: &dyn Fn(&str) -> bool,
) -> Vec<Lost> {
    let exists_now = |path: &str| exists(path) && !renames.moves(path);
    let mut found = Vec::new();
    for (index, loaded) in before.documents.iter().enumerate() {
        let path = renames.now(&loaded.path);
        let Some(now) = after.find(&path) else { continue };
        let broken = broken_links(after, now, &exists_now);
        if broken.is_empty() {
            continue;
        }
        let known: HashSet<u32> = broken_links(before, index, exists)
            .iter()
            .map(|link| shifted(edits.get(&index), link.span.start))
            .collect();
        let document = after.documents[now].document();
        for link in broken.iter().filter(|link| !known.contains(&link.span.start)) {
            found.push(lost(&path, document, link.span, "leads nowhere afterwards"));
        }
    }
    found
}

/// What is said of a place that cannot be put right.
pub(super) fn lost(path: &str, document: &milepost_document::Document, span: Span, why: &str) -> Lost {
    Lost {
        path: path.to_owned(),
        line: document.position(span.start).line,
        text: document.text(span).to_owned(),
        why: why.to_owned(),
    }
}
