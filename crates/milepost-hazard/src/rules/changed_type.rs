//! Types that old code does not expect.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said, types};

pub(super) const RULE: Rule = Rule {
    id: "changed-type",
    classes: &[Class::Compatibility],
    severity: Severity::Warning,
    page: include_str!("changed-type.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::ChangeType { table, column, to, .. } = &place.step.act else { return None };
    if place.is_new_table() {
        return None;
    }
    let from = place.known.column(table, column).map(|known| known.ty.as_str());
    let change = types::change(place.migration.engine, from, to);
    (change.rewrites != Some(false)).then(|| {
        Said::new(
            format!("code that is running writes and reads `{table}.{column}` as before, and gets `{to}`"),
            "add a column of the new type, write both, switch the readers, and drop the old one later",
        )
    })
}
