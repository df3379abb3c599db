//! Locks that PostgreSQL takes, and tables that it writes anew: read exactly in a transaction of ours, or seen from beside while
//! others change the database.

mod exact;
mod relations;
mod sampled;
mod table_lock;

pub use exact::{Measured, measure_locks};
pub use sampled::LockWatch;
pub use table_lock::{LockMode, TableLock};
