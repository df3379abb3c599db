//! What takes what back.

use crate::{Act, Demand, Kind};

/// Whether a way back has nothing to do about it.
pub(super) fn needs_no_undo(act: &Act) -> bool {
    match act {
        Act::Rewrite { .. }
        | Act::Truncate { .. }
        | Act::Delete { .. }
        | Act::Update { .. }
        | Act::Reindex { .. }
        | Act::Refresh { .. }
        | Act::Validate { .. }
        | Act::AddEnumValue { .. }
        | Act::Opaque { .. }
        | Act::Untransactional { .. } => true,
        Act::Other { table, .. } => table.is_none(),
        Act::Insert { replaces, .. } => *replaces,
        act => !act.is_ddl() && !act.is_dml(),
    }
}

/// Whether a step of the way back takes a step of the way there back. `text` is the text of the step there.
pub(super) fn undoes(back: &Act, there: &Act, text: &str) -> bool {
    // What stands on a table or a column goes with it.
    match back {
        Act::DropTable { table, .. } if there.table() == Some(table) => return true,
        Act::DropTable { table, .. } if matches!(there, Act::Grant(right) if same(&right.on, table)) => {
            return true;
        }
        Act::DropColumn { table, column, .. } if there.table() == Some(table) && mentions(text, column) => {
            if matches!(
                there,
                Act::CreateIndex { .. }
                    | Act::AddConstraint { .. }
                    | Act::SetNotNull { .. }
                    | Act::SetDefault { .. }
            ) {
                return true;
            }
        }
        Act::Drop { kind: Kind::Schema, name, .. } => {
            let inside =
                |own: &str| own.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('.'));
            if there.table().is_some_and(inside)
                || matches!(there, Act::Create { name: own, .. } if inside(own))
            {
                return true;
            }
        }
        _ => {}
    }
    match (there, back) {
        (Act::CreateTable { table, .. }, Act::RenameTable { table: own, .. })
        | (Act::DropTable { table, .. }, Act::CreateTable { table: own, .. })
        | (Act::Insert { table, .. }, Act::Delete { table: own, .. } | Act::Truncate { table: own, .. }) => {
            table == own
        }
        (Act::RenameTable { table, to }, Act::RenameTable { table: from, to: back }) => {
            table == back && to == from
        }
        (Act::AddColumn { table, column, .. }, Act::DropColumn { table: own, column: name, .. }) => {
            table == own && column.name == *name
        }
        (Act::DropColumn { table, column, .. }, Act::AddColumn { table: own, column: new, .. }) => {
            table == own && new.name == *column
        }
        (
            Act::RenameColumn { table, column, to },
            Act::RenameColumn { table: own, column: from, to: back },
        ) => table == own && column == back && to == from,
        (Act::ChangeType { table, column, .. }, Act::ChangeType { table: own, column: same, .. })
        | (
            Act::SetNotNull { table, column },
            Act::DropNotNull { table: own, column: same } | Act::ChangeType { table: own, column: same, .. },
        )
        | (Act::DropNotNull { table, column }, Act::SetNotNull { table: own, column: same })
        | (
            Act::SetDefault { table, column } | Act::DropDefault { table, column },
            Act::SetDefault { table: own, column: same } | Act::DropDefault { table: own, column: same },
        ) => table == own && column == same,
        (Act::AddConstraint { table, constraint }, Act::DropConstraint { table: own, name, .. }) => {
            table == own
                && constraint.name.as_ref().is_none_or(|known| {
                    known == name || constraint.demands == Demand::Primary && name.is_empty()
                })
        }
        (Act::AddConstraint { table, constraint }, Act::DropNotNull { table: own, column }) => {
            table == own && constraint.demands == Demand::NotNull(column.clone())
        }
        // MariaDB keeps a unique constraint as an index.
        (Act::AddConstraint { constraint, .. }, Act::DropIndex { name, .. }) => {
            constraint.name.as_ref().is_none_or(|known| known == name)
        }
        (Act::DropConstraint { table, name, .. }, Act::AddConstraint { table: own, constraint }) => {
            table == own && (constraint.name.as_ref() == Some(name) || constraint.name.is_none())
        }
        (Act::CreateIndex { name, table, .. }, Act::DropIndex { name: own, .. }) => match name {
            Some(name) => last(name) == last(own),
            None => own.starts_with(last(table)),
        },
        (Act::DropIndex { name, .. }, Act::CreateIndex { name: own, .. }) => {
            own.as_deref().map(last) == Some(last(name))
        }
        (Act::Create { kind, name, or_replace, .. }, Act::Drop { kind: other, name: own, .. }) => {
            kind == other && same(name, own) || *or_replace && same(name, own)
        }
        (Act::Create { name, or_replace: true, .. }, Act::Create { name: own, .. })
        | (Act::Drop { name, .. }, Act::Create { name: own, .. })
        | (Act::Owner { name, .. }, Act::Drop { name: own, .. }) => same(name, own),
        (Act::Attach { table, part }, Act::Detach { table: own, part: same, .. })
        | (Act::Detach { table, part, .. }, Act::Attach { table: own, part: same }) => {
            table == own && part == same
        }
        (Act::Grant(there), Act::Revoke(back)) | (Act::Revoke(there), Act::Grant(back)) => {
            let is_all = |what: &str| what.starts_with("all");
            same(&there.on, &back.on)
                && there.who == back.who
                && (there.what == back.what || is_all(&there.what) || is_all(&back.what))
        }
        (Act::Grant(there), Act::Drop { kind, name, .. }) => {
            same(&there.on, name) || *kind == Kind::Role && (there.who == *name || there.what == *name)
        }
        (Act::Owner { name, to, .. }, Act::Owner { name: own, to: back, .. }) => {
            same(name, own) && to != back
        }
        (Act::Owner { .. }, Act::Other { what, table: None }) => what.starts_with("REASSIGN OWNED"),
        (Act::Other { table: Some(table), .. }, Act::Other { table: Some(own), .. }) => table == own,
        _ => false,
    }
}

