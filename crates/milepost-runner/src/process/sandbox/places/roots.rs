//! What every command may read.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use super::is_deep;

/// The system: programs, libraries, configuration, what the kernel tells.
const SYSTEM: &[&str] = &[
    "/bin",
    "/etc",
    "/gnu",
    "/home/linuxbrew/.linuxbrew",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix",
    "/opt",
    "/proc",
    "/run/NetworkManager/resolv.conf",
    "/run/current-system",
    "/run/resolvconf",
    "/run/systemd/resolve",
    "/sbin",
    "/snap",
    "/sys",
    "/usr",
    "/var/cache/fontconfig",
    "/var/lib/ca-certificates",
    "/var/lib/dpkg",
];

/// Variables that name where a tool lives.
const TOOL_HOMES: &[&str] = &[
    "BUN_INSTALL",
    "CARGO_HOME",
    "COREPACK_HOME",
    "DENO_DIR",
    "FNM_DIR",
    "GOPATH",
    "GOROOT",
    "JAVA_HOME",
    "NVM_DIR",
    "PNPM_HOME",
    "PYENV_ROOT",
    "RUSTUP_HOME",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "VIRTUAL_ENV",
    "VOLTA_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
];

/// The system, the home folder, the folders of `PATH` and those in which common tools live.
pub(super) fn read(home: Option<&Path>, path: &OsStr, at: &dyn Fn(&str) -> Option<PathBuf>) -> Vec<PathBuf> {
    let mut read: Vec<PathBuf> = SYSTEM.iter().map(PathBuf::from).collect();
    read.extend(home.map(Path::to_owned));
    let given = |folder: &PathBuf| is_deep(folder) && home.is_none_or(|home| !home.starts_with(folder));
    read.extend(TOOL_HOMES.iter().filter_map(|name| at(name)).filter(&given));
    for folder in std::env::split_paths(path).filter(|folder| folder.is_absolute()) {
        // A program's libraries lie beside its `bin`.
        let beside = folder.parent().filter(|_| folder.ends_with("bin") || folder.ends_with("sbin"));
        read.extend(beside.map(Path::to_owned).filter(&given));
        read.extend(Some(folder).filter(&given));
    }
    read.sort();
    read.dedup();
    // What lies in a folder that is there as a whole needs no rule of its own.
    let all = read.clone();
    read.retain(|path| !all.iter().any(|other| path != other && path.starts_with(other)));
    read
}
