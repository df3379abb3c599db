//! `ALTER TABLE`.

use squawk_syntax::ast::{self, AlterColumnOption, AlterTableAction, AstNode};

use super::{
    constraint::{column, constraint},
    read::span,
    words::{name, named, type_words, words},
};
use crate::{Act, Step};

/// What the actions of the statement do, each in its place.
pub(super) fn steps(node: &ast::AlterTable) -> Vec<Step> {
    let table = named(node.table_relation_name().as_ref().map(AstNode::syntax));
    let mut steps: Vec<Step> = Vec::new();
    for action in node.actions() {
        let Some(span) = span(action.syntax()) else { continue };
        steps.extend(act(&table, &action).map(|act| Step { span, act }));
    }
    if steps.is_empty()
        && let Some(span) = span(node.syntax())
    {
        // `ALTER TABLE ALL IN TABLESPACE …`
        steps.push(Step { span, act: Act::Opaque { what: "ALTER TABLE ALL".to_owned() } });
    }
    steps
}

fn act(table: &str, action: &AlterTableAction) -> Option<Act> {
    use AlterTableAction as A;
    let owned = || table.to_owned();
    let cascade =
        |behavior: Option<ast::DropBehavior>| matches!(behavior, Some(ast::DropBehavior::Cascade(_)));
    let rewrite = || Act::Rewrite { table: owned(), by: words(action.syntax()).to_uppercase() };
    Some(match action {
        A::AddColumn(add) => Act::AddColumn {
            table: owned(),
            column: column(add.column_name(), add.ty(), add.constraints()),
            if_not_exists: add.if_not_exists().is_some(),
        },
        A::AddConstraint(add) => {
            Act::AddConstraint { table: owned(), constraint: constraint(&add.constraint()?)? }
        }
        A::AlterColumn(alter) => {
            let column = named(alter.column_name_ref().as_ref().map(AstNode::syntax));
            alter_column(owned(), column, &alter.option()?)
        }
        A::DropColumn(drop) => Act::DropColumn {
            table: owned(),
            column: named(drop.column_name_ref().as_ref().map(AstNode::syntax)),
            if_exists: drop.if_exists().is_some(),
            cascade: cascade(drop.drop_behavior()),
        },
        A::DropConstraint(drop) => Act::DropConstraint {
            table: owned(),
            name: named(drop.constraint_name_ref().as_ref().map(AstNode::syntax)),
            if_exists: drop.if_exists().is_some(),
            cascade: cascade(drop.drop_behavior()),
        },
        A::ValidateConstraint(one) => Act::Validate {
            table: owned(),
            name: named(one.constraint_name_ref().as_ref().map(AstNode::syntax)),
        },
        A::RenameColumn(one) => Act::RenameColumn {
            table: owned(),
            column: named(one.column_name_ref().as_ref().map(AstNode::syntax)),
            to: named(one.column_name().as_ref().map(AstNode::syntax)),
        },
        A::TableRenameTo(one) => {
            Act::RenameTable { table: owned(), to: one.table_name().map(|to| name(to.syntax()))? }
        }
        A::AttachPartition(one) => {
            Act::Attach { table: owned(), part: named(one.table_name_ref().as_ref().map(AstNode::syntax)) }
        }
        A::DetachPartition(one) => Act::Detach {
            table: owned(),
            part: named(one.table_name_ref().as_ref().map(AstNode::syntax)),
            concurrently: one.detach_partition_option().is_some(),
        },
        A::SetLogged(_) | A::SetUnlogged(_) | A::SetAccessMethod(_) | A::SetTablespace(_) => rewrite(),
        A::OwnerTo(one) => Act::Owner {
            name: owned(),
            to: words(one.syntax()).rsplit(' ').next().unwrap_or_default().trim_matches('"').to_owned(),
            table: Some(owned()),
        },
        A::SetSchema(_) => Act::Other { what: "SET SCHEMA".to_owned(), table: Some(owned()) },
        other => Act::Other { what: words(other.syntax()).to_uppercase(), table: Some(owned()) },
    })
}

fn alter_column(table: String, column: String, option: &AlterColumnOption) -> Act {
    use AlterColumnOption as O;
    match option {
        O::SetType(set) => Act::ChangeType {
            table,
            column,
            to: set.ty().map(|ty| type_words(ty.syntax())).unwrap_or_default(),
            using: set.using_expr().is_some(),
        },
        O::SetNotNull(_) => Act::SetNotNull { table, column },
        O::DropNotNull(_) => Act::DropNotNull { table, column },
        O::SetDefault(_) => Act::SetDefault { table, column },
        O::DropDefault(_) => Act::DropDefault { table, column },
        O::Restart(_) => Act::SetSequence { name: format!("{table}.{column}") },
        O::SetExpression(_) => Act::Rewrite { table, by: "SET EXPRESSION".to_owned() },
        other => Act::Other { what: words(other.syntax()).to_uppercase(), table: Some(table) },
    }
}
