//! Constraints that are held against all rows while others wait.

use milepost_document::Severity;
use squawk_linter::Rule as Squawk;

use crate::{Act, Check, Class, Default, Demand, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "validating-constraint",
    classes: &[Class::Lock],
    severity: Severity::Warning,
    page: include_str!("validating-constraint.md"),
    check: Check::Both(look),
    squawk: &[Squawk::ConstraintMissingNotValid, Squawk::AddingForeignKeyConstraint],
};

fn look(place: Place<'_>) -> Option<Said> {
    if !place.is_postgresql() || place.is_new_table() {
        return None;
    }
    let (table, other) = match &place.step.act {
        Act::AddConstraint { table, constraint } if !constraint.not_valid => match &constraint.demands {
            Demand::Foreign(other) => (table, Some(other.as_str())),
            Demand::Check => (table, None),
            _ => return None,
        },
        // A column that is added empty refers to nothing; one with a default is read as a whole.
        Act::AddColumn { table, column, .. }
            if column.default != Default::None && (column.references.is_some() || column.checked) =>
        {
            (table, column.references.as_deref())
        }
        Act::Validate { table, name } => {
            let in_same = place.script.steps().take_while(|(at, _)| *at < place.at).any(|(_, step)| {
                matches!(&step.act, Act::AddConstraint { table: own, constraint } if own == table && constraint.name.as_ref() == Some(name))
            });
            return in_same.then(|| {
                Said::new(
                    format!("all rows of `{table}` are read while the lock of adding `{name}` is still held"),
                    "`VALIDATE CONSTRAINT` in a migration of its own, after the one that adds it is committed",
                )
            });
        }
        _ => return None,
    };
    let message = match other {
        Some(other) => format!(
            "all rows of `{table}` are read while nobody can write into it or into `{other}` (SHARE ROW EXCLUSIVE lock on both)"
        ),
        None => format!("all rows of `{table}` are read while nobody can use it (ACCESS EXCLUSIVE lock)"),
    };
    Some(Said::new(
        message,
        "add it with `NOT VALID`, and `VALIDATE CONSTRAINT` in a later migration: that lets readers and writers go on",
    ))
}
