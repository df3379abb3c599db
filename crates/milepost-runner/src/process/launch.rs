//! Starting a process without a copy of this one.
//!
//! `fork` copies the tables of all our memory, and every page that we write afterwards: for commands that take a
//! millisecond that is a third of their cost. Here the child borrows our memory until it runs its program, as in
//! `posix_spawn`, while the thread that starts it waits. What `posix_spawn` cannot do between the two, such as entering
//! a sandbox, is handed in.
#![expect(unsafe_code, reason = "what happens between clone and exec has no safe form")]

use std::{
    ffi::{CString, OsStr, c_void},
    fs::File,
    io,
    os::{
        fd::{AsRawFd, OwnedFd, RawFd},
        unix::ffi::OsStrExt,
    },
    path::Path,
};

use super::{spawn::Started, usage::wait4};

/// Bytes of stack for what the child does before its program runs.
const STACK: usize = 256 * 1024;

/// Where programs are looked for without a `PATH`, as by the C library.
const USUAL_PATH: &[u8] = b"/bin:/usr/bin";

/// The last signal of the kernel, real-time ones included.
const LAST_SIGNAL: i32 = 64;

/// A program, its words and its surroundings, as the kernel takes them.
pub(super) struct Launch {
    /// Where the program may be, in this order.
    candidates: Vec<CString>,
    args: Vec<CString>,
    env: Vec<CString>,
    cwd: CString,
}

impl Launch {
    /// Prepares a start: `program` is looked for in the `PATH` of `env`.
    ///
    /// # Errors
    /// When a word holds a NUL.
    pub(super) fn new<'w>(
        program: &'w OsStr,
        args: impl IntoIterator<Item = &'w OsStr>,
        env: impl IntoIterator<Item = (&'w OsStr, &'w OsStr)>,
        cwd: &Path,
    ) -> io::Result<Self> {
        let text = |bytes: &[u8]| {
            CString::new(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "a NUL in a word"))
        };
        let mut path: Option<&[u8]> = None;
        let mut variables = Vec::new();
        for (name, value) in env {
            if name == "PATH" {
                path = Some(value.as_bytes());
            }
            variables.push(text(&[name.as_bytes(), b"=", value.as_bytes()].concat())?);
        }
        let name = program.as_bytes();
        let candidates = if name.contains(&b'/') {
            vec![text(name)?]
        } else {
            let folders = path.unwrap_or(USUAL_PATH).split(|byte| *byte == b':');
            let place = |folder: &[u8]| {
                if folder.is_empty() { text(name) } else { text(&[folder, b"/", name].concat()) }
            };
            folders.map(place).collect::<io::Result<_>>()?
        };
        // A shell names itself by its first word in what it says.
        let own = Path::new(program).file_name().unwrap_or(program);
        let words = std::iter::once(own).chain(args);
        let args = words.map(|word| text(word.as_bytes())).collect::<io::Result<_>>()?;
        Ok(Self { candidates, args, env: variables, cwd: text(cwd.as_os_str().as_bytes())? })
    }

    /// Starts it with an empty input and pipes for its output. `enter` is called in the child just before the program
    /// runs: it must make system calls alone, and neither allocate, lock nor panic, as all memory is still ours.
    ///
    /// # Errors
    /// When a resource is exhausted, `enter` fails, or the program cannot be run.
    pub(super) fn start(&self, enter: &dyn Fn() -> io::Result<()>) -> io::Result<Started> {
        let input = File::open("/dev/null")?;
        let (stdout, child_stdout) = pipe()?;
        let (stderr, child_stderr) = pipe()?;
        let (args, env) = (pointers(&self.args), pointers(&self.env));
        let mut start = Start {
            launch: self,
            args: &args,
            env: &env,
            streams: [input.as_raw_fd(), child_stdout.as_raw_fd(), child_stderr.as_raw_fd()],
            enter,
            error: 0,
        };
        let mut stack: Vec<u8> = Vec::with_capacity(STACK);
        // The stack grows downwards, from an address that 16 divides.
        let top = (stack.as_mut_ptr() as usize + STACK) & !15;
        let signals = Blocked::all();
        // SAFETY: the stack lives until the child has left it, as `CLONE_VFORK` keeps this thread waiting until then;
        // `start` lives as long. The child has a copy of our files, signal actions and credentials, and changes those.
        let pid = unsafe {
            libc::clone(
                begin,
                top as *mut c_void,
                libc::CLONE_VM | libc::CLONE_VFORK | libc::SIGCHLD,
                (&raw mut start).cast(),
            )
        };
        let failed = io::Error::last_os_error();
        drop(signals);
        if pid < 0 {
            return Err(failed);
        }
        if start.error != 0 {
            // It never became the program: nobody else waits for it.
            drop(wait4(pid.cast_unsigned(), true));
            return Err(io::Error::from_raw_os_error(start.error));
        }
        Ok(Started { pid: pid.cast_unsigned(), stdout: Some(stdout.into()), stderr: Some(stderr.into()) })
    }
}

