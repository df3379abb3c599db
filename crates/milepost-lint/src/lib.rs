//! What is wrong with a document, and how to put it right.
//!
//! A rule is a file and a page in `rules/` and one line in [`RULES`]. Rules read; they never write and never execute.
//! A finding carries its fix as edits with a [`Grade`]; [`fixes`] collects those that can be applied together.

mod allow;
mod context;
mod facts;
mod finding;
mod fixes;
mod history;
mod lint;
mod rule;
mod rules;
mod runs;

pub use context::{Context, Subject};
pub use facts::{EmptyCheck, Evidence, Facts, NoFacts};
pub use finding::{Finding, Fix, Grade, Related};
pub use fixes::fixes;
pub use history::{Edited, FileHistory, History};
pub use lint::{audit, errors, lint};
pub use rule::{Check, Rule, Scope, rule};
pub use rules::RULES;
