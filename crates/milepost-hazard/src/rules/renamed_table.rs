//! Tables that old code does not find any more.

use milepost_document::Severity;

use crate::{Act, Check, Class, Kind, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "renamed-table",
    classes: &[Class::Compatibility],
    severity: Severity::Error,
    page: include_str!("renamed-table.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::RenameTable { table, to } = &place.step.act else { return None };
    let took_its_place = place
        .script
        .steps()
        .take_while(|(at, _)| *at < place.at)
        .any(|(_, step)| matches!(&step.act, Act::DropTable { table: own, .. } if own == to));
    (!place.is_new_table() && !took_its_place && !is_replaced(place, table)).then(|| {
        Said::new(
            format!("code that reads `{table}` fails from the moment on that it is called `{to}`"),
            "leave a view with the old name until nobody reads it: `CREATE VIEW old AS SELECT * FROM new` in the same transaction",
        )
    })
}

/// Whether a view takes the old name in the same script.
fn is_replaced(place: Place<'_>, table: &str) -> bool {
    place.script.steps().any(|(at, step)| {
        at > place.at && matches!(&step.act, Act::Create { kind: Kind::View, name, .. } if name == table)
    })
}
