//! The rules of Landlock for one command: what it may read and what it may change.

use std::{
    fs::File,
    io,
    os::fd::{AsFd, OwnedFd},
    os::unix::fs::{FileTypeExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, Ruleset, RulesetAttr,
    RulesetCreatedAttr, Scope,
};

use super::Network;

/// Paths, opened once for many commands, with what is allowed at each.
#[derive(Debug)]
pub(super) struct Rules {
    abi: ABI,
    network: Network,
    /// `None`: files are left to somebody else.
    allowed: Option<Vec<(OwnedFd, BitFlags<AccessFs>)>>,
}

impl Rules {
    /// Opens what may be read and what may be changed. A path that is not there needs no rule.
    pub(super) fn open(abi: u32, network: Network, read: &[PathBuf], write: &[PathBuf]) -> Self {
        let abi = known(abi);
        let read = read.iter().map(|path| (path, AccessFs::from_read(abi)));
        let write = write.iter().map(|path| (path, AccessFs::from_all(abi)));
        let allowed = read.chain(write).filter_map(|(path, access)| allowed(path, access, abi)).collect();
        Self { abi, network, allowed: Some(allowed) }
    }

    /// Rules about sockets without a file and about signals alone, which leave mounting alone; `None` where this kernel
    /// has none.
    pub(super) fn of_scopes(abi: u32) -> Option<Self> {
        let abi = known(abi);
        (abi >= ABI::V6).then_some(Self { abi, network: Network::Full, allowed: None })
    }

    /// The rules of one command, which may fill its `private` folder besides.
    pub(super) fn ruleset(&self, private: &Path) -> io::Result<OwnedFd> {
        // All that this kernel has, or nothing: what it would leave out in silence, nobody would know of.
        let mut ruleset = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
        if self.allowed.is_some() {
            ruleset = ruleset.handle_access(AccessFs::from_all(self.abi)).map_err(io::Error::other)?;
        }
        if self.network == Network::None && self.abi >= ABI::V4 {
            ruleset = ruleset.handle_access(AccessNet::from_all(self.abi)).map_err(io::Error::other)?;
        }
        if self.abi >= ABI::V6 {
            ruleset = ruleset.scope(Scope::from_all(self.abi)).map_err(io::Error::other)?;
        }
        let mut created = ruleset.create().map_err(io::Error::other)?;
        let of_command =
            self.allowed.as_ref().and_then(|_| allowed(private, AccessFs::from_all(self.abi), self.abi));
        for (fd, access) in self.allowed.iter().flatten().chain(&of_command) {
            created = created.add_rule(PathBeneath::new(fd.as_fd(), *access)).map_err(io::Error::other)?;
        }
        Option::<OwnedFd>::from(created).ok_or_else(|| io::Error::other("the kernel has no Landlock"))
    }
}

/// The version whose rights are known here; a newer kernel understands it.
fn known(abi: u32) -> ABI {
    match abi {
        0 => ABI::Unsupported,
        1 => ABI::V1,
        2 => ABI::V2,
        3 => ABI::V3,
        4 => ABI::V4,
        5 => ABI::V5,
        6 => ABI::V6,
        _ => ABI::V7,
    }
}

/// A path with its rights. Files take no rights of folders.
fn allowed(path: &Path, access: BitFlags<AccessFs>, abi: ABI) -> Option<(OwnedFd, BitFlags<AccessFs>)> {
    let file = File::options().read(true).custom_flags(libc::O_PATH | libc::O_CLOEXEC).open(path).ok()?;
    let kind = file.metadata().ok()?.file_type();
    let access = if kind.is_dir() { access } else { access & AccessFs::from_file(abi) };
    // A socket is used by connecting to it, which is no right of Landlock.
    (!kind.is_socket()).then(|| (file.into(), access))
}
