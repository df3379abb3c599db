//! The one door to the outside: files, clock, environment, processes, Git.
//!
//! Everything that Milepost reads from or does to the machine goes through [`System`]. [`OsSystem`] is the real
//! one, [`MemorySystem`] its twin for tests. No other crate calls `std::fs`, `std::env` or the clock
//! (`clippy.toml` forbids it); only the runner's process module starts processes besides this crate.

pub mod git;
mod memory;
mod os;
mod process;
mod system;
mod temp_dir;

pub use memory::{Fault, MemorySystem};
pub use os::OsSystem;
pub use process::{ProcessOutput, ProcessRequest};
pub use system::{DirEntry, FileKind, FileLock, LockOutcome, Metadata, Stream, System};
pub use temp_dir::{Abandoned, TempDir};
