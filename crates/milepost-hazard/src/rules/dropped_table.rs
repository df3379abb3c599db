//! Tables that go with their rows.

use milepost_document::Severity;

use super::rebuilt::rebuilt;
use crate::{Act, Check, Class, Kind, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "dropped-table",
    classes: &[Class::LossInUp, Class::Compatibility],
    severity: Severity::Error,
    page: include_str!("dropped-table.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let (what, name) = match &place.step.act {
        Act::DropTable { table, .. } if !place.is_new_table() => match rebuilt(place, table) {
            Some(made) if !made.is_filtered => return None,
            Some(_) => {
                return Some(Said::new(
                    format!("only some rows of `{table}` are taken over into the table that takes its place"),
                    "take all rows over, and delete what is too much in a migration of its own, after copying what has to be kept",
                ));
            }
            None => ("table", table),
        },
        Act::Drop { kind: Kind::Schema | Kind::Database, name, .. } => ("schema", name),
        _ => return None,
    };
    Some(Said::new(
        format!("the {what} `{name}` goes with everything in it, and code that still reads it fails"),
        "rename it first and drop it some releases later, or copy its rows to where they are kept",
    ))
}
