//! Conditions that hide that nothing was done.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "hiding-if-exists",
    classes: &[Class::Pair],
    severity: Severity::Info,
    page: include_str!("hiding-if-exists.md"),
    check: Check::Both(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let hides = match &place.step.act {
        Act::CreateTable { if_not_exists: true, .. }
        | Act::AddColumn { if_not_exists: true, .. }
        | Act::CreateIndex { if_not_exists: true, .. }
        | Act::AddEnumValue { if_not_exists: true, .. }
        | Act::Create { if_not_exists: true, .. } => "IF NOT EXISTS",
        Act::DropTable { if_exists: true, .. }
        | Act::DropColumn { if_exists: true, .. }
        | Act::DropConstraint { if_exists: true, .. }
        | Act::DropIndex { if_exists: true, .. }
        | Act::Drop { if_exists: true, .. } => "IF EXISTS",
        _ => return None,
    };
    let what = if hides == "IF EXISTS" {
        "it succeeds where nothing is there to drop, such as under a misspelled name"
    } else {
        "it succeeds where another object has the name, and the way back then drops what this migration did not make"
    };
    Some(Said::new(
        format!("`{hides}`: {what}"),
        "leave it out: a migration runs once, on a schema that is known",
    ))
}
