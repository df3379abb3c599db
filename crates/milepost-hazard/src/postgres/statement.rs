//! Whole statements.

use squawk_syntax::{
    SyntaxNode,
    ast::{self, AstNode, Stmt},
};

use super::{
    alter_table,
    constraint::{column, constraint},
    read::span,
    words::{name, named, words},
};
use crate::{Act, Demand, Step, head};

/// What a statement does.
pub(super) fn steps(stmt: &Stmt) -> Vec<Step> {
    if let Stmt::AlterTable(alter) = stmt {
        return alter_table::steps(alter);
    }
    let Some(whole) = span(stmt.syntax()) else { return Vec::new() };
    let mut steps: Vec<Step> = acts(stmt).into_iter().map(|act| Step { span: whole, act }).collect();
    steps.extend(writes(stmt.syntax()));
    if steps.is_empty() {
        let acts = head::acts(&words(stmt.syntax()));
        steps.extend(acts.into_iter().map(|act| Step { span: whole, act }));
    }
    steps
}

/// Statements that change rows, wherever they stand in this one: `WITH` may hold some.
fn writes(node: &SyntaxNode) -> Vec<Step> {
    let mut steps = Vec::new();
    for inner in node.descendants() {
        let act = if let Some(delete) = ast::Delete::cast(inner.clone()) {
            Act::Delete {
                table: named(delete.relation_name().as_ref().map(AstNode::syntax)),
                filtered: delete.where_clause_or_current_of().is_some() || delete.using_clause().is_some(),
            }
        } else if let Some(update) = ast::Update::cast(inner.clone()) {
            Act::Update {
                table: named(update.relation_name().as_ref().map(AstNode::syntax)),
                columns: update.set_clause().map(|set| targets(set.syntax())).unwrap_or_default(),
                filtered: update.where_clause_or_current_of().is_some() || update.from_clause().is_some(),
            }
        } else if let Some(insert) = ast::Insert::cast(inner.clone()) {
            let table = named(insert.relation_name_ref().as_ref().map(AstNode::syntax));
            let conflict = insert.on_conflict_clause().map(|clause| words(clause.syntax()));
            Act::Insert { table, replaces: conflict.is_some_and(|text| text.contains("do update")) }
        } else if let Some(merge) = ast::Merge::cast(inner.clone()) {
            let table = named(merge.table_relation_name().as_ref().map(AstNode::syntax));
            let text = words(merge.syntax());
            if text.contains("then delete") || text.contains("then update") {
                Act::Update { table, columns: vec!["*".to_owned()], filtered: true }
            } else {
                Act::Insert { table, replaces: false }
            }
        } else if let Some(call) = ast::CallExpr::cast(inner.clone()) {
            let function = call.expr().map(|expr| name(expr.syntax())).unwrap_or_default();
            if function.rsplit('.').next() != Some("setval") {
                continue;
            }
            let of = call.arg_list().and_then(|list| list.syntax().first_child()).map(|one| words(&one));
            Act::SetSequence { name: of.unwrap_or_default().trim_matches(['\'', '"']).to_owned() }
        } else {
            continue;
        };
        if !is_only_kept(&inner)
            && let Some(span) = span(&inner)
        {
            steps.push(Step { span, act });
        }
    }
    steps
}

/// Whether a statement stands in the body of a function or the like, which runs when somebody calls it.
fn is_only_kept(node: &SyntaxNode) -> bool {
    node.ancestors().any(|above| {
        ast::CreateFunction::can_cast(above.kind())
            || ast::CreateProcedure::can_cast(above.kind())
            || ast::CreateRule::can_cast(above.kind())
            || ast::Explain::can_cast(above.kind())
            || ast::Prepare::can_cast(above.kind())
    })
}

/// The columns that `SET` names.
fn targets(set: &SyntaxNode) -> Vec<String> {
    let all = set.descendants().filter_map(ast::ColumnTarget::cast);
    all.filter_map(|target| target.name().map(|own| name(own.syntax()))).collect()
}

