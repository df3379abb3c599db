//! What a killed process left behind: servers, programs and folders.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use milepost_system::{ProcessRequest, System, TempDir};

use super::place::{MARK, PREFIX};

/// Files in which a server writes its process id, below the folder of a scratch database.
const PID_FILES: [&str; 2] = ["data/postmaster.pid", "w/pid"];

/// How long a server may take to end, in steps of [`STEP`].
const STEPS: u32 = 250;
/// How long to wait between two looks.
const STEP: Duration = Duration::from_millis(20);

/// Ends the servers and programs and removes the folders that belong to no living process any more, and says which. Looks at folders of
/// ours (by name, and by owner) in the folder for temporary files. Anything that cannot be read or removed is left.
pub fn sweep(system: &dyn System) -> Vec<PathBuf> {
    let abandoned = TempDir::abandoned(system, &[PREFIX]).into_iter();
    let ended = abandoned.filter(|one| {
        end_programs(system, one.path());
        stop_all(system, one.path());
        system.remove_dir_all(one.path()).is_ok()
    });
    ended.map(|one| one.path().to_owned()).collect()
}

/// The folders that [`sweep`] would remove. Nothing is touched.
pub fn abandoned(system: &dyn System) -> Vec<PathBuf> {
    TempDir::abandoned(system, &[PREFIX]).iter().map(|one| one.path().to_owned()).collect()
}

/// Ends the programs that carry the mark of a folder. The folder's name is one that nobody else makes, so that they were started
/// for it, or by those that were.
fn end_programs(system: &dyn System, root: &Path) {
    let own = std::process::id();
    for _ in 0..STEPS {
        let left: Vec<u32> =
            processes(system).filter(|pid| *pid != own && has_mark(system, *pid, root)).collect();
        if left.is_empty() {
            return;
        }
        for pid in left {
            // It may have ended by itself meanwhile.
            let _ = system.run(&ProcessRequest::new("kill").arg("-KILL").arg(pid.to_string()));
        }
        system.sleep(STEP);
    }
}

/// All processes, where the system lists them.
fn processes(system: &dyn System) -> impl Iterator<Item = u32> {
    let entries = system.list(Path::new("/proc")).unwrap_or_default().into_iter();
    entries.filter_map(|entry| entry.path.file_name()?.to_str()?.parse().ok())
}

/// Whether a process has the mark of a folder. One that is dead and not yet waited for has nothing.
fn has_mark(system: &dyn System, pid: u32, root: &Path) -> bool {
    let Ok(environment) = system.read(Path::new(&format!("/proc/{pid}/environ"))) else { return false };
    let wanted = format!("{MARK}={}", root.display());
    environment.split(|byte| *byte == 0).any(|variable| variable == wanted.as_bytes())
}

/// Ends the servers that run in a folder.
pub(super) fn stop_all(system: &dyn System, root: &Path) {
    for file in PID_FILES {
        let pid = system.read(&root.join(file)).ok().and_then(|text| {
            String::from_utf8_lossy(&text).lines().next().and_then(|line| line.trim().parse::<u32>().ok())
        });
        if let Some(pid) = pid.filter(|pid| is_of(system, *pid, root)) {
            stop(system, pid, root);
        }
    }
}

/// Whether a process was started for this folder: its number alone says nothing, as numbers are given again.
fn is_of(system: &dyn System, pid: u32, root: &Path) -> bool {
    let command = system.read(Path::new(&format!("/proc/{pid}/cmdline")));
    let command = command.ok().or_else(|| {
        let ps = ProcessRequest::new("ps").args(["-o", "command=", "-p"]).arg(pid.to_string());
        system.run(&ps).ok().map(|output| output.stdout)
    });
    let wanted = root.as_os_str().as_encoded_bytes();
    command.is_some_and(|command| command.windows(wanted.len()).any(|part| part == wanted))
}

/// Ends a server at once: nothing of what it holds is kept. PostgreSQL ends its children on SIGQUIT, and MariaDB has none.
fn stop(system: &dyn System, pid: u32, root: &Path) {
    for signal in ["-QUIT", "-KILL"] {
        // It may have ended by itself meanwhile.
        let _ = system.run(&ProcessRequest::new("kill").arg(signal).arg(pid.to_string()));
        for _ in 0..STEPS {
            if !is_of(system, pid, root) {
                return;
            }
            system.sleep(STEP);
        }
    }
}
