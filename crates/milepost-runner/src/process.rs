//! One process tree under full control: started alone in its session, watched, and gone when we say it is gone.
//!
//! The only module of the project with `unsafe`: what runs between the start of a process and that of its program, and
//! `wait4`, which the standard library does not have.
#![expect(
    clippy::disallowed_methods,
    reason = "this module starts the commands of documents, and has to read the clock and /proc for that"
)]

#[cfg(target_os = "linux")]
mod confine;
mod descendants;
mod gauge;
#[cfg(target_os = "linux")]
mod launch;
mod registry;
pub mod sandbox;
mod spawn;
mod supervise;
mod usage;

pub use supervise::{Ended, Leaked, Source, Watch, supervise};
pub use usage::Usage;

use std::{collections::BTreeMap, ffi::OsString, path::PathBuf, sync::Arc};

use sandbox::Confinement;

/// Limits of the kernel on a command and each process below it. Core dumps are always off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Open files.
    pub open_files: Option<u64>,
    /// Size of a file written, in bytes.
    pub file_size: Option<u64>,
    /// Processes of the user, those of others included.
    pub processes: Option<u64>,
    /// Processes of the command and of all below it that live at once. Counted by us: what passes it is stopped.
    pub tree: Option<u64>,
    /// Space that its temporary files take, in bytes. Looked at by us.
    pub temporary: Option<u64>,
    /// Output, in bytes. Counted by us.
    pub output: Option<u64>,
}

impl Limits {
    /// What no check needs and every machine bears: 4096 processes, 8 GiB of temporary files, 1 GiB of output, and
    /// no file above 64 GiB.
    pub const fn usual() -> Self {
        Self {
            open_files: None,
            file_size: Some(64 << 30),
            processes: None,
            tree: Some(4096),
            temporary: Some(8 << 30),
            output: Some(1 << 30),
        }
    }
}

/// A program to start, with all that it may see.
#[derive(Debug, Clone)]
pub struct Program {
    /// The program: a path, or a name that is looked up in the `PATH` of `env`.
    pub program: OsString,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// The folder in which it starts.
    pub cwd: PathBuf,
    /// Its whole environment.
    pub env: BTreeMap<OsString, OsString>,
    /// The kernel's limits.
    pub limits: Limits,
    /// The variable of `env` that marks every process of a run, also those that leave its session: marks divided by
    /// colons, those of outer runs first.
    pub mark_variable: &'static str,
    /// The mark of this run, which no other has.
    pub mark: String,
    /// The folder that this run alone may fill, besides what its sandbox allows.
    pub private: PathBuf,
    /// The sandbox; `None` is none.
    pub(crate) confinement: Option<Arc<Confinement>>,
}
