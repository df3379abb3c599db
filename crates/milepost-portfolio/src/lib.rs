//! Many documents: which belong together, what they refer to, and the tables that repeat what they say.
//!
//! [`load`] reads a repository through [`System`](milepost_system::System); everything else is pure. Nothing is
//! ever left out: a file that cannot be read is in [`Portfolio::unreadable`], one that is not UTF-8 is read lossily and
//! marked [`LoadedDocument::read_only`].

mod address;
mod critical_path;
mod cycles;
mod dialect;
mod document;
mod document_id;
mod graph;
mod id_index;
mod initiative;
mod links;
mod load;
mod mentions;
mod nearest;
mod number;
mod own_tools;
mod owners;
mod parents;
pub mod path;
mod portfolio;
mod references;
mod remaining;
mod rename;
pub mod rollup;

pub use address::{AddressError, resolve_address};
pub use critical_path::CriticalPath;
pub use cycles::cycles;
pub use document::{LoadedDocument, Unreadable};
pub use document_id::document_id;
pub use graph::{Graph, Wait};
pub use initiative::{Initiative, initiatives, owner};
pub use links::{BrokenLink, BrokenLinkKind, broken_links, is_elsewhere};
pub use load::{LoadOptions, load, portfolio_from};
pub use mentions::mentions;
pub use nearest::nearest;
pub use number::same_number;
pub use own_tools::is_own_tool;
pub use parents::{Parent, parents};
pub use portfolio::{Portfolio, portfolio_of};
pub use references::{Dependency, Relation, Target, dependencies, find_reference, find_references};
pub use remaining::{Remaining, remaining};
pub use rename::{Lost, Renamed, Renames, rename};
