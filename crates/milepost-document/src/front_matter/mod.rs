//! The block of `key: value` lines at the top of a document: found, read with exact places, edited by splices.

mod block;
mod edit;
mod events;
mod lines;
mod model;
mod quote;
mod read;
mod simple;

pub use edit::FrontMatterError;
pub use model::{Entry, FrontMatter, ListStyle, ScalarStyle, Value};
pub use quote::spell;
pub use read::read;
