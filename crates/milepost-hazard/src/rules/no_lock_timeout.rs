//! Locks that are waited for without an end.

use milepost_database::Engine;
use milepost_document::Severity;

use crate::{Act, Check, Class, Finding, Kind, Migration, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "no-lock-timeout",
    classes: &[Class::Lock],
    severity: Severity::Info,
    page: include_str!("no-lock-timeout.md"),
    check: Check::Whole(look),
    squawk: &[],
};

fn look(migration: &Migration, found: &mut Vec<Finding>) {
    if migration.engine != Engine::Postgresql {
        return;
    }
    for (side, script) in migration.scripts() {
        for (at, step) in script.steps() {
            if let Act::Setting { name, off: false } = &step.act
                && (name == "lock_timeout" || name == "statement_timeout")
            {
                break;
            }
            let known = &migration.base;
            let place = Place { migration, known, side, script, at, step };
            if locks(place) {
                let said = Said::new(
                    "this waits for a strong lock without an end, and everybody who comes after waits behind it",
                    "`SET LOCAL lock_timeout = '2s'` (`SET` outside of a transaction) before it, and another try when it fails",
                );
                found.push(said.placed(&RULE, side, step.span));
                break;
            }
        }
    }
}

/// Whether a step takes a lock that keeps out writers, on something that others use.
fn locks(place: Place<'_>) -> bool {
    match &place.step.act {
        Act::CreateTable { references, .. } => {
            references.iter().any(|table| !place.script.is_new_table(table, place.at))
        }
        Act::CreateIndex { concurrently: true, .. }
        | Act::DropIndex { concurrently: true, .. }
        | Act::Detach { concurrently: true, .. }
        | Act::Validate { .. }
        | Act::Insert { .. }
        | Act::Update { .. }
        | Act::Delete { .. } => false,
        Act::DropIndex { .. } | Act::Truncate { .. } | Act::Lock { .. } => !place.is_new_table(),
        Act::Drop { kind, .. } => {
            matches!(kind, Kind::View | Kind::MaterializedView | Kind::Trigger | Kind::Policy)
        }
        Act::Create { kind: Kind::Trigger | Kind::Policy, .. } => true,
        act => act.is_ddl() && act.table().is_some() && !place.is_new_table(),
    }
}
