//! Labels that are used in the transaction that makes them.

use milepost_document::Severity;

use crate::{Act, Check, Class, Finding, Migration, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "enum-value-used",
    classes: &[Class::Transaction],
    severity: Severity::Error,
    page: include_str!("enum-value-used.md"),
    check: Check::Whole(look),
    squawk: &[],
};

fn look(migration: &Migration, found: &mut Vec<Finding>) {
    for (side, script) in migration.scripts() {
        let mut new: Vec<&str> = Vec::new();
        for statement in &script.statements {
            let text = script.text_of(statement.span);
            let used = new.iter().find(|value| text.contains(&format!("'{value}'")));
            if let Some(value) = used {
                let said = Said::new(
                    format!("the new label `{value}` cannot be used in the transaction that makes it"),
                    "use it in the next migration",
                );
                found.push(said.placed(&RULE, side, statement.span));
            }
            for step in &statement.steps {
                match &step.act {
                    Act::AddEnumValue { value, .. } => new.push(value),
                    Act::End => new.clear(),
                    _ => {}
                }
            }
        }
    }
}
