//! Databases: what changes the schema, which engine, and which variable holds the address. Never a value.

mod alembic;
mod dbmate;
mod diesel;
mod drizzle;
mod knex;
mod prisma;
mod sqlx;
mod variable;

use super::{Detection, Tree};

/// One line for each tool.
const TOOLS: &[fn(&Tree<'_>, &mut Detection)] = &[
    alembic::detect,
    dbmate::detect,
    diesel::detect,
    drizzle::detect,
    knex::detect,
    prisma::detect,
    sqlx::detect,
];

/// Asks each tool.
pub(super) fn detect(tree: &Tree<'_>, detection: &mut Detection) {
    for tool in TOOLS {
        tool(tree, detection);
    }
    detection.variables.sort();
    detection.variables.dedup_by(|a, b| a.0 == b.0);
}
