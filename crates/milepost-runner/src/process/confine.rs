//! Entering a sandbox between fork and exec.
#![expect(unsafe_code, reason = "these system calls have no safe form that neither allocates nor locks")]

use std::{
    ffi::OsString,
    io::{self, Write},
    os::fd::{AsRawFd, OwnedFd},
    sync::Arc,
};

use super::{Program, sandbox::Confinement};

/// What the superuser's commands lose of their rights: those that reach around Landlock or into the machine. The
/// others, such as those over files, stay.
const DROPPED: [libc::c_int; 10] = [
    2,  // CAP_DAC_READ_SEARCH: opens files by number
    12, // CAP_NET_ADMIN
    16, // CAP_SYS_MODULE
    17, // CAP_SYS_RAWIO
    19, // CAP_SYS_PTRACE
    21, // CAP_SYS_ADMIN
    22, // CAP_SYS_BOOT
    25, // CAP_SYS_TIME
    38, // CAP_PERFMON
    39, // CAP_BPF
];

/// A sandbox that one child enters.
pub(super) struct Sandbox {
    confinement: Option<Arc<Confinement>>,
    ruleset: Option<Arc<OwnedFd>>,
    /// Filters for the program that makes the namespaces, which enters them by itself.
    handed_on: Vec<OwnedFd>,
}

/// A program that stands before the command, and its arguments.
type Wrapper = (OsString, Vec<OsString>);

impl Sandbox {
    /// Makes everything that needs memory.
    pub(super) fn prepare(program: &Program) -> io::Result<(Self, Option<Wrapper>)> {
        let mut this =
            Self { confinement: program.confinement.clone(), ruleset: None, handed_on: Vec::new() };
        let Some(confinement) = &program.confinement else { return Ok((this, None)) };
        if confinement.makes_namespaces() {
            this.handed_on =
                confinement.filters().iter().map(|filter| file_of(filter)).collect::<io::Result<_>>()?;
        }
        this.ruleset = confinement.ruleset(&program.private)?;
        let filters: Vec<i32> = this.handed_on.iter().map(AsRawFd::as_raw_fd).collect();
        let wrapper = confinement.wrapper(&program.private, &program.cwd, &filters);
        Ok((this, wrapper))
    }

    /// Enters it: system calls alone.
    pub(super) fn enter(&self) -> io::Result<()> {
        let Some(confinement) = &self.confinement else { return Ok(()) };
        if let Some(ruleset) = &self.ruleset {
            // What makes namespaces drops them by itself, and needs some until then.
            for capability in DROPPED.iter().filter(|_| !confinement.makes_namespaces()) {
                // SAFETY: plain numbers. Only the superuser may drop one, and only the superuser has them.
                unsafe { libc::prctl(libc::PR_CAPBSET_DROP, *capability, 0, 0, 0) };
            }
            // SAFETY: plain numbers; the file is open.
            check(unsafe { libc::syscall(libc::SYS_landlock_restrict_self, ruleset.as_raw_fd(), 0) })?;
        }
        if confinement.makes_namespaces() {
            for fd in &self.handed_on {
                // SAFETY: plain numbers; the file is open.
                check(unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_SETFD, 0) }.into())?;
            }
            return Ok(());
        }
        for filter in confinement.filters() {
            let program = libc::sock_fprog {
                len: filter.len() as u16,
                // The kernel only reads it.
                filter: filter.as_ptr().cast_mut(),
            };
            // SAFETY: the pointer is to a live program of the stated length.
            check(unsafe {
                libc::syscall(libc::SYS_seccomp, libc::SECCOMP_SET_MODE_FILTER, 0, &raw const program)
            })?;
        }
        Ok(())
    }
}

fn check(result: libc::c_long) -> io::Result<()> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// A filter as a file in memory, in the form in which Bubblewrap reads it.
fn file_of(filter: &[libc::sock_filter]) -> io::Result<OwnedFd> {
    let fd = rustix::fs::memfd_create("filter", rustix::fs::MemfdFlags::CLOEXEC)?;
    let mut file = std::fs::File::from(fd);
    for statement in filter {
        let mut bytes = [0; 8];
        bytes[..2].copy_from_slice(&statement.code.to_ne_bytes());
        bytes[2..4].copy_from_slice(&[statement.jt, statement.jf]);
        bytes[4..].copy_from_slice(&statement.k.to_ne_bytes());
        file.write_all(&bytes)?;
    }
    io::Seek::rewind(&mut file)?;
    Ok(file.into())
}
