//! Changes of which a failure leaves a half.

use milepost_document::Severity;

use crate::{Check, Class, Finding, Migration, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "half-applied",
    classes: &[Class::Transaction],
    severity: Severity::Warning,
    page: include_str!("half-applied.md"),
    check: Check::Whole(look),
    squawk: &[],
};

fn look(migration: &Migration, found: &mut Vec<Finding>) {
    if migration.engine.has_transactional_ddl() {
        return;
    }
    for (side, script) in migration.scripts() {
        let mut changes =
            script.statements.iter().filter(|one| one.steps.iter().any(|step| step.act.is_ddl()));
        if changes.next().is_none() {
            continue;
        }
        if let Some(second) = changes.next() {
            let said = Said::new(
                format!(
                    "{} commits each change of a schema: when this fails the one before it stays",
                    migration.engine
                ),
                "one change of the schema in a migration, or several in one `ALTER TABLE`",
            );
            found.push(said.placed(&RULE, side, second.span));
        }
    }
}
