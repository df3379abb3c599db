//! Which document this is.

use std::path::Path;

use crate::{
    Document,
    vocabulary::{LabelKey, SectionKind, TitleKind, parse_title},
};

use super::status::status_places;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// A piece of work with an end.
    Milestone,
    /// A milestone by another word.
    Phase,
    /// The README of a folder of milestones.
    InitiativeReadme,
    /// The document above initiatives.
    Hub,
    /// Anything else.
    Other,
}

/// Number, name and kind of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// What it is.
    pub kind: DocumentKind,
    /// Its number without leading zeros: from the title, else the front matter, else the file name.
    pub number: Option<String>,
    /// Its name, without kind and number: from the title, else the file name.
    pub name: String,
    /// The number that the file name has, when it has one: a different one is worth a finding.
    pub file_number: Option<String>,
}

/// Reads a document's identity; `file_name` is the last part of its path.
pub fn identity(document: &Document, file_name: &str) -> Identity {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let file = file_reading(stem);
    let title = document.title.as_ref().map(|title| &title.reading);
    let front = document.front_matter.as_ref();
    let stated = front.and_then(|front| {
        ["number", "milestone", "id"].iter().find_map(|key| front.scalar(key)).and_then(|text| {
            let reading = parse_title(text);
            reading.number.or_else(|| text.trim().parse::<u32>().ok().map(|number| number.to_string()))
        })
    });
    Identity {
        kind: document_kind(document, file_name),
        number: title.and_then(|title| title.number.clone()).or(stated).or_else(|| file.0.clone()),
        name: title.map(|title| title.name.clone()).filter(|name| !name.is_empty()).unwrap_or(file.1),
        file_number: file.0,
    }
}

/// What a document is, by its front matter, its title, its file name and its sections.
pub fn document_kind(document: &Document, file_name: &str) -> DocumentKind {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let stated = document.front_matter.as_ref().and_then(|front| front.scalar("type")).map(str::to_lowercase);
    match stated.as_deref() {
        Some("milestone") => return DocumentKind::Milestone,
        Some("phase") => return DocumentKind::Phase,
        Some("initiative") => return DocumentKind::InitiativeReadme,
        Some("hub" | "masterplan" | "roadmap") => return DocumentKind::Hub,
        _ => {}
    }
    let has = |kinds: &[SectionKind]| {
        document.sections.iter().any(|section| section.kind.is_some_and(|kind| kinds.contains(&kind)))
    };
    let is_readme = stem.eq_ignore_ascii_case("readme") || stem.eq_ignore_ascii_case("index");
    let is_hub = ["masterplan", "roadmap", "master-plan", "master_plan"]
        .iter()
        .any(|name| stem.eq_ignore_ascii_case(name));
    if is_readme || is_hub {
        if has(&[SectionKind::Initiatives]) || is_hub && lists_milestones(document) {
            return DocumentKind::Hub;
        }
        if is_readme
            && (has(&[SectionKind::Milestones, SectionKind::ProgressTable]) || lists_milestones(document))
        {
            return DocumentKind::InitiativeReadme;
        }
        return DocumentKind::Other;
    }
    let title = document.title.as_ref().map(|title| &title.reading);
    match title.map(|title| (title.kind, title.number.is_some() || !title.name.is_empty())) {
        Some((TitleKind::Milestone, true)) => return DocumentKind::Milestone,
        Some((TitleKind::Phase, true)) => return DocumentKind::Phase,
        Some((TitleKind::Initiative, true)) => return DocumentKind::InitiativeReadme,
        _ => {}
    }
    let work = has(&[
        SectionKind::Objectives,
        SectionKind::SuccessCriteria,
        SectionKind::Deliverables,
        SectionKind::VerificationChecklist,
        SectionKind::PostImplementation,
    ]);
    let has_status = document.fields.iter().any(|field| field.kind == Some(LabelKey::Status))
        && !status_places(document).is_empty()
        || document.front_matter.as_ref().is_some_and(|front| front.scalar("status").is_some());
    if work && has_status { DocumentKind::Milestone } else { DocumentKind::Other }
}

/// Whether two links or more lead to files that are named as milestones or phases are.
fn lists_milestones(document: &Document) -> bool {
    let named = |target: &str| {
        let path = target.split('#').next().unwrap_or("");
        let file = path.trim_end_matches("/README.md").rsplit('/').next().unwrap_or(path);
        is_markdown(path) && file_reading(file.trim_end_matches(".md")).0.is_some()
    };
    document.links.iter().filter(|link| named(document.text(link.target))).take(2).count() == 2
}

/// Number and name of a file such as `milestone-3-payments`, `M03-payments`, `03-payments`, `phase_2`.
fn file_reading(stem: &str) -> (Option<String>, String) {
    let spaced = stem.replace('_', "-");
    let mut words = spaced.splitn(2, '-');
    let (first, rest) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    if let Some(number) = plain_number(first) {
        return (Some(number), named(rest));
    }
    if ["milestone", "phase", "epic", "sprint", "m"].iter().any(|word| first.eq_ignore_ascii_case(word)) {
        let (digits, name) = rest.split_once('-').unwrap_or((rest, ""));
        if let Some(number) = plain_number(digits) {
            return (Some(number), named(name));
        }
    }
    for prefix in ["milestone", "phase", "m", "M", "P"] {
        if let Some(number) = first.strip_prefix(prefix).and_then(plain_number) {
            return (Some(number), named(rest));
        }
    }
    (None, named(&spaced))
}

fn plain_number(text: &str) -> Option<String> {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit())
        && text.len() <= 8
        && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    is_number.then(|| {
        let parts = text.split('.').map(|part| {
            let bare = part.trim_start_matches('0');
            if bare.is_empty() { "0" } else { bare }
        });
        parts.collect::<Vec<_>>().join(".")
    })
}

fn named(words: &str) -> String {
    words.replace('-', " ").trim().to_owned()
}

/// Whether a path names a Markdown file.
pub(super) fn is_markdown(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}
