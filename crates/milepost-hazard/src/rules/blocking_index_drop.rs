//! Indexes that lock out everybody while they go.

use milepost_document::Severity;
use squawk_linter::Rule as Squawk;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "blocking-index-drop",
    classes: &[Class::Lock],
    severity: Severity::Warning,
    page: include_str!("blocking-index-drop.md"),
    check: Check::Both(look),
    squawk: &[Squawk::RequireConcurrentIndexDeletion],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::DropIndex { name, concurrently: false, .. } = &place.step.act else { return None };
    let is_new = place.script.steps().take_while(|(at, _)| *at < place.at).any(|(at, step)| {
        matches!(&step.act, Act::CreateIndex { name: Some(own), table, .. } if own == name && place.script.is_new_table(table, at))
    });
    (place.is_postgresql() && !is_new).then(|| {
        Said::new(
            format!("nobody can read or write the table of `{name}` until the transaction ends (ACCESS EXCLUSIVE lock)"),
            "`DROP INDEX CONCURRENTLY`, as the only statement of a migration that runs in no transaction",
        )
    })
}
