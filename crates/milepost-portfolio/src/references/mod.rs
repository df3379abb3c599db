//! What a milestone says about others.

mod clause;
mod dependency;
mod place;
mod resolve;
mod scan;

pub use dependency::{Dependency, Relation, Target, dependencies, find_reference, find_references};
pub(crate) use scan::{NumberReference, Word, scan};
