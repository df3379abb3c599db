//! Milestones whose boxes are further than their status.

use milepost_document::{
    BoxState, Severity,
    vocabulary::{SectionClass, SectionKind, Status, is_draft},
};

use super::criteria;
use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "status-behind-boxes",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Claim,
    page: include_str!("status-behind-boxes.md"),
    check: Check::Document(check),
};

/// Fewer boxes than these are no sign of an end.
const ENOUGH: usize = 3;

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let Some((place, reading)) = subject.loaded.status_reading().filter(|_| subject.loaded.is_plan()) else {
        return;
    };
    let waiting = matches!(reading.status, Status::Planned | Status::Ready);
    if reading.qualified || is_draft(&reading.raw) || !(waiting || reading.status == Status::InProgress) {
        return;
    }
    let document = subject.document();
    let (mut ticked, mut counted, mut has_core) = (Vec::new(), 0, false);
    for item in &document.items {
        let Some(checkbox) = item.checkbox else { continue };
        let class = criteria::class(document, item);
        // What had to be true before the work began says nothing of the work.
        let before = document.ancestors(item.section).any(|(_, section)| {
            matches!(
                section.kind,
                Some(SectionKind::Prerequisites | SectionKind::Dependencies | SectionKind::PreImplementation)
            )
        });
        if before || !matches!(class, SectionClass::Core | SectionClass::Other) {
            continue;
        }
        counted += 1;
        has_core |= class == SectionClass::Core;
        if checkbox.state == BoxState::Ticked {
            ticked.push(checkbox.span);
        }
    }
    let all = counted >= ENOUGH && ticked.len() == counted;
    let message = match (all, waiting, ticked.len()) {
        (_, _, 0) | (false, false, _) => return,
        (true, _, count) => format!("`{}`, but all {count} boxes are ticked", reading.raw),
        (false, true, 1) => format!("`{}`, but 1 of {counted} boxes is ticked", reading.raw),
        (false, true, count) => format!("`{}`, but {count} of {counted} boxes are ticked", reading.raw),
    };
    let hint = match (all, waiting) {
        (true, false) if has_core => "`milepost complete` proves them and writes the status",
        (true, false) => "`milepost complete` writes the status where this was all of it",
        (_, _) => "`milepost start` begins it, `milepost adopt` where the work has begun already",
    };
    let first = ticked[0];
    let line = document.lines().span(&document.source, document.lines().line(first.start));
    let text = line.map_or("", |line| document.text(line)).trim();
    out.push(subject.finding(RULE.id, RULE.severity, place, message).with_hint(hint).with_related(
        &subject.loaded.path,
        first,
        text,
    ));
}
