//! Namespaces, made by Bubblewrap.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use milepost_system::{OsSystem, System as _};

use super::{Enforced, Network, places::Secret};

/// The program that makes namespaces.
const PROGRAM: &str = "bwrap";

/// Where it is for a command in this folder: no program of a checkout makes the sandbox around its commands.
fn program(folder: &Path) -> Option<PathBuf> {
    OsSystem.find_program_for(PROGRAM, folder)
}

/// Whether it makes namespaces here: tried once in the life of this process.
#[cfg(target_os = "linux")]
pub(super) fn probe() -> Result<(), &'static str> {
    static PROBED: std::sync::OnceLock<Result<(), &'static str>> = std::sync::OnceLock::new();
    *PROBED.get_or_init(|| {
        let args = namespaces(Network::Loopback)
            .into_iter()
            .chain(["--ro-bind", "/", "/", "--", "true"].map(Into::into));
        let folder = std::env::current_dir().unwrap_or_default();
        let Some(program) = program(&folder) else { return Err("it is not installed") };
        let mut command = std::process::Command::new(program);
        command.args(args).stdin(std::process::Stdio::null());
        match command.output() {
            Ok(output) if output.status.success() => Ok(()),
            Ok(_) => Err("it may not make namespaces"),
            Err(_) => Err("it cannot be started"),
        }
    })
}

#[cfg(not(target_os = "linux"))]
pub(super) fn probe() -> Result<(), &'static str> {
    Err("there is none for this system")
}

/// What a command sees of the files.
#[derive(Debug)]
pub(super) struct View {
    /// What it may read.
    pub(super) read: Vec<PathBuf>,
    /// What it may change.
    pub(super) write: Vec<PathBuf>,
    /// What of that it may not change after all.
    pub(super) protected: Vec<PathBuf>,
    /// What is hidden.
    pub(super) hidden: Vec<Secret>,
}

/// The program and the arguments before those of the command itself. `private` is the folder of this command,
/// `filters` are the numbers of the open files that hold the filters of system calls.
pub(super) fn command(
    view: &View,
    enforced: &Enforced,
    private: &Path,
    cwd: &Path,
    filters: &[i32],
) -> (OsString, Vec<OsString>) {
    let mut args = namespaces(enforced.network);
    // Outer folders first, so that what lies in them comes on top.
    let mut binds: Vec<(&Path, &str)> = Vec::new();
    binds.extend(view.read.iter().map(|path| (path.as_path(), "--ro-bind")));
    binds.extend(view.write.iter().map(|path| (path.as_path(), "--bind")));
    binds.push((private, "--bind"));
    binds.extend(view.protected.iter().map(|path| (path.as_path(), "--ro-bind")));
    binds.retain(|(path, _)| !is_virtual(path) && path.exists());
    binds.sort_by_key(|(path, _)| path.components().count());
    args.extend(["--tmpfs", "/tmp"].map(Into::into));
    for (path, how) in binds {
        args.extend([how.into(), path.into(), path.into()]);
    }
    for path in view.hidden.iter().flat_map(Secret::paths) {
        let covered = view.read.iter().chain(&view.write).any(|root| path.starts_with(root));
        if covered && path.is_dir() {
            args.extend(["--tmpfs".into(), path.into()]);
        } else if covered {
            args.extend(["--ro-bind".into(), "/dev/null".into(), path.into()]);
        }
    }
    args.extend(["--chdir".into(), cwd.into()]);
    for fd in filters {
        args.extend(["--add-seccomp-fd".into(), fd.to_string().into()]);
    }
    args.push("--".into());
    // By the usual places where none is left: the probe has found one, or nobody asked for namespaces.
    (program(cwd).map_or_else(|| format!("/usr/bin/{PROGRAM}").into(), OsString::from), args)
}

/// Namespaces of its own for processes, communication and, unless it may reach everything, the network, with a loopback
/// device that is up. No `--new-session`, so that what it leaves behind is found in its session, and no
/// `--die-with-parent`, which would kill that before anybody has seen it.
fn namespaces(network: Network) -> Vec<OsString> {
    let mut args = vec!["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"];
    if network != Network::Full {
        args.push("--unshare-net");
    }
    args.extend(["--dev", "/dev", "--proc", "/proc"]);
    args.into_iter().map(Into::into).collect()
}

/// Whether Bubblewrap makes these by itself.
fn is_virtual(path: &Path) -> bool {
    path.starts_with("/dev") || path.starts_with("/proc") || path == Path::new("/tmp")
}
