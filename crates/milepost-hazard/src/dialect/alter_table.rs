//! `ALTER TABLE`, and columns.

use milepost_database::Engine;
use sqlparser::ast::{
    AlterColumnOperation, AlterTable, AlterTableOperation as Op, ColumnDef, ColumnOption, DropBehavior,
    ReferentialAction, RenameTableNameKind, TableConstraint,
};

use super::names::{ident, object, ty};
use crate::{Act, Column, Constraint, Default, Demand};

/// What the operations of the statement do.
pub(super) fn acts(engine: Engine, alter: &AlterTable) -> Vec<Act> {
    let table = object(engine, &alter.name);
    alter.operations.iter().flat_map(|operation| act(engine, &table, operation)).collect()
}

fn act(engine: Engine, table: &str, operation: &Op) -> Vec<Act> {
    let owned = || table.to_owned();
    let cascades = |behavior: &Option<DropBehavior>| *behavior == Some(DropBehavior::Cascade);
    vec![match operation {
        Op::AddColumn { column_def, if_not_exists, .. } => Act::AddColumn {
            table: owned(),
            column: column(engine, column_def),
            if_not_exists: *if_not_exists,
        },
        Op::AddConstraint { constraint: TableConstraint::Index(index), .. } => Act::CreateIndex {
            name: index.name.as_ref().map(ident),
            table: owned(),
            unique: false,
            concurrently: false,
            if_not_exists: false,
        },
        Op::AddConstraint { constraint: TableConstraint::FulltextOrSpatial(_), .. } => {
            Act::Rewrite { table: owned(), by: "ADD FULLTEXT or SPATIAL INDEX".to_owned() }
        }
        Op::AddConstraint { constraint: own, not_valid } => {
            Act::AddConstraint { table: owned(), constraint: constraint(engine, own, *not_valid) }
        }
        Op::DropColumn { column_names, if_exists, drop_behavior, .. } => {
            return column_names
                .iter()
                .map(|name| Act::DropColumn {
                    table: owned(),
                    column: ident(name),
                    if_exists: *if_exists,
                    cascade: cascades(drop_behavior),
                })
                .collect();
        }
        Op::DropConstraint { name, if_exists, drop_behavior } => Act::DropConstraint {
            table: owned(),
            name: ident(name),
            if_exists: *if_exists,
            cascade: cascades(drop_behavior),
        },
        Op::DropForeignKey { name, .. } => {
            Act::DropConstraint { table: owned(), name: ident(name), if_exists: false, cascade: false }
        }
        Op::DropPrimaryKey { .. } => {
            Act::DropConstraint { table: owned(), name: String::new(), if_exists: false, cascade: false }
        }
        Op::DropIndex { name } => {
            Act::DropIndex { name: ident(name), concurrently: false, if_exists: false, cascade: false }
        }
        Op::RenameColumn { old_column_name, new_column_name } => {
            Act::RenameColumn { table: owned(), column: ident(old_column_name), to: ident(new_column_name) }
        }
        Op::RenameTable { table_name } => {
            let (RenameTableNameKind::As(to) | RenameTableNameKind::To(to)) = table_name;
            Act::RenameTable { table: owned(), to: object(engine, to) }
        }
        Op::ChangeColumn { old_name, new_name, data_type, options, .. } => {
            let mut all = modify(owned(), ident(old_name), ty(data_type), options);
            if !old_name.value.eq_ignore_ascii_case(&new_name.value) {
                all.push(Act::RenameColumn { table: owned(), column: ident(old_name), to: ident(new_name) });
            }
            return all;
        }
        Op::ModifyColumn { col_name, data_type, options, .. } => {
            return modify(owned(), ident(col_name), ty(data_type), options);
        }
        Op::AlterColumn { column_name, op } => {
            let column = ident(column_name);
            match op {
                AlterColumnOperation::SetNotNull => Act::SetNotNull { table: owned(), column },
                AlterColumnOperation::DropNotNull => Act::DropNotNull { table: owned(), column },
                AlterColumnOperation::SetDefault { .. } => Act::SetDefault { table: owned(), column },
                AlterColumnOperation::DropDefault => Act::DropDefault { table: owned(), column },
                AlterColumnOperation::SetDataType { data_type, using, .. } => {
                    Act::ChangeType { table: owned(), column, to: ty(data_type), using: using.is_some() }
                }
                AlterColumnOperation::AddGenerated { .. } => {
                    Act::Other { what: "ADD GENERATED".to_owned(), table: Some(owned()) }
                }
            }
        }
        other => {
            let words = other.to_string();
            let what = words.split_whitespace().take(3).collect::<Vec<_>>().join(" ").to_uppercase();
            Act::Other { what, table: Some(owned()) }
        }
    }]
}

/// `MODIFY` says the whole column anew.
fn modify(table: String, column: String, to: String, options: &[ColumnOption]) -> Vec<Act> {
    let mut all = vec![Act::ChangeType { table: table.clone(), column: column.clone(), to, using: false }];
    if options.iter().any(|option| matches!(option, ColumnOption::NotNull)) {
        all.push(Act::SetNotNull { table, column });
    }
    all
}

/// A column with its options.
pub(super) fn column(engine: Engine, definition: &ColumnDef) -> Column {
    let mut own =
        Column { name: ident(&definition.name), ty: ty(&definition.data_type), ..Column::default() };
    for option in &definition.options {
        match &option.option {
            ColumnOption::NotNull => own.not_null = true,
            ColumnOption::Default(value) => {
                let text = value.to_string();
                own.default =
                    if text.eq_ignore_ascii_case("null") { Default::None } else { Default::of(&text) };
            }
            ColumnOption::PrimaryKey(_) => (own.unique, own.not_null) = (true, true),
            ColumnOption::Unique(_) => own.unique = true,
            ColumnOption::Check(_) => own.checked = true,
            ColumnOption::ForeignKey(key) => {
                own.references = Some(object(engine, &key.foreign_table));
                own.cascades = key.on_delete == Some(ReferentialAction::Cascade);
            }
            ColumnOption::Generated { .. } => {
                own.stored = option.option.to_string().to_lowercase().contains("stored");
            }
            other if other.to_string().to_lowercase().contains("auto_increment") => own.numbered = true,
            _ => {}
        }
    }
    own
}

fn constraint(engine: Engine, own: &TableConstraint, not_valid: bool) -> Constraint {
    let (name, demands, cascades) = match own {
        TableConstraint::Unique(one) => (one.name.as_ref(), Demand::Unique, false),
        TableConstraint::PrimaryKey(one) => (one.name.as_ref(), Demand::Primary, false),
        TableConstraint::ForeignKey(one) => (
            one.name.as_ref(),
            Demand::Foreign(object(engine, &one.foreign_table)),
            one.on_delete == Some(ReferentialAction::Cascade),
        ),
        TableConstraint::Check(one) => (one.name.as_ref(), Demand::Check, false),
        _ => (None, Demand::Check, false),
    };
    Constraint {
        name: name.map(ident),
        demands,
        not_valid,
        using_index: false,
        cascades,
        text: own.to_string().to_lowercase(),
    }
}

/// What a constraint of a new table refers to.
pub(super) fn reference(engine: Engine, own: &TableConstraint) -> Option<String> {
    match own {
        TableConstraint::ForeignKey(one) => Some(object(engine, &one.foreign_table)),
        _ => None,
    }
}
