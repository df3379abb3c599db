//! Watching a command until nothing of it is left.

use std::{
    io::{self, Read},
    os::fd::AsFd,
    process::{ChildStderr, ChildStdout},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use milepost_gate::Exit;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Pid, Signal, kill_process_group, test_kill_process_group},
};

use super::{
    Program, Usage,
    descendants::{Owner, Stray, kill, strays},
    gauge::Gauge,
    registry::Registered,
    usage::wait4,
};

/// How often we look at whether we were cancelled.
const TICK: Duration = Duration::from_millis(40);
/// How long a process outside of our reach may hold the output open after the end.
const DRAIN: Duration = Duration::from_millis(200);
/// How long processes may take to die of a KILL.
const DEATH: Duration = Duration::from_secs(5);

/// Which output a piece came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// When to stop a command.
#[derive(Debug, Clone, Copy)]
pub struct Watch<'a> {
    /// The longest it may take.
    pub timeout: Duration,
    /// The time between TERM and KILL.
    pub grace: Duration,
    /// How long processes that outlive the shell may take to end by themselves before they count as leaked.
    pub settle: Duration,
    /// Set from elsewhere to stop it.
    pub cancel: &'a AtomicBool,
}

/// A process that outlived its command and had to be killed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaked {
    /// Its command line, shortened.
    pub command: String,
    /// Whether it is certain that it came from this command and from no other that ran at the time.
    pub certain: bool,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// How.
    pub exit: Exit,
    /// What it used.
    pub usage: Usage,
    /// From its start to the end of its first process.
    pub duration: Duration,
    /// What it left behind.
    pub leaked: Vec<Leaked>,
    /// The limit of ours that it passed, and that stopped it.
    pub limit: Option<String>,
}

/// Why a command was stopped before its end.
struct Stopped {
    exit: Exit,
    limit: Option<String>,
}

/// Runs a program to the end of its whole process tree, handing on its output as it comes.
///
/// Fails only when it cannot be started or the kernel refuses what it never refuses.
pub fn supervise(
    program: &Program,
    watch: &Watch<'_>,
    output: &mut dyn FnMut(Source, &[u8]),
) -> io::Result<Ended> {
    let start = Instant::now();
    let mut command = Registered::start(program)?;
    let mut pipes = Pipes::of(&mut command).inspect_err(|_| end(&command, program))?;
    let mut gauge = Gauge::new(program);
    let ended = until_leader_ends(&command, watch, start, &mut pipes, &mut gauge, output);
    let (stopped, duration) = match ended {
        Ok(ended) => ended,
        Err(error) => {
            end(&command, program);
            return Err(error);
        }
    };
    let mut leaked = clear_tree(&command, program, watch, stopped.is_some(), &mut pipes, output);
    let (status, usage) = wait4(command.pid, true)?.expect("a blocking wait has an answer");
    let group = pid(command.pid);
    // The list of children can miss one that is added while it is read; the group cannot.
    let deadline = Instant::now() + DEATH;
    while test_kill_process_group(group).is_ok() && Instant::now() < deadline {
        signal(group, Signal::KILL);
        clear_dead(&command, program);
        pipes.read_for(Duration::from_millis(1), output);
    }
    if !pipes.drain(output) {
        leaked.push(Leaked { command: "a process that keeps the output open".into(), certain: true });
    }
    let (exit, limit) = match (stopped, status) {
        (Some(stopped), _) => (stopped.exit, stopped.limit),
        (None, Ok(code)) => (Exit::Code(code), None),
        (None, Err(signal)) => (Exit::Signal(signal), None),
    };
    Ok(Ended { exit, usage, duration, leaked, limit })
}