/// What the child reads, and the error that it writes.
struct Start<'s> {
    launch: &'s Launch,
    args: &'s [*const libc::c_char],
    env: &'s [*const libc::c_char],
    streams: [RawFd; 3],
    enter: &'s dyn Fn() -> io::Result<()>,
    error: i32,
}

/// The child's life before its program.
extern "C" fn begin(start: *mut c_void) -> libc::c_int {
    // SAFETY: the parent handed in this value and waits.
    let start = unsafe { &mut *start.cast::<Start<'_>>() };
    let error = match prepare(start) {
        Ok(()) => execute(start),
        Err(error) => error,
    };
    start.error = error.raw_os_error().unwrap_or(libc::EIO);
    // SAFETY: leaves without running anything of ours.
    unsafe { libc::_exit(127) }
}

fn prepare(start: &Start<'_>) -> io::Result<()> {
    for (target, stream) in (0..).zip(start.streams) {
        // SAFETY: plain numbers; the files are open, and none of them is one of the first three.
        check(unsafe { libc::dup2(stream, target) })?;
    }
    // SAFETY: the path is a text that ends.
    check(unsafe { libc::chdir(start.launch.cwd.as_ptr()) })?;
    // No handler of ours may run in the child: it would do so in our memory.
    for signal in 1..=LAST_SIGNAL {
        // SAFETY: both pointers are to live values or null; a signal that cannot be asked for is left alone.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            let known = libc::sigaction(signal, std::ptr::null(), &raw mut action) == 0;
            let handled = action.sa_sigaction != libc::SIG_DFL && action.sa_sigaction != libc::SIG_IGN;
            if known && (handled || signal == libc::SIGPIPE) {
                libc::signal(signal, libc::SIG_DFL);
            }
        }
    }
    // SAFETY: an empty set is a value of that type.
    unsafe {
        let mut none: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &raw const none, std::ptr::null_mut());
    }
    (start.enter)()
}

/// Becomes the program, or says why it cannot.
fn execute(start: &Start<'_>) -> io::Error {
    let mut error = io::Error::from_raw_os_error(libc::ENOENT);
    for candidate in &start.launch.candidates {
        // SAFETY: the lists end with null, and their texts live in `launch`.
        unsafe { libc::execve(candidate.as_ptr(), start.args.as_ptr(), start.env.as_ptr()) };
        let found = io::Error::last_os_error();
        match found.raw_os_error() {
            Some(libc::ENOENT | libc::ENOTDIR) => {}
            // One further on may be allowed.
            Some(libc::EACCES) => error = found,
            _ => return found,
        }
    }
    error
}

/// All signals wait while this lives.
struct Blocked(libc::sigset_t);

impl Blocked {
    fn all() -> Self {
        // SAFETY: all-zero sets are values of that type, and both pointers are to live ones.
        unsafe {
            let (mut all, mut before): (libc::sigset_t, libc::sigset_t) = std::mem::zeroed();
            libc::sigfillset(&raw mut all);
            libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before);
            Self(before)
        }
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        // SAFETY: the set is the one of before.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.0, std::ptr::null_mut()) };
    }
}

/// A pipe whose ends no program inherits: reading end, writing end.
fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    let (reader, writer) = io::pipe()?;
    Ok((reader.into(), writer.into()))
}

fn pointers(texts: &[CString]) -> Vec<*const libc::c_char> {
    texts.iter().map(|text| text.as_ptr()).chain([std::ptr::null()]).collect()
}

fn check(result: libc::c_int) -> io::Result<()> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
