//! Partitions that lock out everybody while they go.

use milepost_document::Severity;
use squawk_linter::Rule as Squawk;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "blocking-detach",
    classes: &[Class::Lock],
    severity: Severity::Warning,
    page: include_str!("blocking-detach.md"),
    check: Check::Both(look),
    squawk: &[Squawk::RequireConcurrentPartitionDetach],
};

fn look(place: Place<'_>) -> Option<Said> {
    if place.is_new_table() {
        return None;
    }
    match &place.step.act {
        Act::Detach { table, part, concurrently: false } => Some(Said::new(
            format!(
                "nobody can use `{table}` until the transaction that detaches `{part}` ends (ACCESS EXCLUSIVE lock)"
            ),
            "`DETACH PARTITION … CONCURRENTLY`, outside of a transaction",
        )),
        Act::Attach { table, part } if !place.script.is_new_table(part, place.at) => Some(Said::new(
            format!(
                "all rows of `{part}` are read while nobody can use it, unless a check on it says that they belong to `{table}`"
            ),
            "add such a check with `NOT VALID`, validate it, and then attach",
        )),
        _ => None,
    }
}
