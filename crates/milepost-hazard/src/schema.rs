//! What is known of the schema before a migration.

use std::collections::BTreeMap;

use crate::{Act, Column, Constraint, Default, Demand, Script, checks::Checks};

/// What is known of the schema before a migration, from the migrations before it.
#[derive(Debug, Clone, std::default::Default)]
pub struct Schema {
    tables: BTreeMap<String, BTreeMap<String, Known>>,
    /// What was done to constraints, in order.
    constraints: Vec<Act>,
}

/// What is known of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its type.
    pub ty: String,
    /// Whether nothing may be missing in it.
    pub not_null: bool,
    /// Whether new rows get something without being asked.
    pub has_default: bool,
}

impl Schema {
    /// A column, where it is known.
    pub fn column(&self, table: &str, column: &str) -> Option<&Known> {
        self.tables.get(table)?.get(column)
    }

    /// Whether a table is known.
    pub fn has_table(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    /// The names of the columns of a table, as far as they are known.
    pub fn columns(&self, table: &str) -> impl Iterator<Item = &str> {
        self.tables.get(table).into_iter().flat_map(|columns| columns.keys().map(String::as_str))
    }

    /// The constraints that demand a value in a column, and nothing else.
    pub(crate) fn checks(&self, table: &str, column: &str) -> Checks {
        let mut checks = Checks::default();
        for act in &self.constraints {
            checks.act(table, column, act);
        }
        checks
    }

    /// Adds what a script does: the schema after it.
    pub fn apply(&mut self, script: &Script) {
        for (_, step) in script.steps() {
            self.act(&step.act);
        }
    }

    fn act(&mut self, act: &Act) {
        if matches!(
            act,
            Act::AddConstraint { constraint: Constraint { demands: Demand::Check, .. }, .. }
                | Act::Validate { .. }
                | Act::DropConstraint { .. }
                | Act::CreateTable { .. }
                | Act::DropTable { .. }
                | Act::RenameTable { .. }
                | Act::RenameColumn { .. }
                | Act::DropColumn { .. }
        ) {
            self.constraints.push(act.clone());
        }
        match act {
            Act::CreateTable { table, columns, .. } => {
                let columns = columns.iter().map(|column| (column.name.clone(), known(column)));
                self.tables.insert(table.clone(), columns.collect());
            }
            Act::DropTable { table, .. } => {
                self.tables.remove(table);
            }
            Act::RenameTable { table, to } => {
                if let Some(columns) = self.tables.remove(table) {
                    self.tables.insert(to.clone(), columns);
                }
            }
            Act::AddColumn { table, column, .. } => {
                self.tables.entry(table.clone()).or_default().insert(column.name.clone(), known(column));
            }
            Act::DropColumn { table, column, .. } => {
                if let Some(columns) = self.tables.get_mut(table) {
                    columns.remove(column);
                }
            }
            Act::RenameColumn { table, column, to } => {
                if let Some(columns) = self.tables.get_mut(table)
                    && let Some(known) = columns.remove(column)
                {
                    columns.insert(to.clone(), known);
                }
            }
            Act::ChangeType { table, column, to, .. } => {
                self.change(table, column, |known| known.ty.clone_from(to));
            }
            Act::SetNotNull { table, column } => self.change(table, column, |known| known.not_null = true),
            Act::DropNotNull { table, column } => self.change(table, column, |known| known.not_null = false),
            Act::SetDefault { table, column } => self.change(table, column, |known| known.has_default = true),
            Act::DropDefault { table, column } => {
                self.change(table, column, |known| known.has_default = false);
            }
            Act::AddConstraint { table, constraint } => {
                if let Demand::NotNull(column) = &constraint.demands {
                    self.change(table, column, |known| known.not_null = true);
                }
            }
            _ => {}
        }
    }

    fn change(&mut self, table: &str, column: &str, change: impl FnOnce(&mut Known)) {
        if let Some(known) = self.tables.get_mut(table).and_then(|columns| columns.get_mut(column)) {
            change(known);
        }
    }
}

fn known(column: &Column) -> Known {
    Known {
        ty: column.ty.clone(),
        not_null: column.not_null,
        has_default: column.default != Default::None || column.numbered || column.stored,
    }
}
