//! Estimates that are not the sum of their parts.

use milepost_document::{
    Document, SectionId, Severity, Span, view,
    vocabulary::{Effort, EffortKind, HourRange, PARTS, parse_effort},
};

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "effort-mismatch",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Claim,
    page: include_str!("effort-mismatch.md"),
    check: Check::Document(check),
};

/// One part with its estimate.
struct Part {
    span: Span,
    hours: HourRange,
}

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    if !subject.loaded.is_plan() {
        return;
    }
    let document = subject.document();
    let overview = view::overview(document);
    let stated = [overview.effort, overview.duration].into_iter().flatten().find_map(|stated| {
        let effort = stated.effort.filter(|effort| !effort.open_ended)?;
        let ranges = ranges(&effort)?;
        Some((stated.value, ranges))
    });
    let Some((value, stated)) = stated else { return };
    let Some(parts) = parts(document) else { return };
    let low: f64 = parts.iter().map(|part| part.hours.low).sum();
    let high: f64 = parts.iter().map(|part| part.hours.high).sum();
    // Estimates are rounded: what lies close to either end agrees.
    let agrees = |range: &HourRange| low <= range.high * 1.1 + 0.01 && high >= range.low * 0.9 - 0.01;
    if stated.iter().any(agrees) {
        return;
    }
    let sum = if (high - low).abs() < 0.005 {
        format!("{} hours", shown(low))
    } else {
        format!("{}–{} hours", shown(low), shown(high))
    };
    let mut finding = subject
        .finding(
            RULE.id,
            RULE.severity,
            value,
            format!("`{}`, but its {} parts add up to {sum}", document.text(value), parts.len()),
        )
        .with_hint("correct the whole or the parts; a forecast reads the whole");
    for part in parts.iter().take(8) {
        finding = finding.with_related(&subject.loaded.path, part.span, document.text(part.span));
    }
    out.push(finding);
}

/// What an effort may mean in hours, when it is a duration of hours, days or less; also by its second unit.
fn ranges(effort: &Effort) -> Option<Vec<HourRange>> {
    if !matches!(effort.kind, EffortKind::Time(_)) {
        return None;
    }
    Some([effort.hours, effort.second].into_iter().flatten().collect())
}

/// The headings of one level below one heading that each name an estimate in parentheses: at least two, and all that
/// are numbered alike.
fn parts(document: &Document) -> Option<Vec<Part>> {
    let mut found: Option<(Option<SectionId>, u8, Vec<Part>)> = None;
    for section in document.sections.iter().filter(|section| (2..=4).contains(&section.level)) {
        if !is_part(document.text(section.title)) {
            continue;
        }
        // A part without an estimate makes the sum less than the whole.
        let hours = estimate(document.text(section.title))?;
        let part = Part { span: section.title, hours };
        match &mut found {
            None => found = Some((section.parent, section.level, vec![part])),
            Some((parent, level, parts)) if *parent == section.parent && *level == section.level => {
                parts.push(part);
            }
            // Parts of parts, or parts of several things: which is the whole is not clear.
            Some((_, level, _)) if section.level > *level => {}
            Some(_) => return None,
        }
    }
    found.map(|(_, _, parts)| parts).filter(|parts| parts.len() >= 2)
}

/// `Task 1.1: …`, `Phase 2 – …`, `Step 3`.
fn is_part(title: &str) -> bool {
    let words = title.trim_start_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    PARTS.iter().any(|word| {
        words.strip_prefix(word).is_some_and(|rest| {
            rest.trim_start_matches([' ', '#', '-']).starts_with(|c: char| c.is_ascii_digit())
        })
    })
}

/// The estimate in the last parentheses of a heading.
fn estimate(title: &str) -> Option<HourRange> {
    let (head, _) = title.rsplit_once(')')?;
    let (_, inner) = head.rsplit_once('(')?;
    let effort = parse_effort(inner)?;
    matches!(effort.kind, EffortKind::Time(_)).then_some(effort.hours)?
}

fn shown(hours: f64) -> String {
    ((hours * 100.0).round() / 100.0).to_string()
}
