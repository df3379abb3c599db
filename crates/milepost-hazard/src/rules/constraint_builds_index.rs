//! Constraints that build their index while others wait.

use milepost_document::Severity;
use squawk_linter::Rule as Squawk;

use crate::{Act, Check, Class, Demand, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "constraint-builds-index",
    classes: &[Class::Lock],
    severity: Severity::Warning,
    page: include_str!("constraint-builds-index.md"),
    check: Check::Both(look),
    squawk: &[Squawk::DisallowedUniqueConstraint, Squawk::AddingSerialPrimaryKeyField],
};

fn look(place: Place<'_>) -> Option<Said> {
    if !place.is_postgresql() || place.is_new_table() {
        return None;
    }
    let (table, what) = match &place.step.act {
        Act::AddConstraint { table, constraint } if !constraint.using_index => match &constraint.demands {
            Demand::Unique => (table, "UNIQUE"),
            Demand::Primary => (table, "PRIMARY KEY"),
            Demand::Exclusion => (table, "EXCLUDE"),
            _ => return None,
        },
        Act::AddColumn { table, column, .. } if column.unique => (table, "UNIQUE"),
        _ => return None,
    };
    Some(Said::new(
        format!(
            "nobody can read or write `{table}` while the index of `{what}` is built (ACCESS EXCLUSIVE lock)"
        ),
        "`CREATE UNIQUE INDEX CONCURRENTLY` first, and then `ADD CONSTRAINT … USING INDEX`",
    ))
}
