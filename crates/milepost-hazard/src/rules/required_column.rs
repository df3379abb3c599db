//! Columns that old code does not know to fill.

use milepost_document::Severity;

use crate::{Act, Check, Class, Default, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "required-column",
    classes: &[Class::Compatibility],
    severity: Severity::Error,
    page: include_str!("required-column.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::AddColumn { table, column, .. } = &place.step.act else { return None };
    let filled = column.default != Default::None || column.numbered || column.stored;
    (column.not_null && !filled && !place.is_new_table()).then(|| {
        Said::new(
            format!("`{table}.{}` has to be filled and has no default: this fails when there are rows, and old code fails on new ones", column.name),
            "give it a default, or add it so that it may be empty, fill it, and then `SET NOT NULL`",
        )
    })
}
