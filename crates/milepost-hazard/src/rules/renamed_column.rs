//! Columns that old code does not find any more.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "renamed-column",
    classes: &[Class::Compatibility],
    severity: Severity::Error,
    page: include_str!("renamed-column.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::RenameColumn { table, column, to } = &place.step.act else { return None };
    (!place.is_new_table() && !place.script.is_new_column(table, column, place.at)).then(|| {
        Said::new(
            format!("code that reads `{table}.{column}` fails from the moment on that it is called `{to}`"),
            "add the new column, write both, switch the readers, and drop the old one in a later release",
        )
    })
}
