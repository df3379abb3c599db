//! Finding in the output of a command that failed whether its sandbox may be why.

use crate::{
    capture::Captured,
    process::sandbox::{Enforced, Network, Tier},
};

/// What programs print when the kernel refuses.
const REFUSED: [&str; 8] = [
    "permission denied",
    "operation not permitted",
    "read-only file system",
    "permissiondenied",
    "permissionerror",
    "eacces",
    "eperm",
    "erofs",
];

/// What they print besides where there is no network.
const UNREACHED: [&str; 6] = [
    "network is unreachable",
    "temporary failure in name resolution",
    "could not resolve host",
    "enetunreach",
    "eai_again",
    "enotfound",
];

/// Characters of a line that are told.
const SHOWN: usize = 160;

/// The first line of the output in which something was refused; `None` also where nothing was kept away from the
/// command.
pub(crate) fn denial(sandbox: &Enforced, stdout: &Captured, stderr: &Captured) -> Option<String> {
    if sandbox.tier == Tier::T1 && !sandbox.filtered {
        return None;
    }
    let unreached: &[&str] = if sandbox.network == Network::Full { &[] } else { &UNREACHED };
    let texts = [stderr.text(), stdout.text()];
    let mut lines = texts.iter().flat_map(|text| text.lines());
    let found = lines.find(|line| {
        let line = line.to_lowercase();
        REFUSED.iter().chain(unreached).any(|words| line.contains(words))
    })?;
    Some(found.trim().chars().take(SHOWN).collect())
}
