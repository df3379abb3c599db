//! The ledger through its public face, on real and in-memory files.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests damage real files behind the ledger's back, stop at the first surprise, and say what they measured"
)]

mod bundle;
mod concurrency;
mod hardware;
mod index;
mod keys;
mod machines;
mod pitfalls;
mod properties;
mod speed;
mod support;
