//! What a milestone's risk asks beside its own words, as items of their own: they can be proven or waived like others.

use milepost_document::{Span, vocabulary::SectionKind};
use milepost_ledger::signing::Level;

use super::gates::Asked;
use crate::binding::{
    Binding, Bound, Check, Class, Gate, PolicyGate, Rule, Run, RunId, SignOffKind, Subject,
};

/// Adds the items that a risk asks for and that the document does not hold.
pub(crate) fn add_policy(bound: &mut Bound, asked: Asked, risk: &str, rehearsal: impl FnOnce() -> Run) {
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
        must_fail: Vec::new(),
    };
    let is_rehearsal =
        |binding: &Binding| binding.gate == Gate::Complete && matches!(binding.check, Check::Rehearsal(_));
    if asked.rehearsal && !bound.bindings.iter().any(is_rehearsal) {
        let check = Check::Rehearsal(bound.rehearsal(rehearsal()));
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
    if asked.evidence > Level::L0 {
        let check = Check::Evidence { level: asked.evidence, runs: deciding_runs(bound) };
        let text = format!("The evidence is of level {} ({risk} risk)", asked.evidence.name());
        bound.bindings.push(binding(PolicyGate::Evidence, "gate/evidence", text, check));
    }
}

/// The commands on which a completion rests, also through items that others follow from.
fn deciding_runs(bound: &Bound) -> Vec<RunId> {
    let mut open: Vec<&Binding> =
        bound.bindings.iter().filter(|binding| binding.gate == Gate::Complete).collect();
    let (mut seen, mut runs) = (Vec::new(), Vec::new());
    while let Some(binding) = open.pop() {
        if seen.contains(&binding.subject) {
            continue;
        }
        seen.push(binding.subject);
        runs.extend(binding.check.runs().iter().chain(&binding.must_fail));
        match &binding.check {
            // Without names it reads the output of all commands.
            Check::Quiet { runs: named, .. } if named.is_empty() => {
                runs.extend(bound.verified());
            }
            Check::Derived(subjects) => {
                open.extend(bound.bindings.iter().filter(|other| subjects.contains(&other.subject)));
            }
            _ => {}
        }
    }
    runs.sort_unstable();
    runs.dedup();
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rehearsal() -> Run {
        Run::rehearsal(&crate::config::Config::default(), crate::binding::Rehearsal::default())
    }

    const HIGH: Asked = Asked { rollback_plan: true, rehearsal: true, review: true, ..Asked::NOTHING };

    #[test]
    fn high_risk_asks_for_rehearsal_and_review() {
        let mut bound = Bound::default();
        add_policy(&mut bound, HIGH, "high", rehearsal);
        let ids: Vec<_> = bound.bindings.iter().map(|binding| binding.id.as_str()).collect();
        assert_eq!(ids, ["gate/rehearsal", "gate/review"]);
        assert!(bound.bindings.iter().all(|binding| binding.gate == Gate::Complete));
    }

    #[test]
    fn a_review_that_the_document_asks_for_is_enough() {
        let mut bound = Bound::default();
        add_policy(&mut bound, HIGH, "high", rehearsal);
        bound.bindings.remove(0);
        add_policy(&mut bound, HIGH, "high", rehearsal);
        assert_eq!(bound.bindings.iter().filter(|binding| binding.id == "gate/review").count(), 1);
    }

    #[test]
    fn a_review_of_the_plan_is_no_review_of_the_change() {
        let mut bound = Bound::default();
        add_policy(&mut bound, HIGH, "high", rehearsal);
        bound.bindings.remove(0);
        bound.bindings[0].gate = Gate::Begun;
        add_policy(&mut bound, HIGH, "high", rehearsal);
        let guarding = bound.bindings.iter().filter(|binding| binding.id == "gate/review");
        assert_eq!(guarding.filter(|binding| binding.gate == Gate::Complete).count(), 1);
    }

    #[test]
    fn low_risk_asks_for_nothing_more() {
        let mut bound = Bound::default();
        add_policy(&mut bound, Asked::NOTHING, "low", rehearsal);
        assert!(bound.bindings.is_empty());
    }

    #[test]
    fn a_level_is_asked_for_as_an_item() {
        let mut bound = Bound::default();
        add_policy(&mut bound, Asked { evidence: Level::L2, ..HIGH }, "high", rehearsal);
        let last = bound.bindings.last().unwrap();
        assert_eq!((last.id.as_str(), last.gate), ("gate/evidence", Gate::Complete));
        // The rehearsal, too, rests on evidence.
        assert_eq!(last.check, Check::Evidence { level: Level::L2, runs: vec![RunId(0)] });
    }
}
