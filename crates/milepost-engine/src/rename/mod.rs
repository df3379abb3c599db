//! Documents and folders that get another name, with all that refers to them.

mod apply;
mod beside;
mod carry;
mod leftovers;
mod place;
mod report;

pub use apply::rename;
pub use report::{Leftover, NewName, RenameReport};
