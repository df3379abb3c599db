//! What a milestone says about others.

mod dependency;
mod scan;

pub use dependency::{Dependency, Relation, Target, dependencies, find_reference};
pub(crate) use scan::{NumberReference, Word, scan};
