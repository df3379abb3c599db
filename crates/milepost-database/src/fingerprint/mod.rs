//! What tables hold, as sums that depend on no order.

mod compare;
mod data;
mod digest;
mod row_hash;
mod scope;
mod table;

pub use compare::{DataDiff, TableDiff, compare_data};
pub use data::DataFingerprint;
pub use digest::Digest;
pub(crate) use row_hash::{Cell, TableHasher};
pub use scope::{Sampling, Scope, TableScope};
pub use table::{ColumnFingerprint, TableFingerprint};
