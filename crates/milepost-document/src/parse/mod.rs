//! Text in, model out: one pass over Markdown events, reading the facts of a milestone off the source by span.

mod annotations;
mod boxes;
mod builder;
mod comments;
mod fences;
mod headings;
mod inline;
mod labels;
mod links;
mod lists;
mod read;
mod rows;
mod tables;

pub(crate) use read::html_spans;
pub use read::{parse, parse_shared};
