//! What this machine has to keep commands apart.
#![cfg_attr(
    target_os = "linux",
    expect(unsafe_code, reason = "two questions to the kernel that have no safe form")
)]

use super::bubblewrap;

/// What this machine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// The version of Landlock's interface.
    pub landlock: Option<u32>,
    /// Whether system calls can be filtered.
    pub seccomp: bool,
    /// Whether Bubblewrap makes namespaces here, or why not.
    pub bubblewrap: Result<(), &'static str>,
}

impl Capabilities {
    /// Asks the kernel, and, where `namespaces` are wanted, tries Bubblewrap, once in the life of this process.
    pub fn of_this_machine(namespaces: bool) -> Self {
        let bubblewrap = if namespaces { bubblewrap::probe() } else { Err("it was not looked for") };
        Self { landlock: landlock(), seccomp: seccomp(), bubblewrap }
    }

    /// What keeps T2 from being in force as a whole.
    pub(super) fn missing_for_t2(&self) -> Option<String> {
        let landlock = self.landlock.is_none().then_some("Landlock");
        let seccomp = (!self.seccomp).then_some("filters of system calls (seccomp)");
        let missing: Vec<_> = landlock.into_iter().chain(seccomp).collect();
        (!missing.is_empty()).then(|| format!("the kernel has no {}", missing.join(" and no ")))
    }

    /// Whether T3 can be had, or what is missing.
    pub(super) fn namespaces(&self) -> Result<(), String> {
        self.bubblewrap.map_err(|why| format!("Bubblewrap makes no namespaces here: {why}"))?;
        if self.seccomp { Ok(()) } else { Err("the kernel filters no system calls (seccomp)".to_owned()) }
    }
}

#[cfg(target_os = "linux")]
fn landlock() -> Option<u32> {
    /// `LANDLOCK_CREATE_RULESET_VERSION`
    const VERSION: libc::c_uint = 1;
    // SAFETY: with this flag the kernel reads no memory and answers with a number.
    let abi = unsafe {
        libc::syscall(libc::SYS_landlock_create_ruleset, std::ptr::null::<libc::c_void>(), 0_usize, VERSION)
    };
    u32::try_from(abi).ok().filter(|abi| *abi > 0)
}

#[cfg(target_os = "linux")]
fn seccomp() -> bool {
    let action: u32 = libc::SECCOMP_RET_ERRNO;
    // SAFETY: the pointer is to a live number of the right size, which the kernel only reads.
    unsafe {
        libc::syscall(libc::SYS_seccomp, libc::SECCOMP_GET_ACTION_AVAIL, 0_usize, &raw const action) == 0
    }
}

#[cfg(not(target_os = "linux"))]
fn landlock() -> Option<u32> {
    None
}

#[cfg(not(target_os = "linux"))]
fn seccomp() -> bool {
    false
}
