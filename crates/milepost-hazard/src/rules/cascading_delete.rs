//! Deletes that go on into other tables.

use milepost_document::Severity;

use crate::{Act, Check, Class, Constraint, Demand, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "cascading-delete",
    classes: &[Class::LossInUp],
    severity: Severity::Warning,
    page: include_str!("cascading-delete.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let (table, to) = match &place.step.act {
        Act::AddConstraint {
            table,
            constraint: Constraint { cascades: true, demands: Demand::Foreign(to), .. },
        } => (table, to.as_str()),
        Act::AddColumn { table, column, .. } if column.cascades => {
            (table, column.references.as_deref().unwrap_or_default())
        }
        _ => return None,
    };
    (!place.is_new_table()).then(|| {
        Said::new(
            format!("from now on deleting a row of `{to}` deletes rows of `{table}`, and nobody is asked"),
            "use `ON DELETE RESTRICT` or `SET NULL`, and delete dependent rows where the code means to",
        )
    })
}
