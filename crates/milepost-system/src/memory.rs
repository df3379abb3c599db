//! The in-memory twin of the machine, for tests.

/// Files, clock and environment in memory.
#[derive(Debug, Default)]
pub struct MemorySystem;
