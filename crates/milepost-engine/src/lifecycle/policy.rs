//! What a milestone's risk asks beside its own words, as items of their own: they can be proven or waived like others.

use milepost_document::{Span, vocabulary::SectionKind};

use super::guards::Asked;
use crate::binding::{Binding, Bound, Check, Class, Gate, PolicyGate, Rule, SignOffKind, Subject};

/// Adds the items that a risk asks for and that the document does not hold.
pub(crate) fn add_policy(bound: &mut Bound, asked: Asked, risk: &str) {
    let end = bound.bindings.last().map_or(0, |binding| binding.span.end);
    let binding = |gate: PolicyGate, id: &str, text: String, check: Check| Binding {
        subject: Subject::Policy(gate),
        id: id.to_owned(),
        kind: Some(SectionKind::SuccessCriteria),
        span: Span::at(end),
        text,
        ticked: None,
        gate: Gate::Complete,
        rule: Rule::Place(format!("gate at {risk} risk")),
        check,
        class: Class::Change,
    };
    if asked.rehearsal {
        let check = Check::Unbound {
            reason: "rehearsals are not available in this version".to_owned(),
            hint: "waive it, naming why and until when".to_owned(),
        };
        let text = format!("The rollback is rehearsed ({risk} risk)");
        bound.bindings.push(binding(PolicyGate::Rehearsal, "gate/rehearsal", text, check));
    }
    // A review that does not guard the completion, such as one of the plan, does not stand for the one of the change.
    let is_review = |binding: &Binding| {
        binding.gate == Gate::Complete
            && matches!(binding.check, Check::SignOff { kind: SignOffKind::Review, .. })
    };
    if asked.review && !bound.bindings.iter().any(is_review) {
        let check =
            Check::SignOff { role: "reviewer".to_owned(), kind: SignOffKind::Review, inputs: Vec::new() };
        let text = format!("The change is reviewed ({risk} risk)");
        bound.bindings.push(binding(PolicyGate::Review, "gate/review", text, check));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HIGH: Asked = Asked { rollback_plan: true, rehearsal: true, review: true };

    #[test]
    fn high_risk_asks_for_rehearsal_and_review() {
        let mut bound = Bound::default();
        add_policy(&mut bound, HIGH, "high");
        let ids: Vec<_> = bound.bindings.iter().map(|binding| binding.id.as_str()).collect();
        assert_eq!(ids, ["gate/rehearsal", "gate/review"]);
        assert!(bound.bindings.iter().all(|binding| binding.gate == Gate::Complete));
    }

    #[test]
    fn a_review_that_the_document_asks_for_is_enough() {
        let mut bound = Bound::default();
        add_policy(&mut bound, HIGH, "high");
        bound.bindings.remove(0);
        add_policy(&mut bound, HIGH, "high");
        assert_eq!(bound.bindings.iter().filter(|binding| binding.id == "gate/review").count(), 1);
    }

    #[test]
    fn a_review_of_the_plan_is_no_review_of_the_change() {
        let mut bound = Bound::default();
        add_policy(&mut bound, HIGH, "high");
        bound.bindings.remove(0);
        bound.bindings[0].gate = Gate::Begun;
        add_policy(&mut bound, HIGH, "high");
        let guarding = bound.bindings.iter().filter(|binding| binding.id == "gate/review");
        assert_eq!(guarding.filter(|binding| binding.gate == Gate::Complete).count(), 1);
    }

    #[test]
    fn low_risk_asks_for_nothing_more() {
        let mut bound = Bound::default();
        add_policy(&mut bound, Asked { rollback_plan: false, rehearsal: false, review: false }, "low");
        assert!(bound.bindings.is_empty());
    }
}
