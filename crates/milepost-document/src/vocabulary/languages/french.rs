//! French, as far as it was met.

use super::Language;
use crate::vocabulary::{LabelKey, SectionKind, Status};

/// The words of this language.
pub(super) const FRENCH: Language = Language { labels: LABELS, headings: HEADINGS, statuses: STATUSES };

const LABELS: &[(&str, LabelKey)] = {
    use LabelKey as K;
    &[("statut", K::Status)]
};

const HEADINGS: &[(&str, SectionKind)] = &[];

const STATUSES: &[(&str, Status)] = &[
    ("planifié", Status::Planned),
    ("planifiée", Status::Planned),
    ("à faire", Status::Planned),
    ("prêt", Status::Ready),
    ("en cours", Status::InProgress),
    ("bloqué", Status::Blocked),
    ("terminé", Status::Completed),
    ("achevé", Status::Completed),
    ("reporté", Status::Deferred),
    ("annulé", Status::Cancelled),
    ("archivé", Status::Archived),
];
