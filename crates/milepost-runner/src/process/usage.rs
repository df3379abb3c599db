//! What a command used of the machine.
#![expect(unsafe_code, reason = "`wait4` has no safe form")]

use std::{io, time::Duration};

use serde::{Deserialize, Serialize};

/// What a command and those of its descendants that were waited for used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Processor time in its own code.
    pub user: Duration,
    /// Processor time in the kernel.
    pub system: Duration,
    /// Largest resident memory of one process, in KiB.
    pub max_rss_kib: u64,
}

/// How a process ended: `Ok(code)` or `Err(signal)`.
pub(super) type Status = Result<i32, i32>;

/// Waits for one child of ours. With `block` unset, `None` while it still runs.
pub(super) fn wait4(pid: u32, block: bool) -> io::Result<Option<(Status, Usage)>> {
    let mut status = 0;
    let options = if block { 0 } else { libc::WNOHANG };
    loop {
        // SAFETY: an all-zero `rusage` is a value of that type.
        let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
        // SAFETY: both pointers are to live values of the right type.
        let found = unsafe { libc::wait4(pid.cast_signed(), &raw mut status, options, &raw mut usage) };
        if found == 0 {
            return Ok(None);
        }
        if found > 0 {
            return Ok(Some((status_of(status), usage_of(&usage))));
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}

fn status_of(status: i32) -> Status {
    if libc::WIFEXITED(status) { Ok(libc::WEXITSTATUS(status)) } else { Err(libc::WTERMSIG(status)) }
}

fn usage_of(usage: &libc::rusage) -> Usage {
    let time = |time: libc::timeval| {
        #[expect(clippy::useless_conversion, reason = "the types differ between systems")]
        let micros = i64::from(time.tv_usec) + i64::from(time.tv_sec) * 1_000_000;
        Duration::from_micros(micros.unsigned_abs())
    };
    let rss = usage.ru_maxrss.unsigned_abs();
    // macOS counts bytes.
    let max_rss_kib = if cfg!(target_os = "macos") { rss / 1024 } else { rss };
    Usage { user: time(usage.ru_utime), system: time(usage.ru_stime), max_rss_kib }
}
