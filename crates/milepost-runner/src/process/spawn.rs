//! Starting a command alone in a session of its own.
#![expect(
    unsafe_code,
    reason = "what happens between the start of a process and that of its program has no safe form"
)]

#[cfg(target_os = "linux")]
use std::ffi::{OsStr, OsString};
use std::{
    io,
    process::{ChildStderr, ChildStdout},
};

use rustix::process::{Resource, Rlimit, setrlimit, setsid, umask};

use super::{Limits, Program};
#[cfg(target_os = "linux")]
use super::{confine::Sandbox, launch::Launch};

/// A started process: what it prints can be read, and its number stays its own until it is waited for.
#[derive(Debug)]
pub(super) struct Started {
    /// Its number.
    pub(super) pid: u32,
    /// What it prints.
    pub(super) stdout: Option<ChildStdout>,
    /// What it complains of.
    pub(super) stderr: Option<ChildStderr>,
}

/// Makes a command ready to start: own session and group, empty input, pipes for its output, only the given
/// environment, its sandbox.
#[cfg(target_os = "linux")]
pub(super) fn prepare(program: &Program) -> io::Result<impl FnOnce() -> io::Result<Started>> {
    let (sandbox, wrapper) = Sandbox::prepare(program)?;
    let own = program.args.iter().map(OsString::as_os_str);
    let (name, args): (&OsStr, Vec<&OsStr>) = match &wrapper {
        Some((wrapper, args)) => {
            let args = args.iter().map(OsString::as_os_str).chain([program.program.as_os_str()]);
            (wrapper, args.chain(own).collect())
        }
        None => (&program.program, own.collect()),
    };
    let env = program.env.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()));
    let launch = Launch::new(name, args, env, &program.cwd)?;
    let limits = program.limits;
    // `confine` and `Sandbox::enter` make system calls alone, and neither allocate, lock nor panic.
    Ok(move || {
        launch.start(&|| {
            confine(limits)?;
            sandbox.enter()
        })
    })
}

/// The same without a sandbox, by the standard library.
#[cfg(not(target_os = "linux"))]
pub(super) fn prepare(program: &Program) -> io::Result<impl FnOnce() -> io::Result<Started>> {
    use std::{
        os::unix::process::CommandExt,
        process::{Command, Stdio},
    };
    let mut command = Command::new(&program.program);
    command
        .arg0(std::path::Path::new(&program.program).file_name().unwrap_or(&program.program))
        .args(&program.args)
        .current_dir(&program.cwd)
        .env_clear()
        .envs(&program.env)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let limits = program.limits;
    // SAFETY: the closure runs in the child between fork and exec, where other threads of ours may have held locks:
    // `confine` makes system calls alone, and neither allocates nor locks.
    unsafe {
        command.pre_exec(move || confine(limits));
    }
    Ok(move || {
        let mut child = command.spawn()?;
        Ok(Started { pid: child.id(), stdout: child.stdout.take(), stderr: child.stderr.take() })
    })
}

/// Cuts the child off from our terminal, our signals, our open files and from more rights than ours.
fn confine(limits: Limits) -> io::Result<()> {
    setsid()?;
    umask(rustix::fs::Mode::WGRP | rustix::fs::Mode::WOTH);
    lower(Resource::Core, Some(0))?;
    lower(Resource::Nofile, limits.open_files)?;
    lower(Resource::Fsize, limits.file_size)?;
    lower(Resource::Nproc, limits.processes)?;
    for signal in [libc::SIGHUP, libc::SIGINT, libc::SIGQUIT, libc::SIGTERM, libc::SIGTTOU, libc::SIGTTIN] {
        // SAFETY: SIG_DFL is a valid disposition of these signals, and `signal` may be called after fork.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    #[cfg(target_os = "linux")]
    {
        rustix::thread::set_no_new_privs(true)?;
        // Should we be killed, the shell goes with us.
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
        // SAFETY: plain numbers; on a kernel without this call (before 5.11) it changes nothing and says so.
        unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, libc::CLOSE_RANGE_CLOEXEC) };
    }
    Ok(())
}

/// Sets both bounds of a limit, never above the present hard one.
fn lower(resource: Resource, to: Option<u64>) -> io::Result<()> {
    let Some(to) = to else { return Ok(()) };
    let hard = rustix::process::getrlimit(resource).maximum;
    let to = Some(hard.map_or(to, |hard| hard.min(to)));
    setrlimit(resource, Rlimit { current: to, maximum: to })?;
    Ok(())
}
