//! A sandbox, ready for many commands.

#[cfg(target_os = "linux")]
use std::sync::{Arc, Mutex, PoisonError};
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
    /// By private folder. Such a folder's name is never given to another one.
    #[cfg(target_os = "linux")]
    rulesets: Mutex<Vec<(PathBuf, Arc<std::os::fd::OwnedFd>)>>,
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
            // Namespaces keep files and processes apart; sockets without a file only where the network is, too.
            let scopes = || super::Capabilities::of_this_machine(false).landlock.and_then(Rules::of_scopes);
            let rules = match enforced.abi {
                Some(abi) => Some(Rules::open(abi, enforced.network, &read, &write)),
                None if whole => scopes(),
                None => None,
            };
            let named = |secret: &super::places::Secret| {
                !spec.read.iter().chain(&spec.caches).any(|path| secret.is(path))
            };
            let hidden = places.secrets.iter().filter(|secret| named(secret)).cloned().collect();
            let view = bubblewrap::View { read, write, protected: places.protected.clone(), hidden };
            Ok(Self { enforced, rules, rulesets: Mutex::default(), filters, view })
        }
        #[cfg(not(target_os = "linux"))]
        {
            let view = bubblewrap::View { read, write, protected: Vec::new(), hidden: Vec::new() };
            Ok(Self { enforced, view })
        }
    }

    /// The rules of Landlock for commands with this private folder; `None` where they are not in force. They are made
    /// once for a folder: to tell the kernel all of them takes longer than many a command.
    #[cfg(target_os = "linux")]
    pub(crate) fn ruleset(&self, private: &Path) -> io::Result<Option<Arc<std::os::fd::OwnedFd>>> {
        let Some(rules) = &self.rules else { return Ok(None) };
        let mut made = self.rulesets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, ruleset)) = made.iter().find(|(folder, _)| folder == private) {
            return Ok(Some(Arc::clone(ruleset)));
        }
        let ruleset = Arc::new(rules.ruleset(private)?);
        // Those of folders that are gone are used no more, and each holds a file open.
        made.retain(|(folder, _)| folder.exists());
        made.push((private.to_owned(), Arc::clone(&ruleset)));
        Ok(Some(ruleset))
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
