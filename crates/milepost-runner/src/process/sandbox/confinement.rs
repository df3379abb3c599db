//! A sandbox, ready for many commands.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
};

use super::{Enforced, Places, SandboxSpec, Tier, bubblewrap, carve::carve};
#[cfg(target_os = "linux")]
use super::{filter, ruleset::Rules};

/// A sandbox whose paths are looked up and whose filters are compiled: what is left for each command is little.
#[derive(Debug)]
pub(crate) struct Confinement {
    /// What is in force.
    pub(crate) enforced: Enforced,
    #[cfg(target_os = "linux")]
    rules: Option<Rules>,
    #[cfg(target_os = "linux")]
    filters: filter::Programs,
    view: bubblewrap::View,
}

impl Confinement {
    /// Makes a sandbox of what was decided to be in force.
    ///
    /// # Errors
    /// When the kernel's filters cannot be made on this processor.
    pub(crate) fn new(spec: &SandboxSpec, enforced: Enforced, places: &Places) -> Result<Self, String> {
        let whole = enforced.tier == Tier::T3;
        let carved = |paths: &[PathBuf]| {
            let there = paths.iter().filter(|path| path.exists());
            // Namespaces lay something over what is left out.
            let parts =
                |path: &PathBuf| if whole { vec![path.clone()] } else { carve(path, &places.secrets) };
            there.flat_map(parts).collect::<Vec<_>>()
        };
        let (mut read, mut write) = (Vec::new(), Vec::new());
        if enforced.tier > Tier::T1 {
            // What is asked for by name is given as a whole: somebody has named it.
            read = carved(&places.read);
            read.extend(spec.read.iter().filter(|path| path.exists()).cloned());
            write = carved(&places.write);
            write.extend(spec.caches.iter().filter(|path| path.exists()).cloned());
        }
        #[cfg(target_os = "linux")]
        {
            let filters = if enforced.filtered || whole {
                filter::programs(enforced.network, enforced.abi.is_some_and(|abi| abi < 3))?
            } else {
                Vec::new()
            };
            let rules = enforced.abi.map(|abi| Rules::open(abi, enforced.network, &read, &write));
            let named = |secret: &super::places::Secret| {
                !spec.read.iter().chain(&spec.caches).any(|path| secret.is(path))
            };
            let hidden = places.secrets.iter().filter(|secret| named(secret)).cloned().collect();
            let view = bubblewrap::View { read, write, protected: places.protected.clone(), hidden };
            Ok(Self { enforced, rules, filters, view })
        }
        #[cfg(not(target_os = "linux"))]
        {
            let view = bubblewrap::View { read, write, protected: Vec::new(), hidden: Vec::new() };
            Ok(Self { enforced, view })
        }
    }

    /// The rules of Landlock for one command with its private folder; `None` where they are not in force.
    #[cfg(target_os = "linux")]
    pub(crate) fn ruleset(&self, private: &Path) -> io::Result<Option<std::os::fd::OwnedFd>> {
        self.rules.as_ref().map(|rules| rules.ruleset(private)).transpose()
    }

    /// The filters of system calls, in the order in which they are installed.
    #[cfg(target_os = "linux")]
    pub(crate) fn filters(&self) -> &[Vec<libc::sock_filter>] {
        &self.filters
    }

    /// Whether a program that makes namespaces stands before the command.
    pub(crate) fn makes_namespaces(&self) -> bool {
        self.enforced.tier == Tier::T3
    }

    /// The program that stands before the command, and its arguments; `None` where no namespaces are made. `filters`
    /// are the numbers of the open files with [`Confinement::filters`].
    pub(crate) fn wrapper(
        &self,
        private: &Path,
        cwd: &Path,
        filters: &[i32],
    ) -> Option<(OsString, Vec<OsString>)> {
        self.makes_namespaces()
            .then(|| bubblewrap::command(&self.view, &self.enforced, private, cwd, filters))
    }
}
