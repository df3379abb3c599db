//! Which document this is.

use std::path::Path;

use crate::{
    Document, Span,
    front_matter::Value,
    vocabulary::{
        Dialect, DialectPlace, FrontKey, HEADING_SIGNS, LabelKey, Role, SectionKind, Status, TITLE_PREFIXES,
        TitleKind, classify_front_key, dialect_place, folder_status, is_material, is_other_type, is_record,
        parse_document_id, parse_file_stem,
    },
};

use super::status::{Place, status_places};

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// A piece of work with an end.
    Milestone,
    /// A milestone by another word.
    Phase,
    /// One task in a document of its own: a small milestone.
    Task,
    /// The README of a folder of milestones.
    InitiativeReadme,
    /// The document above initiatives.
    Hub,
    /// Anything else.
    Other,
}

/// Where a document's number stands, the deciding one first: the order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberPlace {
    /// A path that a dialect gives a meaning to.
    Path,
    /// The title.
    Title,
    /// The front matter.
    FrontMatter,
    /// The file's name.
    FileName,
}

/// One place that says a document's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedNumber {
    /// What kind of place.
    pub place: NumberPlace,
    /// The number without leading zeros, or the id.
    pub number: String,
    /// Where it stands in the text, when it stands there.
    pub span: Option<Span>,
}

/// Number, name and kind of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// What it is.
    pub kind: DocumentKind,
    /// Its number without leading zeros, or its id: the first of [`numbers`](Self::numbers).
    pub number: Option<String>,
    /// Its name, without kind and number: from the title, else the path.
    pub name: String,
    /// The number that the file name has, when it has one: a different one is worth a finding.
    pub file_number: Option<String>,
    /// Every place that says its number, the deciding one first.
    pub numbers: Vec<StatedNumber>,
    /// The tool or method whose path it has.
    pub dialect: Option<Dialect>,
    /// What its folder or name says of its status, for documents that do not say it themselves.
    pub folder_status: Option<Status>,
    /// Whether it is nothing but a list of what to do.
    pub is_checklist: bool,
}

/// Reads a document's identity; `path` is its path, or the last part of it.
pub fn identity(document: &Document, path: &str) -> Identity {
    let place = dialect_place(path);
    let (file_number, file_name) = parse_file_stem(stem(path));
    let mut numbers = Vec::new();
    let mut add = |place, number: Option<String>, span| {
        numbers.extend(number.map(|number| StatedNumber { place, number, span }));
    };
    let by_path = place.as_ref().and_then(|place| place.number.clone());
    add(NumberPlace::Path, by_path.map(|number| parse_document_id(&number).unwrap_or(number)), None);
    let title = document.title.as_ref();
    add(
        NumberPlace::Title,
        title.and_then(|title| title.reading.number.clone()),
        title.map(|title| title.span),
    );
    if let Some((number, span)) = front_number(document) {
        add(NumberPlace::FrontMatter, Some(number), Some(span));
    }
    add(NumberPlace::FileName, file_number.clone(), None);
    numbers.sort_by_key(|number| number.place);
    let titled = title.map(|title| title.reading.name.clone()).filter(|name| !name.is_empty());
    // A title that only says what kind of file it is, or the first of its steps, names nothing.
    let titled = titled.filter(|_| {
        !place.as_ref().is_some_and(|place| place.is_checklist && place.name.is_some())
            || has_main_heading(document)
    });
    let titled = titled.map(|name| {
        let prefix = TITLE_PREFIXES.iter().find(|prefix| place.is_some() && name.starts_with(*prefix));
        prefix.map_or(name.clone(), |prefix| name[prefix.len()..].to_owned())
    });
    let by_path = place.as_ref().and_then(|place| place.name.clone());
    Identity {
        kind: kind(document, path, place.as_ref()),
        number: numbers.first().map(|number| number.number.clone()),
        name: titled.or(by_path).unwrap_or(file_name),
        file_number,
        numbers,
        dialect: place.as_ref().map(|place| place.dialect).or_else(|| by_headings(document)),
        folder_status: place.as_ref().and_then(|place| place.status).or_else(|| folder_status(path)),
        is_checklist: place.is_some_and(|place| place.is_checklist),
    }
}

/// The document's own number or id in its front matter. A key that names a milestone is the document's own number only
/// where no other key is.
fn front_number(document: &Document) -> Option<(String, Span)> {
    let front = document.front_matter.as_ref()?;
    let stated = |wanted: FrontKey| {
        front.entries.iter().filter(move |entry| classify_front_key(&entry.key) == Some(wanted)).find_map(
            |entry| match &entry.value {
                Value::Scalar { text, .. } => Some((parse_document_id(text), entry.value_span)),
                _ => None,
            },
        )
    };
    let keys =
        [FrontKey::TaskId, FrontKey::SprintId, FrontKey::MilestoneId, FrontKey::Id, FrontKey::Milestone];
    let (number, span) = keys.into_iter().find_map(stated)?;
    Some((number?, span))
}

