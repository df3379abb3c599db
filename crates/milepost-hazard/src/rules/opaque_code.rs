//! Programs of which the text does not say what they do.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "opaque-code",
    classes: &[Class::Unknown],
    severity: Severity::Warning,
    page: include_str!("opaque-code.md"),
    check: Check::Both(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::Opaque { what } = &place.step.act else { return None };
    Some(Said::new(
        format!("`{what}` is a program: nothing is said of what it does"),
        "write plain statements where that is possible, and rehearse what is left: `milepost rehearse`",
    ))
}
