//! What a command may reach: files, network, other processes.
//!
//! A tier is what is really in force. T1 is the hygiene that every command gets; T2 adds Landlock and a filter of
//! system calls; T3 adds namespaces, made by Bubblewrap.

mod bubblewrap;
mod capabilities;
mod carve;
mod confinement;
mod enforced;
#[cfg(target_os = "linux")]
mod filter;
mod places;
#[cfg(target_os = "linux")]
mod ruleset;
mod sandboxes;
mod spec;

pub use capabilities::Capabilities;
pub(crate) use confinement::Confinement;
pub use enforced::{Enforced, Tier, Unavailable, decide};
pub use places::Places;
pub use sandboxes::Sandboxes;
pub use spec::{Network, SandboxSpec, TierWish};
