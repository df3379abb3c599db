//! Where a project keeps its settings: which files show them, and where in them a name stands.

mod files;
mod look;
mod place;

pub(crate) use files::holds_real_values;
pub(crate) use look::{Looked, look, names};
