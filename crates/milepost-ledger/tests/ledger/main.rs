//! The ledger through its public face, on real and in-memory files.

mod concurrency;
mod index;
mod keys;
mod pitfalls;
mod properties;
mod speed;
mod support;
