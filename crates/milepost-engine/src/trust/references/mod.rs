//! The code of a project that commands name: scripts in their words, scripts of `package.json`, recipes.
//!
//! One step is followed, and scripts of `package.json` as far as they are shell. What the code found there calls in turn
//! is not.

mod collect;
mod interpreter;
mod package;
mod recipes;
mod reference;
mod settings;
mod variables;

pub(super) use collect::{collect, recollect};
pub use reference::{NotCovered, Reference};
