//! Indexes that are built anew while others wait.

use milepost_document::Severity;
use squawk_linter::Rule as Squawk;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "blocking-reindex",
    classes: &[Class::Lock],
    severity: Severity::Warning,
    page: include_str!("blocking-reindex.md"),
    check: Check::Both(look),
    squawk: &[Squawk::RequireConcurrentReindex],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::Reindex { name, concurrently: false } = &place.step.act else { return None };
    place.is_postgresql().then(|| {
        Said::new(
            format!("nobody can write while `{name}` is built anew, and readers of the index wait (SHARE and ACCESS EXCLUSIVE locks)"),
            "`REINDEX … CONCURRENTLY`, outside of a transaction",
        )
    })
}
