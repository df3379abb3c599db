//! What `git ls-files` says about the work tree, in one call.

use std::{collections::BTreeSet, ffi::OsString, path::PathBuf};

use super::super::{Git, GitError, drivers::FilterDrivers, nul_parts, path_from};

/// The paths of a work tree by how they stand to the index.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// In the index, each once.
    pub(super) tracked: Vec<PathBuf>,
    /// Not sure to be as in the index: changed, removed, in conflict, or told to be left alone.
    pub(super) doubtful: BTreeSet<PathBuf>,
    /// Neither tracked nor ignored.
    pub(super) untracked: BTreeSet<PathBuf>,
    /// Under a filter.
    pub(super) filtered: Vec<PathBuf>,
}

impl Listing {
    /// Asks Git. A file that is marked "assume unchanged" or "skip work tree" is always doubtful: the mark hides an edit
    /// from Git, and must not hide it from us.
    pub(super) fn read(git: &Git<'_>) -> Result<Self, GitError> {
        let drivers = git.filter_drivers()?;
        let mut args = drivers.off();
        args.extend(
            ["ls-files", "-z", "-v", "--cached", "--modified", "--deleted", "--others", "--exclude-standard"]
                .map(OsString::from),
        );
        let bytes = git.bytes(&git.request(args))?;
        let mut listing = Self::default();
        for record in nul_parts(&bytes) {
            let (tag, path) = match record {
                [tag, b' ', path @ ..] => (*tag, path_from(path)),
                _ => return Err(GitError::output("ls-files", record, "a tag and a path")),
            };
            match tag {
                b'H' => listing.tracked.push(path),
                b'?' => drop(listing.untracked.insert(path)),
                // C changed, R removed, M unmerged, S skipped; lower case: assumed unchanged.
                _ => {
                    listing.tracked.push(path.clone());
                    listing.doubtful.insert(path);
                }
            }
        }
        // By bytes, which is how Git has sorted most of them; paths compare part by part.
        listing.tracked.sort_unstable_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
        listing.tracked.dedup();
        if !drivers.is_empty() {
            listing.filtered = filtered(git, &drivers, &listing.tracked)?;
            listing.doubtful.extend(listing.filtered.iter().cloned());
        }
        Ok(listing)
    }
}

/// Tracked paths with a `filter` attribute: what the index holds of them is not what stands in the work tree.
fn filtered(git: &Git<'_>, drivers: &FilterDrivers, tracked: &[PathBuf]) -> Result<Vec<PathBuf>, GitError> {
    let mut args = drivers.off();
    args.extend(["check-attr", "-z", "--stdin", "filter"].map(OsString::from));
    let mut stdin = Vec::new();
    for path in tracked {
        stdin.extend_from_slice(path.as_os_str().as_encoded_bytes());
        stdin.push(0);
    }
    let bytes = git.bytes(&git.request(args).stdin(stdin))?;
    let parts: Vec<&[u8]> = nul_parts(&bytes).collect();
    let records = parts.chunks_exact(3).map(|record| (record[0], record[2]));
    let plain: [&[u8]; 3] = [b"unspecified", b"unset", b"set"];
    Ok(records.filter(|(_, value)| !plain.contains(value)).map(|(path, _)| path_from(path)).collect())
}
