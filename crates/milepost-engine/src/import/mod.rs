//! `import`: milestone documents from what another tool keeps.
//!
//! A source reads what a tool keeps as units of work; each of them gets a place, is written into the sections of the
//! template, and is settled among the documents of the project. Nothing of a source is ever trusted.

mod body;
mod clean;
mod document;
mod draft;
mod folder;
mod imported;
mod inert;
mod json;
mod links;
mod origin;
mod place;
mod plan;
mod render;
mod settle;
mod skeleton;
mod source;
mod sources;
mod tree;
mod unit;
mod write;

pub use imported::{Already, Import, Imported, Left};
pub use origin::Origin;
pub use plan::plan;
pub use source::{SOURCES, Source};
pub use write::write;
