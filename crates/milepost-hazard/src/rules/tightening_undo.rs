//! Ways back that refuse what was written since.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said, types};

pub(super) const RULE: Rule = Rule {
    id: "tightening-undo",
    classes: &[Class::LossInDown],
    severity: Severity::Warning,
    page: include_str!("tightening-undo.md"),
    check: Check::Down(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let instead = "let the way back first put right or copy the rows that do not fit";
    if place.is_new_table() {
        return None;
    }
    match &place.step.act {
        Act::SetNotNull { table, column } if !fills(place, table, column) => Some(Said::new(
            format!("the way back fails when a row written since has nothing in `{table}.{column}`"),
            instead,
        )),
        Act::AddConstraint { table, constraint } if !constraint.not_valid => Some(Said::new(
            format!(
                "the way back fails when a row of `{table}` written since breaks the constraint `{}`",
                constraint.name.as_deref().unwrap_or(&constraint.text)
            ),
            instead,
        )),
        Act::CreateIndex { table, unique: true, .. } => Some(Said::new(
            format!("the way back fails when `{table}` has got the same value twice since"),
            instead,
        )),
        Act::ChangeType { table, column, to, .. } => {
            let from = place.migration.up.steps().find_map(|(_, step)| match &step.act {
                Act::ChangeType { table: own, column: same, to, .. } if own == table && same == column => {
                    Some(to.as_str())
                }
                _ => None,
            });
            (types::change(place.migration.engine, from, to).loses != Some(false)).then(|| {
                Said::new(
                    format!("values written into `{table}.{column}` since may not fit into `{to}`"),
                    instead,
                )
            })
        }
        _ => None,
    }
}

fn fills(place: Place<'_>, table: &str, column: &str) -> bool {
    place.script.steps().take_while(|(at, _)| *at < place.at).any(|(_, step)| {
        matches!(&step.act, Act::Update { table: own, columns, .. } if own == table && columns.iter().any(|one| one == column))
    })
}
