//! Text in, model out: one pass over Markdown events, reading the facts of a milestone off the source by span.

mod boxes;
mod builder;
mod comments;
mod fences;
mod labels;
mod links;
mod read;
mod tables;

pub use read::parse;