fn acts(stmt: &Stmt) -> Vec<Act> {
    let is_cascade =
        |behavior: Option<ast::DropBehavior>| matches!(behavior, Some(ast::DropBehavior::Cascade(_)));
    match stmt {
        Stmt::CreateTable(create) => {
            if matches!(create.persistence(), Some(ast::Persistence::Temp(_))) {
                return vec![Act::Read];
            }
            vec![create_table(create)]
        }
        Stmt::CreateTableAs(create) => {
            if matches!(create.persistence(), Some(ast::Persistence::Temp(_))) {
                return vec![Act::Read];
            }
            vec![Act::CreateTable {
                table: named(create.table_name().as_ref().map(AstNode::syntax)),
                if_not_exists: create.if_not_exists().is_some(),
                columns: Vec::new(),
                references: Vec::new(),
            }]
        }
        Stmt::DropTable(drop) => drop
            .table_name_refs()
            .map(|table| Act::DropTable {
                table: name(table.syntax()),
                if_exists: drop.if_exists().is_some(),
                cascade: is_cascade(drop.drop_behavior()),
            })
            .collect(),
        Stmt::CreateIndex(create) => vec![Act::CreateIndex {
            name: create.index().map(|own| name(own.syntax())),
            table: named(create.table_relation_name().as_ref().map(AstNode::syntax)),
            unique: create.unique_token().is_some(),
            concurrently: create.concurrently_token().is_some(),
            if_not_exists: create.if_not_exists().is_some(),
        }],
        Stmt::DropIndex(drop) => drop
            .index_refs()
            .map(|index| Act::DropIndex {
                name: name(index.syntax()),
                concurrently: drop.concurrently_token().is_some(),
                if_exists: drop.if_exists().is_some(),
                cascade: is_cascade(drop.drop_behavior()),
            })
            .collect(),
        Stmt::Reindex(reindex) => {
            let text = words(reindex.syntax());
            vec![Act::Reindex {
                name: text.rsplit(' ').find(|word| *word != ";").unwrap_or_default().to_owned(),
                concurrently: text.split(' ').any(|word| word == "concurrently"),
            }]
        }
        Stmt::Truncate(truncate) => truncate
            .table_list()
            .into_iter()
            .flat_map(|list| list.table_relation_names().collect::<Vec<_>>())
            .map(|table| Act::Truncate {
                table: name(table.syntax()),
                cascade: is_cascade(truncate.drop_behavior()),
            })
            .collect(),
        Stmt::AlterType(alter) => alter_type(alter),
        Stmt::Begin(_) => vec![Act::Begin],
        Stmt::Rollback(ast::Rollback::RollbackToSavepoint(_)) => vec![Act::Read],
        Stmt::Commit(_) | Stmt::Rollback(_) => vec![Act::End],
        Stmt::Set(set) => {
            let text = words(set.syntax());
            let words: Vec<&str> =
                text.split(' ').filter(|word| !matches!(*word, ";" | "local" | "session")).collect();
            vec![Act::Setting {
                name: words.get(1).copied().unwrap_or_default().to_owned(),
                off: words.last().is_some_and(|value| {
                    matches!(value.trim_matches('\''), "0" | "0s" | "0ms" | "off" | "default")
                }),
            }]
        }
        Stmt::Lock(lock) => lock
            .relation_list()
            .into_iter()
            .flat_map(|list| list.relation_names().collect::<Vec<_>>())
            .map(|table| Act::Lock { table: name(table.syntax()) })
            .collect(),
        Stmt::Refresh(refresh) => vec![Act::Refresh {
            view: named(refresh.view_ref().as_ref().map(AstNode::syntax)),
            concurrently: refresh.concurrently_token().is_some(),
        }],
        Stmt::Vacuum(vacuum) => {
            let text = words(vacuum.syntax());
            let what = Act::Untransactional { what: "VACUUM".to_owned() };
            let full = text.split([' ', '(', ')', ',']).any(|word| word == "full");
            let table = vacuum.table_and_columns_list().map(|list| name(list.syntax()));
            if full {
                vec![Act::Rewrite { table: table.unwrap_or_default(), by: "VACUUM FULL".to_owned() }, what]
            } else {
                vec![what]
            }
        }
        Stmt::Cluster(cluster) => {
            let table = named(cluster.table_name_ref().as_ref().map(AstNode::syntax));
            vec![Act::Rewrite { table, by: "CLUSTER".to_owned() }]
        }
        Stmt::Do(_) => vec![Act::Opaque { what: "DO".to_owned() }],
        Stmt::Call(call) => {
            let own = named(call.procedure_name_ref().as_ref().map(AstNode::syntax));
            vec![Act::Opaque { what: format!("CALL {own}") }]
        }
        Stmt::Execute(_) => vec![Act::Opaque { what: "EXECUTE".to_owned() }],
        Stmt::CreateDatabase(_) => vec![Act::Untransactional { what: "CREATE DATABASE".to_owned() }],
        Stmt::DropDatabase(drop) => {
            let text = words(drop.syntax());
            let mut acts = vec![Act::Untransactional { what: "DROP DATABASE".to_owned() }];
            acts.push(head::act(&text));
            acts
        }
        Stmt::CreateTablespace(_) => vec![Act::Untransactional { what: "CREATE TABLESPACE".to_owned() }],
        Stmt::DropTablespace(_) => vec![Act::Untransactional { what: "DROP TABLESPACE".to_owned() }],
        Stmt::AlterSystem(_) => vec![Act::Untransactional { what: "ALTER SYSTEM".to_owned() }],
        Stmt::AlterSequence(alter) if words(alter.syntax()).contains(" restart") => {
            vec![Act::SetSequence { name: named(alter.sequence_ref().as_ref().map(AstNode::syntax)) }]
        }
        Stmt::Select(_)
        | Stmt::CompoundSelect(_)
        | Stmt::ParenSelect(_)
        | Stmt::Values(_)
        | Stmt::Show(_)
        | Stmt::Explain(_) => {
            vec![Act::Read]
        }
        Stmt::SelectInto(select) => vec![Act::CreateTable {
            table: into(select.syntax()),
            if_not_exists: false,
            columns: Vec::new(),
            references: Vec::new(),
        }],
        Stmt::Delete(_) | Stmt::Update(_) | Stmt::Insert(_) | Stmt::Merge(_) => Vec::new(),
        other => head::acts(&words(other.syntax())),
    }
}

