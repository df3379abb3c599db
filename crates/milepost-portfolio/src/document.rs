//! One document of a portfolio.

use std::sync::{Arc, OnceLock};

use milepost_document::{
    BoxState, Document, Parsed, Problem, Span, parse_shared,
    view::{self, DocumentKind, Identity, StatusPlace},
    vocabulary::{Status, StatusReading},
};

use crate::path;

/// A document that was read.
#[derive(Debug, Clone)]
pub struct LoadedDocument {
    /// Its path from the portfolio's root, separated by `/`.
    pub path: String,
    /// What the document is.
    pub kind: DocumentKind,
    /// Its number and name.
    pub identity: Identity,
    /// Whether it must not be written: its bytes are not UTF-8, so the text is not the file.
    pub read_only: bool,
    /// What says how it stands, for dialects that write no status.
    pub(crate) unstated: Option<Unstated>,
    pub(crate) text: Arc<str>,
    pub(crate) parsed: OnceLock<Parsed>,
    pub(crate) anchors: OnceLock<Vec<String>>,
    pub(crate) status_places: OnceLock<Vec<StatusPlace>>,
}

impl LoadedDocument {
    /// The document; read to its end on first use.
    pub fn document(&self) -> &Document {
        &self.parsed().document
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What could not be read of it.
    pub fn problems(&self) -> &[Problem] {
        &self.parsed().problems
    }

    fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| {
            let mut parsed = parse_shared(&self.text);
            if self.identity.is_checklist {
                view::read_as_checklist(&mut parsed.document);
            }
            parsed
        })
    }

    /// Its folder; empty at the top.
    pub fn folder(&self) -> &str {
        path::folder(&self.path)
    }

    /// The anchors of its headings in order, by GitHub's slugs; made on first use.
    pub fn anchors(&self) -> &[String] {
        self.anchors.get_or_init(|| view::anchors(self.document()))
    }

    /// Whether a lower-case anchor leads to a heading or to an HTML element of this document.
    pub fn has_anchor(&self, anchor: &str) -> bool {
        let source = self.text();
        self.anchors().iter().any(|own| own.to_lowercase() == anchor)
            || ["id", "name"]
                .iter()
                .any(|name| source.to_lowercase().contains(&format!("{name}=\"{anchor}\"")))
    }

    /// Whether it is a unit of work: a milestone, a phase, or a task with a document of its own.
    pub fn is_milestone(&self) -> bool {
        matches!(self.kind, DocumentKind::Milestone | DocumentKind::Phase | DocumentKind::Task)
    }

    /// Whether it is a plan with a status of its own: a milestone, a phase, or an initiative that is not the README of a
    /// folder.
    pub fn is_plan(&self) -> bool {
        let stem = path::stem(&self.path).to_lowercase();
        self.is_milestone()
            || self.kind == DocumentKind::InitiativeReadme
                && !matches!(stem.as_str(), "readme" | "index" | "roadmap")
    }

    /// Whether it owns milestones: the README of an initiative, or a hub.
    pub fn is_owner(&self) -> bool {
        matches!(self.kind, DocumentKind::InitiativeReadme | DocumentKind::Hub)
    }

    /// Every place that states its status, the deciding one first; read on first use.
    pub fn status_places(&self) -> &[StatusPlace] {
        self.status_places.get_or_init(|| view::status_places(self.document()))
    }

    /// The place that decides its status.
    pub fn status_place(&self) -> Option<&StatusPlace> {
        view::deciding_status(self.status_places())
    }

    /// The first place that states its status, as far as it can be read.
    pub fn status_reading(&self) -> Option<(Span, &StatusReading)> {
        let place = self.status_place()?;
        Some((place.value, place.reading.as_ref()?))
    }

    /// Its status: as written, else as its folder or its name says, else, where no document of its dialect states one,
    /// by its boxes and by what lies beside it.
    pub fn status(&self) -> Option<Status> {
        match self.status_place() {
            Some(place) => place.reading.as_ref().map(|reading| reading.status),
            None => self.identity.folder_status.or_else(|| self.derived_status()),
        }
    }
}

impl LoadedDocument {
    /// What the files around it and its boxes say of its status. Boxes say whether work has begun; never that it is done.
    pub(crate) fn derived_status(&self) -> Option<Status> {
        let begun = || {
            let boxes = self.document().items.iter().filter_map(|item| item.checkbox);
            boxes.into_iter().any(|checkbox| checkbox.state != BoxState::Open)
        };
        Some(match self.unstated? {
            Unstated::Recorded => Status::Completed,
            Unstated::ByBoxes if begun() => Status::InProgress,
            Unstated::ByBoxes => Status::Planned,
        })
    }
}

/// What says how a document stands that states no status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unstated {
    /// A record of its execution lies beside it.
    Recorded,
    /// Its boxes.
    ByBoxes,
}

/// A file that could not be read as a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Its path from the portfolio's root, separated by `/`.
    pub path: String,
    /// Why: a lower-case fragment.
    pub error: String,
}
