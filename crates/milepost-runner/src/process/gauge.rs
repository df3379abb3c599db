//! Stopping a command that takes more of the machine than it may: processes, temporary files, output.
//!
//! The kernel's own limit on processes counts those of a user, also those of other programs, and does not hold for the
//! superuser. So we count, a few times in a second.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use super::{
    Program,
    descendants::{self, Owner},
    registry::Registered,
};

/// How often processes are counted.
const PROCESSES: Duration = Duration::from_millis(200);
/// How often files are, at most; a folder that takes long to look through is looked through less often.
const FILES: Duration = Duration::from_secs(1);
/// Of the time that passes, the part that may go into looking through files is one in so many.
const SHARE: u32 = 20;

/// What a command took so far.
pub(super) struct Gauge<'p> {
    program: &'p Program,
    output: u64,
    count_at: Instant,
    files_at: Instant,
}

impl<'p> Gauge<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        let now = Instant::now();
        Self { program, output: 0, count_at: now + PROCESSES, files_at: now + FILES }
    }

    /// Notes output.
    pub(super) fn printed(&mut self, bytes: usize) {
        self.output += bytes as u64;
    }

    /// The limit that was passed.
    pub(super) fn exceeded(&mut self, command: &Registered) -> Option<String> {
        let limits = self.program.limits;
        if let Some(most) = limits.output.filter(|most| self.output > *most) {
            return Some(format!("it printed more than {}", size(most)));
        }
        let now = Instant::now();
        if let Some(most) = limits.tree.filter(|_| now >= self.count_at) {
            self.count_at = now + PROCESSES;
            if processes(command, self.program, most) > most {
                return Some(format!("it started more than {most} processes at once"));
            }
        }
        if let Some(most) = limits.temporary.filter(|_| now >= self.files_at) {
            let used = bytes_below(&self.program.private, most);
            self.files_at = Instant::now() + FILES.max(now.elapsed() * SHARE);
            if used > most {
                return Some(format!("it filled its temporary folder with more than {}", size(most)));
            }
        }
        None
    }
}

/// How many processes of a command live; counting ends above `most`.
fn processes(command: &Registered, program: &Program, most: u64) -> u64 {
    let strays = descendants::strays(command.pid, command.born, &program.mark, program.mark_variable);
    let ours = strays.iter().filter(|stray| stray.alive && stray.owner == Owner::Ours);
    let mut waiting: Vec<u32> = ours.map(|stray| stray.pid).chain([command.pid]).collect();
    let mut count = 0;
    while let Some(pid) = waiting.pop() {
        count += 1;
        if count > most {
            break;
        }
        waiting.extend(descendants::children_of(pid));
    }
    count
}

/// The space that files below a folder take; adding up ends above `most`. Links are not followed.
fn bytes_below(folder: &Path, most: u64) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let mut folders = vec![folder.to_owned()];
    let mut bytes = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(facts) = entry.metadata() else { continue };
            // `st_blocks` counts in 512 bytes on every system.
            bytes += facts.blocks() * 512;
            if bytes > most {
                return bytes;
            }
            if facts.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    bytes
}

fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = UNITS.iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    unit.map_or_else(|| format!("{bytes} bytes"), |(unit, name)| format!("{} {name}", bytes / unit))
}
