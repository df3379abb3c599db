//! Indexes that keep writers out while they are built.

use milepost_document::Severity;
use squawk_linter::Rule as Squawk;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "blocking-index",
    classes: &[Class::Lock],
    severity: Severity::Warning,
    page: include_str!("blocking-index.md"),
    check: Check::Both(look),
    squawk: &[Squawk::RequireConcurrentIndexCreation],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::CreateIndex { table, concurrently: false, .. } = &place.step.act else { return None };
    (place.is_postgresql() && !place.is_new_table()).then(|| {
        Said::new(
            format!("nobody can write into `{table}` while the index is built (SHARE lock)"),
            "`CREATE INDEX CONCURRENTLY`, as the only statement of a migration that runs in no transaction",
        )
    })
}
