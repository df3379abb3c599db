//! Completed milestones whose boxes are open.

use milepost_document::{
    Document, Item, ItemId, Severity,
    vocabulary::{SectionClass, Status},
};

use super::criteria;
use crate::{Check, Evidence, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "completed-with-open-criteria",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Claim,
    page: include_str!("completed-with-open-criteria.md"),
    check: Check::Document(check),
};

/// How many open boxes are shown.
const SHOWN: usize = 5;

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let Some((place, reading)) = subject.loaded.status_reading().filter(|_| subject.loaded.is_plan()) else {
        return;
    };
    if reading.status != Status::Completed || reading.qualified {
        return;
    }
    let document = subject.document();
    // A box stays open where its item was waived: the evidence says that it counts.
    let is_settled =
        |at: usize| subject.context.facts.evidence(subject.loaded, ItemId(at as u32)) == Evidence::Proven;
    if !document.items.iter().any(|item| criteria::is_open(document, item)) {
        return;
    }
    let of = |class: SectionClass| -> Vec<&Item> {
        let open = document.items.iter().enumerate().filter(|(_, item)| {
            criteria::is_open(document, item) && criteria::class(document, item) == class
        });
        open.filter(|(at, _)| !is_settled(*at)).map(|(_, item)| item).collect()
    };
    let core = of(SectionClass::Core);
    let (open, severity, what) = if core.is_empty() {
        (of(SectionClass::Other), Severity::Warning, "open box")
    } else {
        (core, Severity::Error, "open success criterion")
    };
    if open.is_empty() {
        return;
    }
    let count = match (open.len(), what) {
        (1, what) => format!("1 {what}"),
        (n, "open box") => format!("{n} open boxes"),
        (n, _) => format!("{n} open success criteria"),
    };
    let mut finding = subject
        .finding(RULE.id, severity, place, format!("`{}` with {count}", document.text(place)))
        .with_hint("prove and tick them, or take the status back");
    for item in open.iter().take(SHOWN) {
        finding =
            finding.with_related(&subject.loaded.path, item.span.to(item.text), first_line(document, item));
    }
    out.push(finding);
}

fn first_line(document: &Document, item: &Item) -> String {
    document.text(item.text).lines().next().unwrap_or_default().to_owned()
}
