//! Statements that could not be read.

use milepost_document::Severity;

use crate::{Check, Class, Finding, Migration, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "unparsed",
    classes: &[Class::Unknown],
    severity: Severity::Warning,
    page: include_str!("unparsed.md"),
    check: Check::Whole(look),
    squawk: &[],
};

fn look(migration: &Migration, found: &mut Vec<Finding>) {
    for (side, script) in migration.scripts() {
        for statement in &script.statements {
            let Some(error) = &statement.error else { continue };
            let said = Said::new(
                format!(
                    "`{}` cannot be read as {}, so nothing is said of it: {error}",
                    script.head_of(statement.span),
                    migration.engine
                ),
                "look at it by hand, and rehearse it: `milepost rehearse`; `--engine` says for which engine it is written",
            );
            found.push(said.placed(&RULE, side, statement.span));
        }
    }
}