/// Whether two steps are about the same object.
pub(super) fn touches(there: &Act, back: &Act) -> bool {
    if undoes(back, there, "") {
        return true;
    }
    let names = names(there);
    match back {
        Act::DropTable { table, .. } => {
            matches!(there, Act::CreateTable { table: own, .. } | Act::RenameTable { to: own, .. } if own == table)
        }
        Act::DropColumn { table, column, .. } => match there {
            Act::AddColumn { table: own, column: new, .. } => table == own && new.name == *column,
            Act::RenameColumn { table: own, column: from, to } => {
                table == own && (from == column || to == column)
            }
            Act::ChangeType { table: own, column: same, .. } => table == own && same == column,
            _ => false,
        },
        Act::DropIndex { name, .. } | Act::Drop { name, .. } => names.iter().any(|own| same(own, name)),
        Act::Create { name, .. } => {
            // The way back of a drop with `CASCADE` makes anew what went with it.
            names.iter().any(|own| same(own, name)) || cascades(there)
        }
        Act::Other { table: None, .. } | Act::Insert { .. } | Act::Refresh { .. } | Act::Reindex { .. } => {
            true
        }
        back => back.table().is_none_or(|table| names.contains(&table)) || cascades(there),
    }
}

fn cascades(act: &Act) -> bool {
    matches!(
        act,
        Act::DropTable { cascade: true, .. }
            | Act::DropColumn { cascade: true, .. }
            | Act::DropConstraint { cascade: true, .. }
            | Act::Drop { cascade: true, .. }
    )
}

fn names(act: &Act) -> Vec<&str> {
    let mut names: Vec<&str> = act.table().into_iter().collect();
    match act {
        Act::RenameTable { to, .. } => names.push(to),
        Act::Create { name, .. }
        | Act::Drop { name, .. }
        | Act::DropIndex { name, .. }
        | Act::CreateIndex { name: Some(name), .. }
        | Act::AddEnumValue { name, .. } => names.push(name),
        Act::AddConstraint { constraint, .. } => {
            names.extend(constraint.name.as_deref());
            if let Demand::Foreign(table) = &constraint.demands {
                names.push(table);
            }
        }
        Act::Attach { part, .. } | Act::Detach { part, .. } => names.push(part),
        Act::Refresh { view, .. } => names.push(view),
        _ => {}
    }
    names
}

/// What a way back would say.
pub(super) fn how(act: &Act) -> String {
    match act {
        Act::CreateTable { table, .. } => format!("`DROP TABLE {table}`"),
        Act::AddColumn { table, column, .. } => format!("`ALTER TABLE {table} DROP COLUMN {}`", column.name),
        Act::RenameTable { table, to } => format!("`ALTER TABLE {to} RENAME TO {table}`"),
        Act::RenameColumn { table, column, to } => {
            format!("`ALTER TABLE {table} RENAME COLUMN {to} TO {column}`")
        }
        Act::CreateIndex { name: Some(name), .. } => format!("`DROP INDEX {name}`"),
        Act::SetNotNull { table, column } => {
            format!("`ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL`")
        }
        Act::AddConstraint { table, constraint } if constraint.name.is_some() => {
            format!(
                "`ALTER TABLE {table} DROP CONSTRAINT {}`",
                constraint.name.as_deref().unwrap_or_default()
            )
        }
        Act::Create { kind, name, .. } => format!("`DROP {} {name}`", kind.words().to_uppercase()),
        Act::Grant(right) if right.on.is_empty() => format!("`REVOKE {} FROM {}`", right.what, right.who),
        Act::Grant(right) => {
            format!("`REVOKE {} ON {} FROM {}`", right.what.to_uppercase(), right.on, right.who)
        }
        Act::Revoke(right) => format!("grant {} what was taken", right.who),
        Act::Owner { name, .. } => format!("give `{name}` back to whom it belonged"),
        _ => "write the statement that brings back what was there before".to_owned(),
    }
}

fn mentions(text: &str, column: &str) -> bool {
    text.to_lowercase()
        .split(|sign: char| !(sign.is_alphanumeric() || sign == '_'))
        .any(|word| word == column.to_lowercase())
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn same(one: &str, other: &str) -> bool {
    one == other || last(one) == last(other) && (!one.contains('.') || !other.contains('.'))
}
