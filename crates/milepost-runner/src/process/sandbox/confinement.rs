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
    /// By private folder: its name, and what stands there. A command without a sandbox can put another one in its place.
    #[cfg(target_os = "linux")]
    rulesets: Mutex<Vec<(PathBuf, Place, Arc<std::os::fd::OwnedFd>)>>,
    #[cfg(target_os = "linux")]
    filters: filter::Programs,
    view: bubblewrap::View,
}

/// A folder itself, whatever its name.
#[cfg(target_os = "linux")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    device: u64,
    inode: u64,
}

#[cfg(target_os = "linux")]
impl Place {
    fn of(folder: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt;
        let facts = std::fs::symlink_metadata(folder)?;
        Ok(Self { device: facts.dev(), inode: facts.ino() })
    }
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
        let place = Place::of(private)?;
        let mut made = self.rulesets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., ruleset)) = made.iter().find(|(path, at, _)| *at == place && path == private) {
            return Ok(Some(Arc::clone(ruleset)));
        }
        let ruleset = Arc::new(rules.ruleset(private)?);
        // Those of folders that are gone are used no more, and each holds a file open.
        made.retain(|(folder, at, _)| folder != private && Place::of(folder).is_ok_and(|now| now == *at));
        made.push((private.to_owned(), place, Arc::clone(&ruleset)));
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::process::sandbox::Sandboxes;

    #[test]
    fn rules_are_those_of_the_folder_that_stands_there() {
        let spec = SandboxSpec::default();
        let Ok(enforced) = Sandboxes::enforced(&spec) else { return };
        if enforced.abi.is_none() {
            eprintln!("skipped: this kernel has no Landlock");
            return;
        }
        let places = Places::of(&milepost_system::OsSystem);
        let confinement = Confinement::new(&spec, enforced, &places).unwrap();
        let above = tempfile::tempdir().unwrap();
        let (private, kept) = (above.path().join("p"), above.path().join("kept"));
        let rules = || confinement.ruleset(&private).unwrap().unwrap();
        std::fs::create_dir(&private).unwrap();
        let first = rules();
        assert!(Arc::ptr_eq(&first, &rules()));
        std::fs::rename(&private, &kept).unwrap();
        std::fs::create_dir(&private).unwrap();
        assert!(!Arc::ptr_eq(&first, &rules()), "another folder of the same name");
    }
}
