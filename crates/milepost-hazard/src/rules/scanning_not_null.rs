//! Columns that are looked through while nobody can use the table.

use milepost_document::Severity;
use squawk_linter::Rule as Squawk;

use crate::{Act, Check, Class, Constraint, Demand, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "scanning-not-null",
    classes: &[Class::Lock],
    severity: Severity::Warning,
    page: include_str!("scanning-not-null.md"),
    check: Check::Both(look),
    squawk: &[Squawk::AddingNotNullableField],
};

fn look(place: Place<'_>) -> Option<Said> {
    if !place.is_postgresql() || place.is_new_table() || is_filled(place) {
        return None;
    }
    let (Act::SetNotNull { table, column }
    | Act::AddConstraint {
        table,
        constraint: Constraint { demands: Demand::NotNull(column), not_valid: false, .. },
    }) = &place.step.act
    else {
        return None;
    };
    Some(Said::new(
        format!("all rows of `{table}` are read while nobody can use it (ACCESS EXCLUSIVE lock)"),
        format!(
            "`ADD CONSTRAINT … CHECK ({column} IS NOT NULL) NOT VALID`, `VALIDATE CONSTRAINT` in a later migration, and then `SET NOT NULL`, which needs no look at the rows"
        ),
    ))
}

/// Whether PostgreSQL knows without looking that nothing is missing.
pub(crate) fn is_filled(place: Place<'_>) -> bool {
    match &place.step.act {
        Act::SetNotNull { table, column } => {
            place.known.column(table, column).is_some_and(|known| known.not_null)
                || place.is_known_to_be_filled(table, column)
        }
        _ => false,
    }
}