fn has_main_heading(document: &Document) -> bool {
    document.sections.iter().any(|section| section.level == 1)
}

/// The dialect that the headings of a document show.
fn by_headings(document: &Document) -> Option<Dialect> {
    HEADING_SIGNS.iter().find_map(|(dialect, headings)| {
        let has = |heading: &&str| {
            document.sections.iter().any(|section| document.text(section.title).eq_ignore_ascii_case(heading))
        };
        headings.iter().all(has).then_some(*dialect)
    })
}

fn stem(path: &str) -> &str {
    let file_name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem)
}

/// What a document is; `path` is its path, or the last part of it.
pub fn document_kind(document: &Document, path: &str) -> DocumentKind {
    kind(document, path, dialect_place(path).as_ref())
}

/// What a document is, by its front matter, its title, its file name and its sections.
fn kind(document: &Document, path: &str, place: Option<&DialectPlace>) -> DocumentKind {
    kind_by_head(document, path, place).unwrap_or_else(|| kind_by_body(document, path))
}

/// What a document is, where its path, its front matter or its title decide that.
pub(super) fn kind_by_head(
    document: &Document,
    path: &str,
    place: Option<&DialectPlace>,
) -> Option<DocumentKind> {
    let stem = stem(path);
    let stated = document.front_matter.as_ref().and_then(|front| front.scalar("type")).map(str::to_lowercase);
    match stated.as_deref() {
        Some("milestone") => return Some(DocumentKind::Milestone),
        Some("phase") => return Some(DocumentKind::Phase),
        Some("initiative") => return Some(DocumentKind::InitiativeReadme),
        Some("hub" | "masterplan" | "roadmap") => return Some(DocumentKind::Hub),
        Some(other) if is_other_type(other) => return Some(DocumentKind::Other),
        _ => {}
    }
    match place.map(|place| place.role) {
        Some(Role::Hub) => return Some(DocumentKind::Hub),
        Some(Role::Milestone | Role::MilestoneWithout(_)) => return Some(DocumentKind::Milestone),
        Some(Role::Phase) => return Some(DocumentKind::Phase),
        Some(Role::Task) => return Some(DocumentKind::Task),
        Some(Role::Other) => return Some(DocumentKind::Other),
        None if is_record(stem) || is_material(path) => return Some(DocumentKind::Other),
        None if is_folder_file(stem) => return None,
        None => {}
    }
    let title = document.title.as_ref().map(|title| &title.reading);
    match title.map(|title| (title.kind, title.number.is_some() || !title.name.is_empty())) {
        Some((TitleKind::Milestone, true)) => Some(DocumentKind::Milestone),
        Some((TitleKind::Phase, true)) => Some(DocumentKind::Phase),
        Some((TitleKind::Initiative, true)) => Some(DocumentKind::InitiativeReadme),
        _ => None,
    }
}

fn is_folder_file(stem: &str) -> bool {
    is_readme(stem) || is_hub(stem)
}

fn is_readme(stem: &str) -> bool {
    stem.eq_ignore_ascii_case("readme") || stem.eq_ignore_ascii_case("index")
}

fn is_hub(stem: &str) -> bool {
    ["masterplan", "roadmap", "master-plan", "master_plan"].iter().any(|name| stem.eq_ignore_ascii_case(name))
}

/// What a document is by its sections and what they hold.
fn kind_by_body(document: &Document, path: &str) -> DocumentKind {
    let stem = stem(path);
    let has = |kinds: &[SectionKind]| {
        document.sections.iter().any(|section| section.kind.is_some_and(|kind| kinds.contains(&kind)))
    };
    if is_folder_file(stem) {
        if has(&[SectionKind::Initiatives]) || is_hub(stem) && lists_milestones(document) {
            return DocumentKind::Hub;
        }
        if is_readme(stem)
            && (has(&[SectionKind::Milestones, SectionKind::ProgressTable]) || lists_milestones(document))
        {
            return DocumentKind::InitiativeReadme;
        }
        return DocumentKind::Other;
    }
    if by_headings(document).is_some() {
        return DocumentKind::Milestone;
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
        || status_places(document)
            .iter()
            .any(|place| matches!(place.place, Place::FrontMatter | Place::MilestoneStatus));
    if work && has_status { DocumentKind::Milestone } else { DocumentKind::Other }
}

/// Whether two links or more lead to files that are named as milestones or phases are.
fn lists_milestones(document: &Document) -> bool {
    let named = |target: &str| {
        let path = target.split('#').next().unwrap_or("");
        let file = path.trim_end_matches("/README.md").rsplit('/').next().unwrap_or(path);
        is_markdown(path) && parse_file_stem(file.trim_end_matches(".md")).0.is_some()
    };
    document.links.iter().filter(|link| named(document.text(link.target))).take(2).count() == 2
}

/// Whether a path names a Markdown file.
pub(super) fn is_markdown(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}
