//! How results look: one file per output.
//!
//! Renderers turn the engine's plain data into text and never write it anywhere. [`human`] is for people at a
//! terminal, [`concise`] one line a fact, [`json`] for programs, versioned in path and payload.

pub mod concise;
pub mod csv;
pub mod diff;
pub mod dot;
mod flow;
pub mod github;
pub mod human;
pub mod json;
mod layout;
pub mod mermaid;
mod metric_chart;
mod place;
mod prose;
mod put;
pub mod sarif;
mod style;
pub mod svg;
mod words;

pub use flow::Flow;
pub use layout::{Page, contained, printable, unstyled};
pub use metric_chart::metric_chart;
pub use place::Place;
pub use style::Role;
pub use words::{duration, plural};
