//! Labels of an enumerated type that nobody can take back.

use milepost_document::Severity;

use crate::{Act, Check, Class, Kind, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "enum-value-added",
    classes: &[Class::Irreversible, Class::Compatibility],
    severity: Severity::Warning,
    page: include_str!("enum-value-added.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::AddEnumValue { name, value, .. } = &place.step.act else { return None };
    let is_new =
        place.script.steps().take_while(|(at, _)| *at < place.at).any(
            |(_, step)| matches!(&step.act, Act::Create { kind: Kind::Type, name: own, .. } if own == name),
        );
    (!is_new).then(|| {
        Said::new(
            format!("the label `{value}` of the type `{name}` cannot be taken back: PostgreSQL has no `DROP VALUE`"),
            "write the way back as a new type without the label, a change of each column to it, and the old name for it; let code that is running read unknown labels first",
        )
    })
}
