//! Tables that are written anew as a whole.

use milepost_database::Engine;
use milepost_document::Severity;
use squawk_linter::Rule as Squawk;

use crate::{Act, Check, Class, Default, Place, Rule, Said, types};

pub(super) const RULE: Rule = Rule {
    id: "table-rewrite",
    classes: &[Class::Lock],
    severity: Severity::Warning,
    page: include_str!("table-rewrite.md"),
    check: Check::Both(look),
    squawk: &[Squawk::AddingFieldWithDefault],
};

fn look(place: Place<'_>) -> Option<Said> {
    if place.is_new_table() {
        return None;
    }
    let instead = "add a column of the new form that may be empty, fill it in portions, and switch over";
    let locked = match place.migration.engine {
        Engine::Postgresql => "is written anew while nobody can use it (ACCESS EXCLUSIVE lock)",
        Engine::Mariadb => "is copied while nobody can write into it",
        Engine::Sqlite => "is written anew while nobody else can write into the database",
    };
    match &place.step.act {
        Act::Rewrite { table, by } => Some(Said::new(
            format!("`{table}` {locked}: `{by}`"),
            "do it in a window for upkeep, or copy into a new table in portions",
        )),
        Act::AddColumn { table, column, .. } if place.is_postgresql() => {
            let why = if column.numbered {
                "each row gets a number"
            } else if column.stored {
                "each row gets a computed value"
            } else if column.default == Default::Volatile {
                "the default may be another value for each row"
            } else {
                return None;
            };
            Some(Said::new(format!("`{table}` {locked}: {why} in `{}`", column.name), instead))
        }
        Act::AddColumn { table, column, .. } if column.stored => Some(Said::new(
            format!("`{table}` {locked}: each row gets a computed value in `{}`", column.name),
            instead,
        )),
        Act::ChangeType { table, column, to, using } => {
            let from = place.known.column(table, column).map(|known| known.ty.as_str());
            match types::change(place.migration.engine, from, to).rewrites {
                Some(false) if !using => None,
                None => Some(Said::new(
                    format!("`{table}` {locked} unless the old type of `{column}` is stored as `{to}` is"),
                    instead,
                )),
                Some(_) => Some(Said::new(format!("`{table}` {locked}: `{column}` becomes `{to}`"), instead)),
            }
        }
        _ => None,
    }
}
