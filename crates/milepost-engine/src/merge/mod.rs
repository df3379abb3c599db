//! Merging three versions of a document by meaning: Git's merge driver.

mod align;
mod conflict;
mod derive;
mod driver;
mod slot;
mod three_way;
mod union;
mod unit;

pub use conflict::Marks;
pub use driver::{Merge, MergeRequest, merge_files};
pub use three_way::{Merged, merge_texts};
