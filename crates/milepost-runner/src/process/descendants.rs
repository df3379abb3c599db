//! Finding the processes that a command left behind.
//!
//! As we are the subreaper, whoever lost its parent is a child of ours. The children of each of our threads are
//! listed under `/proc/self/task`; the session of a child says where it comes from: our own session is that of our
//! trusted tools, a registered one that of another command that still runs. All others left their session; the mark in
//! their environment tells whose they are.

use rustix::process::{Pid, Signal, kill_process};

use super::{registry::leaders, usage::wait4};

/// Whose a stray process is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// It is in the session of the command, or carries its mark.
    Ours,
    /// It left every session and carries no mark of anybody.
    Unknown,
}

/// A process that outlived the command.
#[derive(Debug, Clone)]
pub(super) struct Stray {
    pub(super) pid: u32,
    pub(super) name: String,
    pub(super) owner: Owner,
    /// Whether it still runs (otherwise it only waits to be reaped).
    pub(super) alive: bool,
    /// Whether it is still in the command's session.
    pub(super) in_session: bool,
}

/// The strays of a command. Nothing that was there before it is one: we may have been made the parent of processes
/// that have nothing to do with us.
pub(super) fn strays(leader: u32, born: u64, mark: &str, variable: &str) -> Vec<Stray> {
    // Zero where the leader of our session is outside of our process namespace (`unshare --pid`, some containers).
    let own_session = Stat::read(std::process::id()).map_or(0, |stat| stat.session);
    // Held over the whole search: no command may start between the list of children and the register.
    let leaders = leaders();
    let mut found = Vec::new();
    for pid in children() {
        let Some(stat) = Stat::read(pid) else { continue };
        let in_session = stat.session == leader;
        let foreign = !in_session && (leaders.contains_key(&stat.session) || stat.born < born);
        if leaders.contains_key(&pid) || stat.session == own_session || foreign {
            continue;
        }
        let marks = if in_session { Vec::new() } else { marks(pid, variable) };
        let owner = if in_session || marks.iter().any(|other| other == mark) {
            Owner::Ours
        } else if leaders.values().any(|running| marks.contains(running)) {
            continue;
        } else {
            Owner::Unknown
        };
        found.push(Stray { pid, name: command_line(pid, stat.name), owner, alive: stat.alive, in_session });
    }
    found
}

/// When a process started, in ticks since the machine did; 0 where nobody can tell.
pub(super) fn born(pid: u32) -> u64 {
    Stat::read(pid).map_or(0, |stat| stat.born)
}

/// Kills a stray and reaps it as soon as it is dead.
pub(super) fn kill(stray: &Stray) {
    if let Some(pid) = Pid::from_raw(stray.pid.cast_signed()) {
        // It is our child and not reaped yet, so the number is still its own.
        kill_process(pid, Signal::KILL).ok();
    }
    drop(wait4(stray.pid, false));
}

#[cfg(target_os = "linux")]
fn children() -> Vec<u32> {
    children_of_task_folder("/proc/self/task")
}

/// The children of another process.
#[cfg(target_os = "linux")]
pub(super) fn children_of(pid: u32) -> Vec<u32> {
    children_of_task_folder(&format!("/proc/{pid}/task"))
}

#[cfg(target_os = "linux")]
fn children_of_task_folder(folder: &str) -> Vec<u32> {
    let mut pids = Vec::new();
    for task in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let text = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
        pids.extend(text.split_ascii_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
    }
    pids
}

#[cfg(not(target_os = "linux"))]
fn children() -> Vec<u32> {
    Vec::new()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn children_of(_: u32) -> Vec<u32> {
    Vec::new()
}

struct Stat {
    name: String,
    alive: bool,
    session: u32,
    born: u64,
}

impl Stat {
    /// `PID (NAME) STATE PPID PGRP SESSION …`, the start as field 22; the name may hold anything, also parentheses.
    fn read(pid: u32) -> Option<Self> {
        let bytes = std::fs::read(format!("/proc/{pid}/stat")).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let (head, tail) = text.rsplit_once(')')?;
        let name = head.split_once('(')?.1.to_owned();
        let mut fields = tail.split_ascii_whitespace();
        let alive = !matches!(fields.next()?, "Z" | "X");
        let session = fields.nth(2)?.parse().ok()?;
        let born = fields.nth(15)?.parse().ok()?;
        Some(Self { name, alive, session, born })
    }
}

/// The marks that a process carries: that of its run, behind those of the runs that this one is part of.
fn marks(pid: u32, variable: &str) -> Vec<String> {
    let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    let mut variables = environment.split(|b| *b == 0).filter_map(|v| str::from_utf8(v).ok());
    let value = variables.find_map(|v| v.strip_prefix(variable)?.strip_prefix('='));
    value.into_iter().flat_map(|value| value.split(':')).map(str::to_owned).collect()
}

fn command_line(pid: u32, name: String) -> String {
    let bytes = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let words: Vec<_> =
        bytes.split(|b| *b == 0).filter(|w| !w.is_empty()).map(String::from_utf8_lossy).collect();
    if words.is_empty() { name } else { words.join(" ").chars().take(200).collect() }
}
