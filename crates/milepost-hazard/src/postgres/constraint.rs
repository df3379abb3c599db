//! Constraints and columns.

use squawk_syntax::ast::{self, AstNode};

use super::words::{name, named, type_words, words};
use crate::{Column, Constraint, Default, Demand};

/// A constraint of a table.
pub(super) fn constraint(node: &ast::Constraint) -> Option<Constraint> {
    use ast::Constraint as C;
    let text = words(node.syntax());
    let (clause, demands, using_index) = match node {
        C::CheckConstraint(one) => (one.constraint_name_clause(), Demand::Check, false),
        C::ExcludeConstraint(one) => (one.constraint_name_clause(), Demand::Exclusion, false),
        C::ForeignKeyConstraint(one) => {
            let table = named(one.table_name_ref().as_ref().map(AstNode::syntax));
            (one.constraint_name_clause(), Demand::Foreign(table), false)
        }
        C::ReferencesConstraint(one) => {
            let table = named(one.table().as_ref().map(AstNode::syntax));
            (one.constraint_name_clause(), Demand::Foreign(table), false)
        }
        C::UniqueConstraint(one) => {
            (one.constraint_name_clause(), Demand::Unique, one.using_index().is_some())
        }
        C::PrimaryKeyConstraint(one) => {
            (one.constraint_name_clause(), Demand::Primary, one.using_index().is_some())
        }
        C::NotNullConstraint(one) => {
            let column = named(one.column_name_ref().as_ref().map(AstNode::syntax));
            (one.constraint_name_clause(), Demand::NotNull(column), false)
        }
        C::DefaultConstraint(_) | C::GeneratedConstraint(_) | C::NullConstraint(_) => return None,
    };
    Some(Constraint {
        name: clause.and_then(|clause| clause.constraint_name()).map(|one| name(one.syntax())),
        demands,
        not_valid: text.ends_with("not valid") || text.contains(" not valid "),
        using_index,
        cascades: text.contains("on delete cascade"),
        text,
    })
}

/// A column with its constraints.
pub(super) fn column(
    own: Option<ast::ColumnName>,
    ty: Option<ast::Type>,
    constraints: impl Iterator<Item = ast::Constraint>,
) -> Column {
    let ty = ty.map(|ty| type_words(ty.syntax())).unwrap_or_default();
    let serial =
        ["serial", "bigserial", "smallserial", "serial4", "serial8", "serial2"].contains(&ty.as_str());
    let mut column = Column {
        name: own.map(|own| name(own.syntax())).unwrap_or_default(),
        not_null: serial,
        numbered: serial,
        ty,
        ..Column::default()
    };
    for one in constraints {
        use ast::Constraint as C;
        match &one {
            C::DefaultConstraint(default) => {
                let text = default.expr().map(|expr| expr.syntax().text().to_string()).unwrap_or_default();
                let null = text.eq_ignore_ascii_case("null");
                column.default = if null { Default::None } else { Default::of(&text) };
            }
            C::GeneratedConstraint(_) => {
                let text = words(one.syntax());
                column.numbered |= text.contains("identity");
                column.stored |= text.contains("stored");
                column.not_null |= text.contains("identity");
            }
            C::NotNullConstraint(_) => column.not_null = true,
            C::PrimaryKeyConstraint(_) => (column.unique, column.not_null) = (true, true),
            C::UniqueConstraint(_) => column.unique = true,
            C::CheckConstraint(_) => column.checked = true,
            C::ReferencesConstraint(_) => {
                if let Some(Constraint { demands: Demand::Foreign(table), cascades, .. }) = constraint(&one) {
                    column.references = Some(table);
                    column.cascades = cascades;
                }
            }
            C::ExcludeConstraint(_) | C::ForeignKeyConstraint(_) | C::NullConstraint(_) => {}
        }
    }
    column
}
