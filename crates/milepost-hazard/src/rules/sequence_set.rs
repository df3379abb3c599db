//! Sequences that go on from elsewhere.

use milepost_document::Severity;

use crate::{Act, Check, Class, Kind, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "sequence-set",
    classes: &[Class::Irreversible],
    severity: Severity::Warning,
    page: include_str!("sequence-set.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::SetSequence { name } = &place.step.act else { return None };
    let is_new = place.script.steps().take_while(|(at, _)| *at < place.at).any(|(_, step)| match &step.act {
        Act::Create { kind: Kind::Sequence, name: own, .. } => own == name,
        Act::CreateTable { table, .. } => name.starts_with(&format!("{table}_")),
        _ => false,
    });
    (!is_new).then(|| {
        Said::new(
            format!("nobody knows afterwards where the sequence `{name}` stood"),
            "set it from the largest key that is there, and let the way back do the same",
        )
    })
}
