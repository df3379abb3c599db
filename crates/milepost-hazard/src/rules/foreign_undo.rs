//! Ways back that touch what the way there did not.

use milepost_document::Severity;

use super::pair;
use crate::{Act, Check, Class, Finding, Migration, Rule, Said, Side};

pub(super) const RULE: Rule = Rule {
    id: "foreign-undo",
    classes: &[Class::Pair],
    severity: Severity::Error,
    page: include_str!("foreign-undo.md"),
    check: Check::Whole(look),
    squawk: &[],
};

fn look(migration: &Migration, found: &mut Vec<Finding>) {
    let Some(undo) = migration.undo() else { return };
    let is_clear = migration.up.statements.iter().all(|one| one.error.is_none())
        && !migration.up.steps().any(|(_, step)| matches!(step.act, Act::Opaque { .. }));
    if !is_clear {
        return;
    }
    for (at, step) in undo.steps() {
        let is_own = step.act.table().is_some_and(|table| undo.is_new_table(table, at));
        let acts = step.act.is_ddl() || step.act.is_dml();
        if acts && !is_own && !migration.up.steps().any(|(_, there)| pair::touches(&there.act, &step.act)) {
            let said = Said::new(
                format!("the way there does not touch what `{}` changes", undo.head_of(step.span)),
                "take out of the way back what belongs to another migration",
            );
            found.push(said.placed(&RULE, Side::Down, step.span));
        }
    }
}
