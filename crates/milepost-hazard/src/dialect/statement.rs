//! Whole statements.

use milepost_database::Engine;
use sqlparser::ast::{
    AssignmentTarget, FromTable, ObjectType, SetExpr, SqliteOnConflict, Statement, TableFactor, TableObject,
    TableWithJoins,
};

use super::{
    alter_table::{self, column, reference},
    names::{ident, object},
};
use crate::{Act, Kind, head};

/// What a statement does; `words` are its words in small letters.
pub(super) fn acts(engine: Engine, statement: &Statement, words: &str) -> Vec<Act> {
    match statement {
        Statement::AlterTable(alter) => alter_table::acts(engine, alter),
        Statement::CreateTable(create) if create.temporary => vec![Act::Read],
        Statement::CreateTable(create) => {
            let columns: Vec<_> = create.columns.iter().map(|own| column(engine, own)).collect();
            let mut references: Vec<String> =
                columns.iter().filter_map(|own| own.references.clone()).collect();
            references.extend(create.constraints.iter().filter_map(|own| reference(engine, own)));
            vec![Act::CreateTable {
                table: object(engine, &create.name),
                if_not_exists: create.if_not_exists || create.or_replace,
                columns,
                references,
            }]
        }
        Statement::CreateVirtualTable { name, if_not_exists, .. } => vec![Act::CreateTable {
            table: object(engine, name),
            if_not_exists: *if_not_exists,
            columns: Vec::new(),
            references: Vec::new(),
        }],
        Statement::CreateIndex(create) => vec![Act::CreateIndex {
            name: create.name.as_ref().map(|name| object(engine, name)),
            table: object(engine, &create.table_name),
            unique: create.unique,
            concurrently: false,
            if_not_exists: create.if_not_exists,
        }],
        Statement::CreateView(view) => vec![Act::Create {
            kind: Kind::View,
            name: object(engine, &view.name),
            or_replace: view.or_replace,
            if_not_exists: view.if_not_exists,
        }],
        Statement::Drop { object_type, if_exists, names, cascade, .. } => names
            .iter()
            .map(|name| drop(*object_type, object(engine, name), *if_exists, *cascade, words))
            .collect(),
        Statement::Truncate(truncate) => truncate
            .table_names
            .iter()
            .map(|table| Act::Truncate { table: object(engine, &table.name), cascade: false })
            .collect(),
        Statement::Delete(delete) => {
            let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
            let named = delete.tables.iter().map(|name| object(engine, name));
            let mut tables: Vec<String> = named.collect();
            if tables.is_empty() {
                tables.extend(from.iter().map(|one| table(engine, one)));
            }
            let filtered = delete.selection.is_some() || delete.limit.is_some();
            tables.into_iter().map(|table| Act::Delete { table, filtered }).collect()
        }
        Statement::Update(update) => {
            let mut columns = Vec::new();
            for assignment in &update.assignments {
                match &assignment.target {
                    AssignmentTarget::ColumnName(name) => columns.extend(last(name)),
                    AssignmentTarget::Tuple(names) => columns.extend(names.iter().filter_map(last)),
                }
            }
            let filtered = update.selection.is_some() || update.limit.is_some();
            vec![Act::Update { table: table(engine, &update.table), columns, filtered }]
        }
        Statement::Insert(insert) => {
            let own = match &insert.table {
                TableObject::TableName(name) => object(engine, name),
                other => other.to_string(),
            };
            let replaces = insert.replace_into
                || insert.or == Some(SqliteOnConflict::Replace)
                || insert.on.as_ref().is_some_and(|on| on.to_string().to_lowercase().contains("update"));
            vec![Act::Insert { table: own, replaces }]
        }
        Statement::RenameTable(all) => all
            .iter()
            .map(|one| Act::RenameTable {
                table: object(engine, &one.old_name),
                to: object(engine, &one.new_name),
            })
            .collect(),
        Statement::Query(query) => body(engine, &query.body, words),
        Statement::StartTransaction { .. } => vec![Act::Begin],
        Statement::Commit { .. } | Statement::Rollback { savepoint: None, .. } => vec![Act::End],
        Statement::Call(_) => vec![Act::Opaque { what: "CALL".to_owned() }],
        _ => head::acts(words),
    }
}

/// What the body of a query does: `WITH … DELETE` is read as a query too.
fn body(engine: Engine, whole: &SetExpr, words: &str) -> Vec<Act> {
    match whole {
        SetExpr::Insert(inner) | SetExpr::Update(inner) | SetExpr::Delete(inner) | SetExpr::Merge(inner) => {
            acts(engine, inner, words)
        }
        SetExpr::Query(inner) => body(engine, &inner.body, words),
        _ => vec![Act::Read],
    }
}

fn drop(kind: ObjectType, name: String, if_exists: bool, cascade: bool, words: &str) -> Act {
    match kind {
        ObjectType::Table if words.starts_with("drop temporary") => Act::Read,
        ObjectType::Table => Act::DropTable { table: name, if_exists, cascade },
        ObjectType::Index => Act::DropIndex { name, concurrently: false, if_exists, cascade },
        ObjectType::View => Act::Drop { kind: Kind::View, name, if_exists, cascade },
        ObjectType::Schema | ObjectType::Database => {
            Act::Drop { kind: Kind::Database, name, if_exists, cascade }
        }
        ObjectType::Sequence => Act::Drop { kind: Kind::Sequence, name, if_exists, cascade },
        ObjectType::Role | ObjectType::User => Act::Drop { kind: Kind::Role, name, if_exists, cascade },
        _ => Act::Drop { kind: Kind::Object, name, if_exists, cascade },
    }
}

fn table(engine: Engine, table: &TableWithJoins) -> String {
    match &table.relation {
        TableFactor::Table { name, .. } => object(engine, name),
        other => other.to_string(),
    }
}

fn last(name: &sqlparser::ast::ObjectName) -> Option<String> {
    name.0.last().and_then(|part| part.as_ident()).map(ident)
}
