//! `init`: what a project uses, as far as its files say so, and the `milepost.toml` that fits.
//!
//! Each tool or ecosystem is one file with a `detect`, and one line in the list of [`detect`](detect()). Nothing is
//! run; a file's presence and its text are the only evidence, and each finding names them.

mod agents;
mod bindings;
mod cargo;
mod database;
mod detect;
mod detection;
mod documents;
mod evidence;
mod git;
mod go;
mod javascript;
mod proposal;
mod python;
mod recipes;
mod render;
mod suggestion;
mod trailer;
mod tree;

pub use agents::{AgentsChange, agents};
pub use bindings::{DocumentBindings, Unbound, bindings};
pub use detect::detect;
pub use detection::{Command, Detection, Found, Table, Topic};
pub use documents::{DocumentFolders, document_folders};
pub use evidence::Evidence;
pub use git::{DriverState, GitChange, GitSetup, Hook, HookState, set_up_git};
pub use proposal::{InitProposal, propose, write};
pub use render::render;
pub use suggestion::suggestion;
pub use trailer::message_trailer;
pub use tree::Tree;
