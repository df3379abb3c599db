//! What a document says of itself.

use std::collections::BTreeMap;

use milepost_document::{
    BoxState, SectionId,
    view::{self, DocumentKind, Place, StatedEffort, StatusPlace, heading_text},
    vocabulary::{EffortKind, LabelKey, Status, TimeUnit},
};
use serde_json::{Value, json};

use super::About;

/// Title, number, kind, status, risk, effort, dates and boxes.
pub(super) fn read(about: &About) -> Value {
    let loaded = about.loaded();
    let document = loaded.document();
    let overview = view::overview(document);
    let mut statuses = view::status_places(document);
    let at = statuses.iter().position(|place| place.reading.is_some());
    let status = at.map(|at| statuses.remove(at));
    let risk = overview.risk.map(|stated| {
        json!({
            "raw": about.text(stated.value),
            "line": about.line(stated.value),
            "class": stated.risk.map(|risk| risk.to_string().to_lowercase()),
        })
    });
    let declared =
        [overview.effort, overview.duration].into_iter().flatten().map(|stated| (stated, "declared"));
    let budget = overview.appetite.into_iter().map(|stated| (stated, "appetite"));
    let effort = declared.chain(budget).find_map(|(stated, kind)| effort(about, &stated, kind));
    json!({
        "title": title(about),
        "name": loaded.identity.name,
        "number": loaded.identity.number,
        "kind": kind(loaded.kind),
        "status": status.as_ref().map(|place| stated(about, place)),
        "other_statuses": statuses.iter().filter(|place| place.reading.is_some()).map(|place| stated(about, place)).collect::<Vec<_>>(),
        "risk": risk,
        "effort": effort,
        "dates": dates(about),
        "checkboxes": boxes(about),
    })
}

/// The heading that names the document, without marks.
fn title(about: &About) -> Option<String> {
    let document = about.loaded().document();
    let title = document.title.as_ref()?;
    let heading = document
        .sections
        .iter()
        .position(|section| section.level > 0 && section.heading.overlaps(title.span));
    Some(heading.map_or_else(
        || about.text(title.span).trim_matches(['"', '\'']).to_owned(),
        |section| heading_text(document, SectionId(section as u32)),
    ))
}

fn kind(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Milestone => "milestone",
        DocumentKind::Phase => "phase",
        DocumentKind::Task => "task",
        DocumentKind::InitiativeReadme => "hub (initiative)",
        DocumentKind::Hub => "hub",
        DocumentKind::Other => "other",
    }
}

fn stated(about: &About, place: &StatusPlace) -> Value {
    json!({
        "raw": about.text(place.value),
        "line": about.line(place.value),
        "place": match place.place {
            Place::MilestoneStatus | Place::FrontMatter => "front matter",
            Place::Label => "bold label",
            Place::HeaderFence => "ASCII box in a fence",
            Place::Heading => "heading",
            Place::Plain => "plain label",
            Place::TitleSuffix => "title",
            Place::Footer => "footer label",
        },
        "class": place.reading.as_ref().map(|reading| class(reading.status)),
        "percent": place.reading.as_ref().and_then(|reading| reading.percent),
    })
}

fn class(status: Status) -> &'static str {
    match status {
        Status::Planned | Status::Ready => "planned",
        Status::InProgress => "in_progress",
        Status::Blocked => "blocked",
        Status::Review => "review",
        Status::Completed | Status::Archived => "complete",
        Status::Deferred => "deferred",
        Status::Cancelled => "cancelled",
        Status::RollingBack | Status::RolledBack => "rolled_back",
    }
}

fn effort(about: &About, stated: &StatedEffort, kind: &str) -> Option<Value> {
    let effort = stated.effort.as_ref()?;
    let (hours, EffortKind::Time(unit)) = (effort.hours?, effort.kind) else { return None };
    let words = match unit {
        TimeUnit::Minute => "minutes",
        TimeUnit::Hour => "hours",
        TimeUnit::Day => "days",
        TimeUnit::Week => "weeks",
        TimeUnit::Month => "months",
    };
    Some(json!({
        "raw": about.text(stated.value),
        "line": about.line(stated.value),
        "min": hours.low / unit.hours(),
        "max": hours.high / unit.hours(),
        "unit": words,
        "hours_min": hours.low,
        "hours_max": hours.high,
        "kind": kind,
    }))
}

/// The first value of each kind of date.
fn dates(about: &About) -> Value {
    let document = about.loaded().document();
    let mut dates: BTreeMap<&str, &str> = BTreeMap::new();
    if let Some(place) = view::last_updated_places(document).first() {
        dates.insert("last_updated", about.text(place.value));
    }
    for field in document.fields.iter().filter(|field| !field.value.is_empty()) {
        let key = match field.kind {
            Some(LabelKey::Created) => "created",
            Some(LabelKey::StartDate) => "started",
            Some(LabelKey::TargetDate) => "target",
            Some(LabelKey::CompletedDate) => "completed",
            _ => continue,
        };
        dates.entry(key).or_insert_with(|| about.text(field.value));
    }
    json!(dates)
}

/// Boxes by the nearest heading above.
fn boxes(about: &About) -> Value {
    let document = about.loaded().document();
    let mut sections: BTreeMap<SectionId, (u32, u32)> = BTreeMap::new();
    for (section, checkbox) in document.items.iter().filter_map(|item| Some((item.section, item.checkbox?))) {
        let counts = sections.entry(section).or_default();
        if checkbox.state == BoxState::Ticked {
            counts.0 += 1;
        } else {
            counts.1 += 1;
        }
    }
    let checked: u32 = sections.values().map(|(checked, _)| checked).sum();
    let unchecked: u32 = sections.values().map(|(_, unchecked)| unchecked).sum();
    let per_section: Vec<Value> = sections
        .iter()
        .map(|(id, (checked, unchecked))| {
            let mut path: Vec<String> = document
                .ancestors(*id)
                .filter(|(_, section)| section.level > 1)
                .map(|(id, _)| heading_text(document, id))
                .collect();
            path.reverse();
            json!({
                "section": path.join(" > "),
                "line": about.line(document.section(*id).heading),
                "checked": checked,
                "unchecked": unchecked,
            })
        })
        .collect();
    json!({
        "total": checked + unchecked,
        "checked": checked,
        "unchecked": unchecked,
        "per_section": per_section,
    })
}
