//! Sections that a gate needs.

use milepost_document::{
    Document, Severity, Span,
    vocabulary::{SectionClass, SectionKind, TitleKind},
};

use super::criteria;
use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "missing-section",
    severity: Severity::Warning,
    gravest: Severity::Error,
    scope: Scope::Form,
    page: include_str!("missing-section.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let finished = subject.loaded.status().is_some_and(milepost_document::vocabulary::Status::is_final);
    if !subject.loaded.is_milestone() || finished {
        return;
    }
    let document = subject.document();
    let title = document.title.as_ref().map_or(Span::at(0), |title| title.span);
    // What only looks like a milestone is not asked for all of its sections.
    let is_declared = document
        .front_matter
        .as_ref()
        .is_some_and(|front| matches!(front.scalar("type"), Some("milestone" | "phase")))
        || document.title.as_ref().is_some_and(|title| title.reading.kind == TitleKind::Milestone);
    let mut missing = |severity, what: &str, needed_by: &str| {
        out.push(subject.finding(RULE.id, severity, title, format!("no section `{what}`; {needed_by}")));
    };
    let has_core = document.items.iter().any(|item| criteria::class(document, item) == SectionClass::Core);
    if !has_core && !has(document, &[SectionKind::SuccessCriteria]) {
        missing(
            if is_declared { Severity::Warning } else { Severity::Info },
            "Success Criteria",
            "`complete` has nothing to decide by",
        );
    }
    let verification = [
        SectionKind::VerificationChecklist,
        SectionKind::PostImplementation,
        SectionKind::TestingStrategy,
        SectionKind::UnitTests,
        SectionKind::IntegrationTests,
        SectionKind::OtherTests,
        SectionKind::ManualTesting,
    ];
    if is_declared && !has(document, &verification) {
        missing(
            Severity::Info,
            "Testing Strategy` or `Verification Checklist",
            "no test and no verification is written down",
        );
    }
    let rollback = [SectionKind::RollbackPlan, SectionKind::RollbackProcedure];
    if !has(document, &rollback)
        && !has_rollback_label(document)
        && subject.context.facts.asks_for_rollback_plan(subject.loaded)
    {
        missing(Severity::Error, "Rollback Plan", "`ready` asks for one at this risk");
    }
}

fn has(document: &Document, kinds: &[SectionKind]) -> bool {
    document.sections.iter().any(|section| section.kind.is_some_and(|kind| kinds.contains(&kind)))
}

fn has_rollback_label(document: &Document) -> bool {
    document.fields.iter().any(|field| field.kind == Some(milepost_document::vocabulary::LabelKey::Rollback))
}
