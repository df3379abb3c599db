//! Changes that the way back leaves.

use milepost_document::Severity;

use super::pair;
use crate::{Act, Check, Class, Finding, Migration, Rule, Said, Side, Step};

pub(super) const RULE: Rule = Rule {
    id: "not-undone",
    classes: &[Class::Pair],
    severity: Severity::Warning,
    page: include_str!("not-undone.md"),
    check: Check::Whole(look),
    squawk: &[],
};

fn look(migration: &Migration, found: &mut Vec<Finding>) {
    let Some(undo) = migration.undo() else { return };
    // Of what could not be read nobody knows what it takes back, and that is told already.
    let is_clear = undo.statements.iter().all(|one| one.error.is_none())
        && !undo.steps().any(|(_, step)| matches!(step.act, Act::Opaque { .. }));
    let is_empty = !undo.steps().any(|(_, step)| step.act.is_ddl() || step.act.is_dml());
    if !is_clear || is_empty {
        return;
    }
    for (at, step) in migration.up.steps() {
        let on = match &step.act {
            Act::Grant(right) | Act::Revoke(right) => Some(right.on.as_str()),
            act => act.table(),
        };
        let is_new = on.is_some_and(|table| migration.up.is_new_table(table, at));
        if is_new || pair::needs_no_undo(&step.act) || is_passing(migration, at, step) {
            continue;
        }
        if !undo.steps().any(|(_, back)| pair::undoes(&back.act, &step.act, migration.up.text_of(step.span)))
        {
            let said = Said::new(
                format!("the way back does not take `{}` back", migration.up.head_of(step.span)),
                pair::how(&step.act),
            );
            // A statement that gives several rights is told of once.
            let one = said.placed(&RULE, Side::Up, step.span);
            if found.last().is_none_or(|last: &Finding| last.rule != one.rule || last.span != one.span) {
                found.push(one);
            }
        }
    }
}

/// Whether the same script takes it back itself.
fn is_passing(migration: &Migration, at: usize, step: &Step) -> bool {
    let text = migration.up.text_of(step.span);
    migration.up.steps().any(|(later, other)| later > at && pair::undoes(&other.act, &step.act, text))
}
