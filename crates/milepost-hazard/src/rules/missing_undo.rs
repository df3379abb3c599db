//! Migrations that go one way.

use milepost_document::Severity;

use crate::{Check, Class, Down, Finding, Migration, Rule, Said, Side};

pub(super) const RULE: Rule = Rule {
    id: "missing-undo",
    classes: &[Class::Pair],
    severity: Severity::Warning,
    page: include_str!("missing-undo.md"),
    check: Check::Whole(look),
    squawk: &[],
};

fn look(migration: &Migration, found: &mut Vec<Finding>) {
    let changes = migration.up.steps().find(|(_, step)| step.act.is_ddl() || step.act.is_dml());
    if let (Down::Missing, Some((_, first))) = (&migration.down, changes) {
        let said = Said::new(
            "nothing takes this migration back",
            "write the way back beside it, and rehearse it: `milepost rehearse`",
        );
        found.push(said.placed(&RULE, Side::Up, first.span));
    }
}
