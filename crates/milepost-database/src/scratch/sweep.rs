//! What a killed process left behind.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use milepost_system::{FileKind, LockOutcome, ProcessRequest, System};

use super::place::{LEASE, PREFIX};

/// Files in which a server writes its process id, below the folder of a scratch database.
const PID_FILES: [&str; 2] = ["data/postmaster.pid", "w/pid"];

/// How long a server may take to end, in steps of [`STEP`].
const STEPS: u32 = 250;
/// How long to wait between two looks.
const STEP: Duration = Duration::from_millis(20);

/// A folder without a lease is left alone for so long: it may be one that is just being made.
const YOUNG: Duration = Duration::from_mins(10);

/// Ends the servers and removes the folders that belong to no living process any more, and says which. Looks at folders of
/// ours (by name, and by owner) in the folder for temporary files. Anything that cannot be read or removed is left.
pub fn sweep(system: &dyn System) -> Vec<PathBuf> {
    let Ok(probe) = system.temp_dir(&format!("{PREFIX}-probe")) else { return Vec::new() };
    let entries = probe.parent().map(|parent| system.list(parent).unwrap_or_default()).unwrap_or_default();
    // A temporary folder that cannot be removed is no reason to fail.
    let _ = system.remove_dir_all(&probe);
    let ours = entries.into_iter().filter(|entry| {
        let name = entry.path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
        name && entry.kind == FileKind::Directory
            && system.symlink_metadata(&entry.path).is_ok_and(|facts| facts.uid == system.user_id())
    });
    ours.map(|entry| entry.path).filter(|root| end_if_abandoned(system, root)).collect()
}

/// Ends and removes a folder that nobody holds. Its lease is held meanwhile: whoever was just making it gets another one.
fn end_if_abandoned(system: &dyn System, root: &Path) -> bool {
    let lease = root.join(LEASE);
    if system.is_file(&lease) {
        let held = system.lock(&lease, Duration::ZERO);
        return matches!(held, Ok(LockOutcome::Acquired(_))) && end(system, root);
    }
    let now = system.now().as_nanosecond();
    let old =
        system.metadata(root).is_ok_and(|facts| now - facts.modified_ns > YOUNG.as_nanos().cast_signed());
    old && end(system, root)
}

/// Ends what runs in a folder and removes it. Whether it is gone.
pub(super) fn end(system: &dyn System, root: &Path) -> bool {
    for file in PID_FILES {
        let pid = system.read(&root.join(file)).ok().and_then(|text| {
            String::from_utf8_lossy(&text).lines().next().and_then(|line| line.trim().parse::<u32>().ok())
        });
        if let Some(pid) = pid.filter(|pid| is_of(system, *pid, root)) {
            stop(system, pid, root);
        }
    }
    system.remove_dir_all(root).is_ok()
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
