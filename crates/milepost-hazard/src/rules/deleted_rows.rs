//! Rows that go.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "deleted-rows",
    classes: &[Class::LossInUp],
    severity: Severity::Warning,
    page: include_str!("deleted-rows.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::Delete { table, filtered } = &place.step.act else { return None };
    if place.is_new_table() {
        return None;
    }
    let instead = "copy the rows first: `CREATE TABLE kept AS SELECT … WHERE …` with the same condition";
    Some(if *filtered {
        Said::new(format!("rows of `{table}` go for good"), instead)
    } else {
        Said::new(format!("all rows of `{table}` go: there is no condition"), instead).at(Severity::Error)
    })
}