/// Reads until the first process ends, stopping it when its time is over. `Some`: we stopped it.
fn until_leader_ends(
    command: &Registered,
    watch: &Watch<'_>,
    start: Instant,
    pipes: &mut Pipes,
    gauge: &mut Gauge<'_>,
    output: &mut dyn FnMut(Source, &[u8]),
) -> io::Result<(Option<Stopped>, Duration)> {
    let end = LeaderEnd::of(command)?;
    let group = pid(command.pid);
    let mut stopped: Option<Stopped> = None;
    let mut kill_at = None;
    loop {
        let mut printed = 0;
        let over = end.wait(TICK, pipes, &mut |source, bytes| {
            printed += bytes.len();
            output(source, bytes);
        })?;
        gauge.printed(printed);
        if over {
            return Ok((stopped, start.elapsed()));
        }
        if stopped.is_none()
            && let Some(limit) = gauge.exceeded(command)
        {
            // At once: what grows without bounds is given no time to grow.
            signal(group, Signal::KILL);
            kill_at = Some(Instant::now());
            stopped = Some(Stopped { exit: Exit::Signal(libc::SIGKILL), limit: Some(limit) });
        } else if stopped.is_none() {
            let cancelled = watch.cancel.load(Ordering::Relaxed);
            if cancelled || start.elapsed() >= watch.timeout {
                let exit = if cancelled { Exit::Cancelled } else { Exit::TimedOut };
                stopped = Some(Stopped { exit, limit: None });
                kill_at = Some(Instant::now() + watch.grace);
                signal(group, Signal::TERM);
                // Whoever is stopped could not obey.
                signal(group, Signal::CONT);
            }
        } else if kill_at.is_some_and(|at| Instant::now() >= at) {
            signal(group, Signal::KILL);
        }
    }
}

/// Waits for what outlived the first process, then kills it. The first process is not reaped before, so that its
/// number, which is also that of the group, cannot be given to another.
fn clear_tree(
    command: &Registered,
    program: &Program,
    watch: &Watch<'_>,
    stopped: bool,
    pipes: &mut Pipes,
    output: &mut dyn FnMut(Source, &[u8]),
) -> Vec<Leaked> {
    let settle = if stopped { watch.grace } else { watch.settle };
    let settled = Instant::now() + settle;
    let dead = Instant::now() + settle + DEATH;
    let mut leaked: Vec<(u32, Leaked)> = Vec::new();
    loop {
        pipes.read_for(Duration::ZERO, output);
        let alive: Vec<Stray> = search(command, program);
        let now = Instant::now();
        if alive.is_empty() || now >= dead {
            return leaked.into_iter().map(|(_, leaked)| leaked).collect();
        }
        // What left the session meant to outlive the command.
        let left = alive.iter().filter(|stray| now >= settled || !stray.in_session);
        for stray in left {
            let certain = stray.owner == Owner::Ours;
            let told = leaked.iter().any(|(pid, _)| *pid == stray.pid);
            if !told && (!stopped || !stray.in_session) {
                leaked.push((stray.pid, Leaked { command: stray.name.clone(), certain }));
            }
            kill(stray);
        }
        if now >= settled {
            signal(pid(command.pid), Signal::KILL);
        }
        pipes.read_for(Duration::from_millis(2), output);
    }
}

/// Kills a command that cannot be watched, with all that it started.
fn end(command: &Registered, program: &Program) {
    signal(pid(command.pid), Signal::KILL);
    let deadline = Instant::now() + DEATH;
    loop {
        let alive = search(command, program);
        if alive.is_empty() || Instant::now() >= deadline {
            break;
        }
        alive.iter().for_each(kill);
        std::thread::sleep(Duration::from_millis(2));
    }
    drop(wait4(command.pid, true));
}

/// The strays that still run; the dead ones are reaped.
fn search(command: &Registered, program: &Program) -> Vec<Stray> {
    let found = strays(command.pid, command.born, &program.mark, program.mark_variable);
    let (alive, dead): (Vec<_>, Vec<_>) = found.into_iter().partition(|stray| stray.alive);
    for stray in dead {
        drop(wait4(stray.pid, false));
    }
    alive
}

fn clear_dead(command: &Registered, program: &Program) {
    for stray in search(command, program) {
        kill(&stray);
    }
}

/// Signals a group; one that is gone needs none.
fn signal(group: Pid, signal: Signal) {
    kill_process_group(group, signal).ok();
}

fn pid(raw: u32) -> Pid {
    Pid::from_raw(raw.cast_signed()).expect("a child has a number above zero")
}

/// Tells when the first process has ended, without reaping it.
struct LeaderEnd {
    #[cfg(target_os = "linux")]
    pidfd: std::os::fd::OwnedFd,
    #[cfg(not(target_os = "linux"))]
    pid: Pid,
}

impl LeaderEnd {
    #[cfg(target_os = "linux")]
    fn of(command: &Registered) -> io::Result<Self> {
        use rustix::process::{PidfdFlags, pidfd_open};
        Ok(Self { pidfd: pidfd_open(pid(command.pid), PidfdFlags::empty())? })
    }

