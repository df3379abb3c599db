//! Keeping records: files are the truth, SQLite is an index that may be deleted at any time.

pub(crate) mod blobs;
pub(crate) mod catalog;
pub(crate) mod files;
pub(crate) mod heads;
pub(crate) mod index;
pub(crate) mod paths;

pub use catalog::Query;
pub use paths::Paths;
