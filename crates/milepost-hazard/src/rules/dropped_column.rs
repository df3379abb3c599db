//! Columns that go with their values.

use milepost_document::Severity;

use super::rebuilt::rebuilt;
use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "dropped-column",
    classes: &[Class::LossInUp, Class::Compatibility],
    severity: Severity::Error,
    page: include_str!("dropped-column.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    const INSTEAD: &str = "first release code that does not name it; then drop it in a migration of its own, after copying what has to be kept";
    if let Act::DropTable { table, .. } = &place.step.act {
        let missing = rebuilt(place, table).filter(|_| !place.is_new_table())?.missing;
        let names: Vec<String> = missing.iter().map(|name| format!("`{table}.{name}`")).collect();
        return (!missing.is_empty()).then(|| {
            let names = names.join(", ");
            Said::new(format!("the table that takes the place of `{table}` has no {names}"), INSTEAD)
        });
    }
    let Act::DropColumn { table, column, .. } = &place.step.act else { return None };
    (!place.is_new_table() && !place.script.is_new_column(table, column, place.at)).then(|| {
        Said::new(
            format!("`{table}.{column}` goes with all its values, and code that still reads it fails"),
            INSTEAD,
        )
    })
}
