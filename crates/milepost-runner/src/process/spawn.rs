//! Starting a command alone in a session of its own.
#![expect(unsafe_code, reason = "what happens between fork and exec has no safe form")]

use std::{
    io,
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
};

use rustix::process::{Resource, Rlimit, setrlimit, setsid, umask};

#[cfg(target_os = "linux")]
use super::confine::Sandbox;
use super::{Limits, Program};

/// Makes a command ready to start: own session and group, empty input, pipes for its output, only the given
/// environment, its sandbox.
pub(super) fn prepare(program: &Program) -> io::Result<impl FnOnce() -> io::Result<Child>> {
    #[cfg(target_os = "linux")]
    let (sandbox, wrapper) = Sandbox::prepare(program)?;
    #[cfg(not(target_os = "linux"))]
    let wrapper: Option<(std::ffi::OsString, Vec<std::ffi::OsString>)> = None;
    let mut command = match wrapper {
        Some((wrapper, args)) => {
            let mut command = Command::new(wrapper);
            command.args(args).arg(&program.program);
            command
        }
        None => Command::new(&program.program),
    };
    command
        .args(&program.args)
        .current_dir(&program.cwd)
        .env_clear()
        .envs(&program.env)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let limits = program.limits;
    // SAFETY: the closure runs in the child between fork and exec, where other threads of ours may have held locks:
    // `confine` and `Sandbox::enter` make system calls alone, and neither allocate nor lock.
    unsafe {
        command.pre_exec(move || {
            confine(limits)?;
            #[cfg(target_os = "linux")]
            sandbox.enter()?;
            Ok(())
        });
    }
    Ok(move || command.spawn())
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
