//! Ticks that nothing proves.

use std::cell::OnceCell;

use milepost_document::{ItemId, Severity, view, vocabulary::SectionClass};

use super::criteria;
use crate::{Check, Evidence, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "done-without-evidence",
    severity: Severity::Info,
    gravest: Severity::Error,
    scope: Scope::Claim,
    page: include_str!("done-without-evidence.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let document = subject.document();
    if !subject.loaded.is_milestone() || !document.items.iter().any(milepost_document::Item::is_ticked) {
        return;
    }
    let ids = OnceCell::new();
    for (at, item) in document.items.iter().enumerate() {
        let Some(checkbox) = item.checkbox.filter(|_| item.is_ticked()) else { continue };
        if !matches!(criteria::class(document, item), SectionClass::Core | SectionClass::Other) {
            continue;
        }
        let id = || &ids.get_or_init(|| view::item_ids(document))[at];
        match subject.context.facts.evidence(subject.loaded, ItemId(at as u32)) {
            Evidence::Unknown | Evidence::Proven => {}
            Evidence::None if !subject.context.wants(Severity::Info) => {}
            Evidence::None => out.push(
                subject
                    .finding(
                        RULE.id,
                        Severity::Info,
                        checkbox.span,
                        format!("`{}` is ticked without evidence", id()),
                    )
                    .with_hint("`milepost verify` runs its check; `milepost explain` shows which"),
            ),
            Evidence::Failed => out.push(
                subject
                    .finding(
                        RULE.id,
                        Severity::Error,
                        checkbox.span,
                        format!("`{}` is ticked, but its last check failed", id()),
                    )
                    .with_hint("`milepost why` shows the run"),
            ),
        }
    }
}
