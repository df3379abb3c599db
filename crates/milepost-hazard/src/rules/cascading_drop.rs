//! Drops that take unnamed objects with them.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "cascading-drop",
    classes: &[Class::Irreversible],
    severity: Severity::Error,
    page: include_str!("cascading-drop.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let what = match &place.step.act {
        Act::DropTable { table, cascade: true, .. } => format!("table `{table}`"),
        Act::DropColumn { table, column, cascade: true, .. } => format!("column `{table}.{column}`"),
        Act::DropConstraint { name, cascade: true, .. } => format!("constraint `{name}`"),
        Act::DropIndex { name, cascade: true, .. } => format!("index `{name}`"),
        Act::Drop { kind, name, cascade: true, .. } => format!("{} `{name}`", kind.words()),
        _ => return None,
    };
    // MariaDB and SQLite read the word and do nothing.
    place.is_postgresql().then(|| {
        Said::new(
            format!("`CASCADE` takes along whatever rests on the {what}: nobody names it, and no way back knows it"),
            "leave `CASCADE` out, and drop by name what the error lists",
        )
    })
}
