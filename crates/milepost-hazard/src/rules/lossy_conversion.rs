//! Changes of a type that lose or refuse values.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said, types};

pub(super) const RULE: Rule = Rule {
    id: "lossy-conversion",
    classes: &[Class::Irreversible],
    severity: Severity::Warning,
    page: include_str!("lossy-conversion.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::ChangeType { table, column, to, using } = &place.step.act else { return None };
    if place.is_new_table() {
        return None;
    }
    let from = place.known.column(table, column).map(|known| known.ty.as_str());
    let loses = types::change(place.migration.engine, from, to).loses;
    let instead = "keep the old values: add a column of the new type, fill it, switch over, and drop the old one in a later release";
    match (loses, from) {
        (Some(false), _) if !using => None,
        (Some(false), _) => Some(Said::new(
            format!("`{table}.{column}` becomes what an expression says, and the old values are gone"),
            instead,
        )),
        (_, Some(from)) => Some(Said::new(
            format!(
                "values of `{table}.{column}` may not fit: from `{from}` to `{to}` they are refused, cut or rounded"
            ),
            instead,
        )),
        (_, None) => Some(Said::new(
            format!(
                "values of `{table}.{column}` may not fit into `{to}`: the type of before is not known here"
            ),
            instead,
        )),
    }
}
