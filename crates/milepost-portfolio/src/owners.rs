//! Which documents own others, as the others show.

use std::collections::HashMap;

use milepost_document::{Span, view::DocumentKind, vocabulary::TitleKind};

use crate::{LoadedDocument, path};

/// Names of files that stand for their folder.
const OWNERS: [&str; 8] =
    ["readme", "index", "masterplan", "master-plan", "roadmap", "epic", "initiative", "overview"];

/// Sorts out what the documents are among each other. A README that is called `Milestone 2: …` and has a status is the
/// milestone of its folder.
///
/// Makes owners of documents that do not say themselves that they are: a file with the name of an owner whose tables or
/// headings link a milestone is an initiative's README, one whose tables or headings link such a README is a hub.
pub(crate) fn promote(documents: &mut [LoadedDocument]) {
    for document in documents
        .iter_mut()
        .filter(|document| matches!(document.kind, DocumentKind::Other | DocumentKind::InitiativeReadme))
    {
        let readme = path::stem(&document.path).eq_ignore_ascii_case("readme");
        let title = document
            .document()
            .title
            .as_ref()
            .map(|title| (title.reading.kind, title.reading.number.is_some()));
        let kind = match title {
            Some((TitleKind::Milestone, true)) => DocumentKind::Milestone,
            Some((TitleKind::Phase, true)) => DocumentKind::Phase,
            _ => continue,
        };
        if readme && document.status().is_some() {
            document.kind = kind;
            document.identity.kind = kind;
        }
    }
    let candidates: Vec<usize> = (0..documents.len())
        .filter(|index| {
            let stem = path::stem(&documents[*index].path).to_lowercase();
            documents[*index].kind == DocumentKind::Other && OWNERS.contains(&stem.as_str())
        })
        .collect();
    if candidates.is_empty() {
        return;
    }
    let kinds: HashMap<String, DocumentKind> =
        documents.iter().map(|document| (document.path.clone(), document.kind)).collect();
    let linked: Vec<(usize, Vec<String>)> =
        candidates.into_iter().map(|index| (index, linked(&documents[index]))).collect();
    let mut promoted: Vec<String> = Vec::new();
    for (index, targets) in &linked {
        let is_milestone = |target: &String| {
            matches!(kinds.get(target), Some(DocumentKind::Milestone | DocumentKind::Phase))
        };
        if targets.iter().any(is_milestone) {
            documents[*index].kind = DocumentKind::InitiativeReadme;
            promoted.push(documents[*index].path.clone());
        }
    }
    for (index, targets) in &linked {
        let is_readme = |target: &String| {
            kinds.get(target) == Some(&DocumentKind::InitiativeReadme) || promoted.contains(target)
        };
        if documents[*index].kind == DocumentKind::Other && targets.iter().any(is_readme) {
            documents[*index].kind = DocumentKind::Hub;
        }
    }
    for (index, _) in linked {
        documents[index].identity.kind = documents[index].kind;
    }
}

/// The paths that a document's tables and headings link, folders as their READMEs too.
fn linked(loaded: &LoadedDocument) -> Vec<String> {
    let document = loaded.document();
    let tables = document.tables.iter().map(|table| table.span);
    let mut places: Vec<Span> = tables
        .chain(document.sections.iter().filter(|section| section.level > 1).map(|section| section.heading))
        .collect();
    places.sort_unstable();
    let mut found = Vec::new();
    for link in &document.links {
        let before = places.partition_point(|place| place.start <= link.span.start);
        if before == 0 || !places[before - 1].contains(link.span) {
            continue;
        }
        let target = document.text(link.target).split('#').next().unwrap_or_default();
        if target.is_empty() || target.contains(':') {
            continue;
        }
        if let Some(path) = path::resolve(loaded.folder(), target).filter(|path| *path != loaded.path) {
            if !path::is_markdown(&path) {
                found.push(format!("{path}/README.md"));
            }
            found.push(path);
        }
    }
    found
}
