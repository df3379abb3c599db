//! What is dangerous in a migration, by its text: what it does is read from a tree of its statements, and rules look at
//! what it does.
//!
//! A rule is a file and a page in `rules/` and one line in [`RULES`]. Nothing here reads a file, asks a database or runs a
//! statement. A statement that cannot be read is a finding itself, and never nothing.

mod act;
mod bounds;
mod checks;
mod class;
mod column;
mod constraint;
mod dialect;
mod finding;
mod grant;
mod head;
mod ignore;
mod kind;
mod lint;
mod migration;
mod postgres;
mod rule;
mod rules;
mod schema;
mod script;
mod statement;
mod types;

pub use act::{Act, Right};
pub use class::Class;
pub use column::{Column, Default};
pub use constraint::{Constraint, Demand};
pub use finding::{Finding, Said};
pub use kind::Kind;
pub use lint::lint;
pub use migration::{Down, Migration, Place, Side};
pub use rule::{Check, Rule, rule};
pub use rules::RULES;
pub use schema::{Known, Schema};
pub use script::Script;
pub use statement::{Statement, Step};
