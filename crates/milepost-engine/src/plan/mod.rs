//! What would have to run, and why: the same code for `status`, `why`, `--dry-run` and `verify` up to the point of
//! running. Nothing here runs a command of a document, and nothing is written.

mod expiry;
pub(crate) mod inputs;
mod judge;
mod key;
mod snapshot;
mod state;

pub(crate) use expiry::expires;
pub use inputs::Inputs;
pub(crate) use inputs::glob_set;
pub use judge::{Baselines, Judge};
pub use key::{CheckKey, Keys, check_environment, check_key, command_digest, specification};
pub(crate) use snapshot::project_in;
pub use snapshot::{TreeNow, WorkspaceTree};
pub use state::{Difference, RunState, run_states};
