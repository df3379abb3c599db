//! What a milestone says about others.

mod by_name;
mod clause;
mod dependency;
mod place;
mod resolve;
mod scan;

pub use dependency::{Dependency, Relation, Target, dependencies, find_reference, find_references};
pub(crate) use resolve::by_id;
pub(crate) use scan::{NumberReference, Word, scan};
