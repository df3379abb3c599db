//! Trust: nothing from a document runs before somebody has seen it and said so.
//!
//! What is granted is the *executable projection* of a document: its commands of one [`Class`], each with interpreter,
//! folder and literal variables, and the code of the project that these commands name. Prose and ticks never ask again;
//! a changed command or script does. What that code calls in turn is not followed: holding it is work of a sandbox.
//! Grants are kept outside of every repository, and only [`Consent`] makes one.

mod class;
mod command;
mod consent;
mod grant;
mod place;
mod policy;
mod recheck;
mod references;
mod request;
mod require;
mod signed;

pub use class::Class;
pub use command::{TrustedCommand, commands};
pub use consent::Consent;
pub use grant::{Grant, GrantStanding, ListedGrant, grant, grants, revoke};
pub use policy::{Policy, PolicyRule, policy_path};
pub(crate) use recheck::{code_of, recheck, recheck_run};
pub use references::{NotCovered, Reference};
pub use request::{Before, GrantedBy, TrustRequest, request};
pub use require::{Allowed, Granted, require};
