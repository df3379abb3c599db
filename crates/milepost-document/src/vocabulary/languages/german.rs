//! German, as far as it was met.

use super::Language;
use crate::vocabulary::{LabelKey, SectionKind, Status};

/// The words of this language.
pub(super) const GERMAN: Language = Language { labels: LABELS, headings: HEADINGS, statuses: STATUSES };

const LABELS: &[(&str, LabelKey)] = {
    use LabelKey as K;
    &[("aufwand", K::EstimatedEffort), ("dauer", K::EstimatedDuration)]
};

const HEADINGS: &[(&str, SectionKind)] = {
    use SectionKind as K;
    &[
        ("ziele", K::Objectives),
        ("abhängigkeiten", K::Dependencies),
        ("voraussetzungen", K::Prerequisites),
        ("aufgaben", K::TaskBreakdown),
    ]
};

const STATUSES: &[(&str, Status)] = &[
    ("geplant", Status::Planned),
    ("offen", Status::Planned),
    ("bereit", Status::Ready),
    ("in arbeit", Status::InProgress),
    ("laufend", Status::InProgress),
    ("blockiert", Status::Blocked),
    ("in prüfung", Status::Review),
    ("abgeschlossen", Status::Completed),
    ("fertig", Status::Completed),
    ("erledigt", Status::Completed),
    ("zurückgestellt", Status::Deferred),
    ("verschoben", Status::Deferred),
    ("abgebrochen", Status::Cancelled),
    ("verworfen", Status::Cancelled),
    ("archiviert", Status::Archived),
];
