//! Views that nobody can read while they are made anew.

use milepost_document::Severity;

use crate::{Act, Check, Class, Kind, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "blocking-refresh",
    classes: &[Class::Lock],
    severity: Severity::Warning,
    page: include_str!("blocking-refresh.md"),
    check: Check::Both(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::Refresh { view, concurrently: false } = &place.step.act else { return None };
    let is_new = place.script.steps().take_while(|(at, _)| *at < place.at).any(
        |(_, step)| matches!(&step.act, Act::Create { kind: Kind::MaterializedView, name, .. } if name == view),
    );
    (!is_new).then(|| {
        Said::new(
            format!("nobody can read `{view}` until it is made anew (ACCESS EXCLUSIVE lock)"),
            "`REFRESH MATERIALIZED VIEW CONCURRENTLY`, which needs a unique index on the view",
        )
    })
}
