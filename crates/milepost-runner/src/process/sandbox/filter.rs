//! The filter of system calls: what no check needs, and what would lead around Landlock.

use std::collections::BTreeMap;

use libc::{c_long, sock_filter};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen::Dword, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};

use super::Network;

/// Programs of the kernel's filter machine, to be installed one after another.
pub(super) type Programs = Vec<Vec<sock_filter>>;

/// Refused with EPERM.
const REFUSED: &[c_long] = &[
    libc::SYS_acct,
    libc::SYS_add_key,
    libc::SYS_bpf,
    libc::SYS_clock_settime,
    libc::SYS_delete_module,
    libc::SYS_finit_module,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fsopen,
    libc::SYS_fspick,
    libc::SYS_init_module,
    libc::SYS_kexec_load,
    libc::SYS_keyctl,
    libc::SYS_mount,
    libc::SYS_mount_setattr,
    libc::SYS_move_mount,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_open_tree,
    libc::SYS_perf_event_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pivot_root,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_quotactl,
    libc::SYS_reboot,
    libc::SYS_request_key,
    libc::SYS_setdomainname,
    libc::SYS_sethostname,
    libc::SYS_setns,
    libc::SYS_settimeofday,
    libc::SYS_swapoff,
    libc::SYS_swapon,
    libc::SYS_syslog,
    libc::SYS_umount2,
    libc::SYS_userfaultfd,
    libc::SYS_vhangup,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_ioperm,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_iopl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_kexec_file_load,
];

/// Refused with ENOSYS: programs then take the older way, which is looked at.
const ABSENT: &[c_long] = &[
    // Its flags lie in memory, where a filter cannot read them; the C library goes back to `clone`.
    libc::SYS_clone3,
    // Opens sockets out of the filter's sight.
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
];

/// What tells the kernel's filter machine which half of a system call's number is the foreign one.
const X32: u32 = 0x4000_0000;

/// The programs for a network. `truncates`: Landlock does not see `truncate`, so nobody may call it.
///
/// # Errors
/// On processors whose system calls are not known here.
pub(super) fn programs(network: Network, truncates: bool) -> Result<Programs, String> {
    let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(|error| error.to_string())?;
    let build = |rules: BTreeMap<i64, Vec<SeccompRule>>, errno: i32| {
        let action = SeccompAction::Errno(errno.unsigned_abs());
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, action, arch);
        filter.and_then(BpfProgram::try_from).map_err(|error| error.to_string())
    };
    let mut refused: BTreeMap<i64, Vec<SeccompRule>> =
        REFUSED.iter().map(|call| (*call, Vec::new())).collect();
    if truncates {
        refused.insert(libc::SYS_truncate, Vec::new());
    }
    // Types of the C library differ between systems.
    let user_namespace = libc::CLONE_NEWUSER.unsigned_abs().into();
    let new_user = || rule(&[(0, SeccompCmpOp::MaskedEq(user_namespace), user_namespace)]);
    refused.insert(libc::SYS_clone, vec![new_user()?]);
    refused.insert(libc::SYS_unshare, vec![new_user()?]);
    // Typing into a terminal, and pasting into a console.
    let ioctls = [libc::TIOCSTI, libc::TIOCLINUX];
    let ioctls = ioctls.iter().map(|request| rule(&[(1, SeccompCmpOp::Eq, u64::from(*request as u32))]));
    refused.insert(libc::SYS_ioctl, ioctls.collect::<Result<_, _>>()?);
    if network == Network::None {
        let (unix, netlink) = (libc::AF_UNIX.unsigned_abs(), libc::AF_NETLINK.unsigned_abs());
        let other = rule(&[(0, SeccompCmpOp::Ne, unix.into()), (0, SeccompCmpOp::Ne, netlink.into())])?;
        refused.insert(libc::SYS_socket, vec![other]);
    }
    let absent = ABSENT.iter().map(|call| (*call, Vec::new())).collect();
    let mut first = prelude(arch);
    first.extend(build(refused, libc::EPERM)?);
    let programs = [first, build(absent, libc::ENOSYS)?];
    Ok(programs.into_iter().map(|program| program.into_iter().map(convert).collect()).collect())
}

/// A rule that holds where all comparisons of an argument's lower half do.
fn rule(conditions: &[(u8, SeccompCmpOp, u64)]) -> Result<SeccompRule, String> {
    let conditions = conditions.iter().map(|(argument, how, value)| {
        SeccompCondition::new(*argument, Dword, how.clone(), *value).map_err(|error| error.to_string())
    });
    let conditions = conditions.collect::<Result<Vec<_>, _>>()?;
    SeccompRule::new(conditions).map_err(|error| error.to_string())
}

/// Refuses the other tables of system calls that the processor has (32 bit, x32): their numbers mean something else.
/// Without this, the filter's own look at the architecture would kill the process without a word.
fn prelude(arch: TargetArch) -> BpfProgram {
    const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
    const EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
    const AT_LEAST: u16 = (libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K) as u16;
    const RETURN: u16 = (libc::BPF_RET | libc::BPF_K) as u16;
    /// Places in the data that the kernel hands to a filter.
    const NUMBER: u32 = 0;
    const ARCHITECTURE: u32 = 4;
    let absent = libc::SECCOMP_RET_ERRNO | libc::ENOSYS.unsigned_abs();
    let statement = |code, k, jt, jf| seccompiler::sock_filter { code, jt, jf, k };
    let mut program = vec![
        statement(LOAD, ARCHITECTURE, 0, 0),
        statement(EQUAL, audit_arch(arch), 1, 0),
        statement(RETURN, absent, 0, 0),
    ];
    if arch == TargetArch::x86_64 {
        program.extend([
            statement(LOAD, NUMBER, 0, 0),
            statement(AT_LEAST, X32, 0, 1),
            statement(RETURN, absent, 0, 0),
        ]);
    }
    program
}

/// The kernel's number of an architecture (`linux/audit.h`): the ELF machine with the marks of 64 bits and of the
/// little end.
fn audit_arch(arch: TargetArch) -> u32 {
    const LITTLE_64: u32 = 0xC000_0000;
    let machine = match arch {
        TargetArch::x86_64 => libc::EM_X86_64,
        TargetArch::aarch64 => libc::EM_AARCH64,
        TargetArch::riscv64 => libc::EM_RISCV,
    };
    u32::from(machine) | LITTLE_64
}

fn convert(statement: seccompiler::sock_filter) -> sock_filter {
    sock_filter { code: statement.code, jt: statement.jt, jf: statement.jf, k: statement.k }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_takes_programs_of_this_length() {
        for network in [Network::None, Network::Loopback, Network::Full] {
            for program in programs(network, true).unwrap() {
                assert!((10..4096).contains(&program.len()));
            }
        }
    }

    #[test]
    fn foreign_tables_of_calls_are_refused_first() {
        let program = prelude(TargetArch::x86_64);
        assert_eq!(program[1].k, 0xC000_003E, "AUDIT_ARCH_X86_64");
        assert_eq!(audit_arch(TargetArch::aarch64), 0xC000_00B7, "AUDIT_ARCH_AARCH64");
        assert_eq!(program[4].k, X32);
    }
}
