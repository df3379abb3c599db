//! Which documents own others, as the others show.

use std::collections::HashMap;

use milepost_document::{
    Span,
    view::DocumentKind,
    vocabulary::{FOLDER_FILES, TitleKind, plain_text},
};

use crate::{LoadedDocument, path};

/// Sorts out what the documents are among each other. A README that is called `Milestone 2: …` and has a status is the
/// milestone of its folder.
///
/// Makes owners of documents that do not say themselves that they are: a file with the name of an owner whose tables or
/// headings link a milestone, or name one that lies beside it, is an initiative's README, one whose tables or headings link such a README is a hub.
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
            documents[*index].kind == DocumentKind::Other && FOLDER_FILES.contains(&stem.as_str())
        })
        .collect();
    if candidates.is_empty() {
        return;
    }
    let kinds: HashMap<String, DocumentKind> =
        documents.iter().map(|document| (document.path.clone(), document.kind)).collect();
    let beside = beside(documents);
    let linked: Vec<(usize, Vec<String>)> = candidates
        .into_iter()
        .map(|index| {
            let mut targets = linked(&documents[index]);
            targets.extend(named(&documents[index], &beside));
            (index, targets)
        })
        .collect();
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

/// By folder, the names of what lies in it and the paths of their documents: a file, or a folder with a README.
fn beside(documents: &[LoadedDocument]) -> HashMap<String, Vec<(String, String)>> {
    let mut beside: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for document in documents.iter().filter(|document| document.is_milestone()) {
        let stem = path::stem(&document.path).to_lowercase();
        let (folder, name) = if stem == "readme" {
            (path::folder(document.folder()), path::file_name(document.folder()).to_lowercase())
        } else {
            (document.folder(), stem)
        };
        beside.entry(folder.to_owned()).or_default().push((name, document.path.clone()));
    }
    beside
}

/// The milestones beside a document that its tables name by their ids: `M1 — Foundation` is `M1-foundation/README.md`.
fn named(loaded: &LoadedDocument, beside: &HashMap<String, Vec<(String, String)>>) -> Vec<String> {
    let Some(beside) = beside.get(loaded.folder()) else { return Vec::new() };
    let document = loaded.document();
    let mut found = Vec::new();
    for row in document.tables.iter().flat_map(|table| &table.rows) {
        for cell in row.cells.iter().take(2) {
            let plain = plain_text(document.text(*cell));
            let id = plain.split([' ', ':']).next().unwrap_or_default();
            let digits = id.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-');
            let is_id = digits.len() < id.len() && digits.starts_with(|c: char| c.is_ascii_digit());
            let is_meant = |name: &String| {
                name.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_', ' ']))
            };
            if is_id {
                let meant = beside.iter().filter(|(name, _)| is_meant(name));
                found.extend(meant.map(|(_, path)| path.clone()));
            }
        }
    }
    found
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
