//! The data folder of a private server.

use std::path::Path;

use milepost_system::{ProcessRequest, System};

use super::{
    ScratchError,
    account::{Account, checked},
};

/// Makes a folder that only the account of the server may enter.
pub(super) fn private_folder(
    system: &dyn System,
    account: &Account,
    folder: &Path,
) -> Result<(), ScratchError> {
    let failed = |source| ScratchError::File { path: folder.to_owned(), source };
    system.create_dir_all(folder).map_err(failed)?;
    system.set_mode(folder, 0o700).map_err(failed)?;
    account.own(system, folder)
}

/// Fills a data folder as a fresh server has it: a copy of the one that is kept for this version of the server, or else by
/// `make`, and then kept.
pub(super) fn fill(
    system: &dyn System,
    account: &Account,
    version: &str,
    data: &Path,
    cache: Option<&Path>,
    make: impl FnOnce() -> Result<(), ScratchError>,
) -> Result<(), ScratchError> {
    let name: String =
        version.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    let kept = cache.map(|cache| cache.join(format!("{name}-1")));
    if let Some(kept) = kept.as_ref().filter(|kept| system.is_dir(kept)) {
        copy(system, kept, data)?;
        return account.own(system, data);
    }
    make()?;
    if let (Some(kept), Some(cache)) = (kept, cache) {
        let failed = |source| ScratchError::File { path: kept.clone(), source };
        let mut random = [0; 8];
        system.random(&mut random);
        let half = cache.join(format!("half-made-{:016x}", u64::from_le_bytes(random)));
        system.create_dir_all(&half).map_err(failed)?;
        copy(system, data, &half)?;
        // Somebody else may have kept theirs meanwhile: one is as good as the other.
        if system.rename(&half, &kept).is_err() {
            system.remove_dir_all(&half).map_err(failed)?;
        }
    }
    Ok(())
}

/// The end of what a server wrote into its log.
pub(super) fn end_of_log(system: &dyn System, log: &Path) -> String {
    let text = system.read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(5)..].join("; ")
}

fn copy(system: &dyn System, from: &Path, to: &Path) -> Result<(), ScratchError> {
    let copy = ProcessRequest::new("cp").arg("-a").arg("--").arg(from.join(".")).arg(to);
    checked(system, copy).map(drop)
}
