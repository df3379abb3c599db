//! Ways back in an order that cannot work.

use milepost_document::Severity;

use crate::{Act, Check, Class, Demand, Finding, Migration, Rule, Said, Side, Step};

pub(super) const RULE: Rule = Rule {
    id: "undone-out-of-order",
    classes: &[Class::Pair],
    severity: Severity::Error,
    page: include_str!("undone-out-of-order.md"),
    check: Check::Whole(look),
    squawk: &[],
};

fn look(migration: &Migration, found: &mut Vec<Finding>) {
    let Some(undo) = migration.undo() else { return };
    let steps: Vec<(usize, &Step)> = undo.steps().collect();
    for (number, (_, step)) in steps.iter().enumerate() {
        let Act::DropTable { table, cascade, .. } = &step.act else { continue };
        for (_, later) in &steps[number + 1..] {
            if let Some(why) = fails_without(migration, table, *cascade, &later.act) {
                let said = Said::new(
                    format!("the table `{table}` is dropped before {why}"),
                    "take back in reverse order: what came last goes first",
                );
                found.push(said.placed(&RULE, Side::Down, later.span));
            }
        }
    }
}

/// Why a step fails once a table is gone.
fn fails_without(migration: &Migration, table: &str, cascade: bool, act: &Act) -> Option<String> {
    if act.table() == Some(table) && !matches!(act, Act::CreateTable { .. } | Act::DropTable { .. }) {
        return Some("a statement that needs it".to_owned());
    }
    let up = &migration.up;
    match act {
        Act::DropIndex { name, if_exists: false, .. } => up.steps().find_map(|(_, step)| match &step.act {
            Act::CreateIndex { name: Some(own), table: of, .. } if own == name && of == table => {
                Some(format!("its index `{name}`, which goes with it"))
            }
            _ => None,
        }),
        Act::DropTable { table: other, .. } if !cascade => up.steps().find_map(|(_, step)| match &step.act {
            Act::CreateTable { table: own, references, .. }
                if own == other && references.iter().any(|one| one == table) =>
            {
                Some(format!("`{other}`, which refers to it"))
            }
            Act::AddConstraint { table: own, constraint }
                if own == other && constraint.demands == Demand::Foreign(table.to_owned()) =>
            {
                Some(format!("`{other}`, which refers to it"))
            }
            _ => None,
        }),
        _ => None,
    }
}
