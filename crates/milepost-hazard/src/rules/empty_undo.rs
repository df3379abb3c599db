//! Ways back that do nothing.

use milepost_document::Severity;
use milepost_document::Span;

use crate::{Act, Check, Class, Finding, Migration, Rule, Said, Script, Side};

pub(super) const RULE: Rule = Rule {
    id: "empty-undo",
    classes: &[Class::Pair],
    severity: Severity::Error,
    page: include_str!("empty-undo.md"),
    check: Check::Whole(look),
    squawk: &[],
};

fn look(migration: &Migration, found: &mut Vec<Finding>) {
    let Some(undo) = migration.undo() else { return };
    let does = |script: &Script| {
        script.statements.iter().any(|one| one.error.is_some())
            || script
                .steps()
                .any(|(_, step)| !matches!(step.act, Act::Read | Act::Setting { .. } | Act::Begin | Act::End))
    };
    if does(&migration.up) && !does(undo) {
        let span = undo.statements.first().map_or(Span::default(), |one| one.span);
        let said = Said::new(
            "the way back does nothing: the tool will say that it went well",
            "write what takes each statement back, in reverse order",
        );
        found.push(said.placed(&RULE, Side::Down, span));
    }
}
