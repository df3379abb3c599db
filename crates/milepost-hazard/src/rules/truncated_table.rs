//! Tables that lose all rows.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "truncated-table",
    classes: &[Class::LossInUp],
    severity: Severity::Error,
    page: include_str!("truncated-table.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::Truncate { table, cascade } = &place.step.act else { return None };
    if place.is_new_table() {
        return None;
    }
    let more = if *cascade { ", and every table that refers to it loses its own" } else { "" };
    Some(Said::new(
        format!("`{table}` loses all rows{more}"),
        "delete the rows that are not needed by a condition, after copying them",
    ))
}
