//! Columns that may not be empty while rows are.

use milepost_document::Severity;

use crate::{Act, Check, Class, Constraint, Demand, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "unfilled-not-null",
    classes: &[Class::LossInUp, Class::Compatibility],
    severity: Severity::Warning,
    page: include_str!("unfilled-not-null.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let (Act::SetNotNull { table, column }
    | Act::AddConstraint {
        table,
        constraint: Constraint { demands: Demand::NotNull(column), not_valid: false, .. },
    }) = &place.step.act
    else {
        return None;
    };
    let is_known = place.known.column(table, column).is_some_and(|known| known.not_null);
    if place.is_new_table()
        || is_known
        || is_filled(place, table, column)
        || place.is_known_to_be_filled(table, column)
    {
        return None;
    }
    Some(Said::new(
        format!(
            "`{table}.{column}` may hold nothing in some rows: then this fails, and code that leaves it out fails from now on"
        ),
        format!(
            "fill it first: `UPDATE {table} SET {column} = … WHERE {column} IS NULL`, and release code that always sets it"
        ),
    ))
}

/// Whether a statement before fills the column.
fn is_filled(place: Place<'_>, table: &str, column: &str) -> bool {
    place.script.steps().take_while(|(at, _)| *at < place.at).any(|(_, step)| match &step.act {
        Act::Update { table: own, columns, .. } => own == table && columns.iter().any(|one| one == column),
        Act::AddColumn { table: own, column: new, .. } => {
            own == table && new.name == column && new.default != crate::Default::None
        }
        _ => false,
    })
}