fn create_table(create: &ast::CreateTable) -> Act {
    let (mut columns, mut references) = (Vec::new(), Vec::new());
    for arg in create.table_arg_list().into_iter().flat_map(|list| list.args().collect::<Vec<_>>()) {
        match arg {
            ast::TableArg::Column(own) => {
                let constraints =
                    own.clauses().filter_map(|clause| ast::Constraint::cast(clause.syntax().clone()));
                let new = column(own.name(), own.ty(), constraints);
                references.extend(new.references.clone());
                columns.push(new);
            }
            ast::TableArg::TableConstraint(one) => {
                let one = ast::Constraint::cast(one.syntax().clone()).and_then(|one| constraint(&one));
                if let Some(Demand::Foreign(table)) = one.map(|one| one.demands) {
                    references.push(table);
                }
            }
            ast::TableArg::LikeClause(_) => {}
        }
    }
    Act::CreateTable {
        table: named(create.table_name().as_ref().map(AstNode::syntax)),
        if_not_exists: create.if_not_exists().is_some(),
        columns,
        references,
    }
}

fn alter_type(alter: &ast::AlterType) -> Vec<Act> {
    let own = named(alter.type_name_ref().as_ref().map(AstNode::syntax));
    match alter.action() {
        Some(ast::AlterTypeAction::AddValue(add)) => vec![Act::AddEnumValue {
            name: own,
            value: add
                .literal()
                .map(|one| one.syntax().text().to_string())
                .unwrap_or_default()
                .trim_matches('\'')
                .to_owned(),
            if_not_exists: add.if_not_exists().is_some(),
        }],
        _ => vec![head::act(&words(alter.syntax()))],
    }
}

/// The name behind `INTO`.
fn into(node: &SyntaxNode) -> String {
    let text = words(node);
    let after = text.split_once(" into ").map_or("", |(_, rest)| rest);
    let rest = after.trim_start_matches("table ").trim_start_matches("unlogged ");
    rest.split(' ').next().unwrap_or_default().to_owned()
}
