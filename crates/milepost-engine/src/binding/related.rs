//! The documents that a milestone names as related.

use std::collections::HashSet;

use milepost_document::{
    Document, LinkKind,
    front_matter::Value,
    vocabulary::{FrontKey, SectionKind, classify_front_key},
};
use milepost_portfolio::path;

/// Paths from the project's root, in the order of the document: `related-docs` of the front matter, then the links
/// under Related Documentation.
pub(super) fn related_documents(document: &Document, own_path: &str) -> Vec<String> {
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    let folder = path::folder(own_path);
    let mut add = |target: &str| {
        let target = target.split(['#', '?']).next().unwrap_or_default();
        if target.is_empty() || target.contains("://") {
            return;
        }
        if let Some(path) = path::resolve(folder, target)
            && seen.insert(path.clone())
        {
            found.push(path);
        }
    };
    let entries = document.front_matter.iter().flat_map(|matter| &matter.entries);
    for entry in entries.filter(|entry| classify_front_key(&entry.key) == Some(FrontKey::RelatedDocuments)) {
        match &entry.value {
            Value::List(items, _) => items.iter().for_each(|(text, _)| add(text)),
            Value::Scalar { text, .. } => add(text),
            _ => {}
        }
    }
    let related = |section| {
        document
            .ancestors(section)
            .any(|(_, section)| section.kind == Some(SectionKind::RelatedDocumentation))
    };
    for link in document.links.iter().filter(|link| link.kind != LinkKind::Auto && related(link.section)) {
        add(document.text(link.target));
    }
    found
}
