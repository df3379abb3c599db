//! For programs: versioned documents, and a stream of events.

pub mod v1;
