//! Tables that are locked by name.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "explicit-lock",
    classes: &[Class::Lock],
    severity: Severity::Warning,
    page: include_str!("explicit-lock.md"),
    check: Check::Both(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::Lock { table } = &place.step.act else { return None };
    (!place.is_new_table()).then(|| {
        Said::new(
            format!("`{table}` stays locked until the transaction ends"),
            "lock rows and not tables, or say the weakest mode that is enough, with a `lock_timeout`",
        )
    })
}