    #[cfg(target_os = "linux")]
    fn wait(
        &self,
        at_most: Duration,
        pipes: &mut Pipes,
        output: &mut dyn FnMut(Source, &[u8]),
    ) -> io::Result<bool> {
        pipes.poll(Some(self.pidfd.as_fd()), at_most, output)
    }

    #[cfg(not(target_os = "linux"))]
    fn of(command: &Registered) -> io::Result<Self> {
        Ok(Self { pid: pid(command.pid) })
    }

    #[cfg(not(target_os = "linux"))]
    fn wait(
        &self,
        at_most: Duration,
        pipes: &mut Pipes,
        output: &mut dyn FnMut(Source, &[u8]),
    ) -> io::Result<bool> {
        use rustix::process::{WaitId, WaitIdOptions, waitid};
        pipes.poll(None, at_most.min(Duration::from_millis(5)), output)?;
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        Ok(waitid(WaitId::Pid(self.pid), options)?.is_some())
    }
}

/// The two outputs, read without waiting.
struct Pipes {
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
    buffer: Box<[u8]>,
}

impl Pipes {
    fn of(command: &mut Registered) -> io::Result<Self> {
        let (stdout, stderr) = (command.started.stdout.take(), command.started.stderr.take());
        for fd in stdout.iter().map(AsFd::as_fd).chain(stderr.iter().map(AsFd::as_fd)) {
            let flags = rustix::fs::fcntl_getfl(fd)?;
            rustix::fs::fcntl_setfl(fd, flags | rustix::fs::OFlags::NONBLOCK)?;
        }
        Ok(Self { stdout, stderr, buffer: vec![0; 64 * 1024].into_boxed_slice() })
    }

    /// Waits for output or for `also`; reads what there is. Whether `also` is ready.
    fn poll(
        &mut self,
        also: Option<rustix::fd::BorrowedFd<'_>>,
        at_most: Duration,
        output: &mut dyn FnMut(Source, &[u8]),
    ) -> io::Result<bool> {
        let mut fds = Vec::with_capacity(3);
        fds.extend(also.iter().map(|fd| PollFd::new(fd, PollFlags::IN)));
        fds.extend(self.stdout.iter().map(|fd| PollFd::new(fd, PollFlags::IN)));
        fds.extend(self.stderr.iter().map(|fd| PollFd::new(fd, PollFlags::IN)));
        let timeout =
            Timespec { tv_sec: at_most.as_secs().cast_signed(), tv_nsec: at_most.subsec_nanos().into() };
        match poll(&mut fds, Some(&timeout)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let ready = also.is_some() && fds.first().is_some_and(|fd| !fd.revents().is_empty());
        drop(fds);
        self.read(output);
        Ok(ready)
    }

    fn read_for(&mut self, at_most: Duration, output: &mut dyn FnMut(Source, &[u8])) {
        if self.stdout.is_none() && self.stderr.is_none() {
            std::thread::sleep(at_most);
        } else {
            drop(self.poll(None, at_most, output));
        }
    }

    /// Reads what is left. `false`: somebody still holds an output open.
    fn drain(&mut self, output: &mut dyn FnMut(Source, &[u8])) -> bool {
        let deadline = Instant::now() + DRAIN;
        loop {
            self.read_for(Duration::ZERO, output);
            if self.stdout.is_none() && self.stderr.is_none() {
                return true;
            }
            if Instant::now() >= deadline {
                return false;
            }
            self.read_for(Duration::from_millis(5), output);
        }
    }

    fn read(&mut self, output: &mut dyn FnMut(Source, &[u8])) {
        read_from(&mut self.stderr, Source::Stderr, &mut self.buffer, output);
        read_from(&mut self.stdout, Source::Stdout, &mut self.buffer, output);
    }
}

/// Reads what is there, at most a few buffers at once: a command that never stops writing must not keep us from
/// looking at the clock.
fn read_from(
    from: &mut Option<impl Read>,
    source: Source,
    buffer: &mut [u8],
    output: &mut dyn FnMut(Source, &[u8]),
) {
    for _ in 0..16 {
        let Some(pipe) = from.as_mut() else { return };
        match pipe.read(buffer) {
            Ok(0) => *from = None,
            Ok(count) => output(source, &buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
            // The end of a terminal is EIO; nothing more can come in either case.
            Err(_) => *from = None,
        }
    }
}
