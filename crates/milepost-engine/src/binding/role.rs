//! Which transition an item guards, and which items decide nothing.

use std::collections::HashSet;

use milepost_document::{
    Document, Item, SectionId,
    vocabulary::{SectionClass, SectionKind, section_class},
};

use super::{Gate, RecordKind};

/// What the roles of a document's items rest on.
pub(super) struct Roles<'d> {
    document: &'d Document,
    /// Sections that hold boxes: entries without a box are explanations there.
    boxed: HashSet<SectionId>,
}

impl<'d> Roles<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        let boxed =
            document.items.iter().filter(|item| item.checkbox.is_some()).map(|item| item.section).collect();
        Self { document, boxed }
    }

    /// Which transition an item guards; `None` for entries that are no items of the format.
    pub(super) fn gate(&self, item: &Item) -> Option<Gate> {
        use SectionKind as K;
        let boxed = item.checkbox.is_some();
        let Some(kind) = item.kind else { return boxed.then(|| self.unknown(item)) };
        match kind {
            K::SuccessCriteria if boxed => Some(Gate::Complete),
            // A list of criteria without a single box is a list of criteria still.
            K::SuccessCriteria => {
                (item.depth == 0 && !self.boxed.contains(&item.section)).then_some(Gate::Complete)
            }
            K::PostImplementation | K::VerificationChecklist => boxed.then_some(Gate::Complete),
            K::PreImplementation => boxed.then_some(Gate::Begun),
            K::Prerequisites => Some(Gate::Start),
            K::Dependencies if boxed => Some(Gate::Start),
            // A ticked box there is a failure, not a success.
            K::NotDoneCriteria => None,
            K::Objectives | K::Deliverables => (item.depth == 0 || boxed).then_some(Gate::None),
            K::KeyTestCases | K::KeyScenarios | K::ManualTesting | K::TaskBreakdown => {
                (item.depth == 0 || boxed).then_some(Gate::None)
            }
            _ if record_kind(item).is_some() => (item.depth == 0).then_some(Gate::None),
            _ => boxed.then_some(Gate::None),
        }
    }

    /// A box under a heading that the vocabulary does not know: its words may still say that it decides.
    fn unknown(&self, item: &Item) -> Gate {
        let heading = self.document.text(self.document.section(item.section).title);
        match section_class(heading) {
            SectionClass::Core => Gate::Complete,
            SectionClass::Other | SectionClass::Negative | SectionClass::NotCounted => Gate::None,
        }
    }
}

/// What the entries of sections that decide nothing are read as.
pub(super) fn record_kind(item: &Item) -> Option<RecordKind> {
    use SectionKind as K;
    let kind = item.kind?;
    // Some people put boxes there: then they are work like any other.
    if item.checkbox.is_some()
        && matches!(
            kind,
            K::Scope | K::InScope | K::CodeChanges | K::ImplementationSteps | K::Dependencies | K::Notes
        )
    {
        return None;
    }
    Some(match kind {
        K::Scope | K::InScope | K::OutOfScope => RecordKind::Scope,
        K::FilesToModify | K::NewFiles | K::CodeChanges => RecordKind::File,
        K::ImplementationSteps => RecordKind::Step,
        K::Blockers => RecordKind::Blocker,
        K::DownstreamImpact | K::Dependencies => RecordKind::Impact,
        K::WhenToRollback => RecordKind::Trigger,
        K::PostRollbackActions => RecordKind::PostRollback,
        K::DesignDecisions | K::LessonsLearned | K::OpenQuestions | K::Notes => RecordKind::Note,
        K::RelatedDocumentation => RecordKind::Link,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use milepost_document::parse;

    use super::*;

    fn gates(text: &str) -> Vec<(String, Option<Gate>)> {
        let document = parse(text).document;
        let roles = Roles::of(&document);
        document.items.iter().map(|item| (document.text(item.text).to_owned(), roles.gate(item))).collect()
    }

    #[test]
    fn criteria_without_boxes_are_criteria_still() {
        let found = gates("# M1: X\n\n## Success Criteria\n\n- a\n- b\n");
        assert!(found.iter().all(|(_, gate)| *gate == Some(Gate::Complete)), "{found:?}");
    }

    #[test]
    fn beside_boxes_a_bullet_is_an_explanation() {
        let found = gates("# M1: X\n\n## Success Criteria\n\n- note\n\n1. [ ] b\n");
        assert_eq!(found[0].1, None);
        assert_eq!(found[1].1, Some(Gate::Complete));
    }

    #[test]
    fn boxes_of_unknown_sections_count_by_their_heading() {
        let found = gates("# M1: X\n\n## Colours\n\n- [ ] a\n\n## How we know it is done: exit\n\n- [ ] b\n");
        assert_eq!(found[0].1, Some(Gate::None));
        assert_eq!(found[1].1, Some(Gate::Complete));
    }

    #[test]
    fn what_must_not_be_done_is_no_criterion() {
        assert_eq!(gates("# M1: X\n\n## Not Done Criteria\n\n- [ ] a\n")[0].1, None);
    }
}
