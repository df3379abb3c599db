//! Programs that Git's configuration would run on the content of files.

use std::{collections::BTreeSet, ffi::OsString};

use super::{Git, GitError, nul_parts};

/// The filter drivers of a repository's configuration, such as `lfs`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FilterDrivers(BTreeSet<String>);

impl FilterDrivers {
    /// Whether there are none: then no file was ever filtered here.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Options (before the command) under which none of them runs.
    pub(super) fn off(&self) -> Vec<OsString> {
        let settings = self.0.iter().flat_map(|name| {
            ["process=", "clean=", "smudge=", "required=false"].map(|rest| format!("filter.{name}.{rest}"))
        });
        settings.flat_map(|setting| ["-c".to_owned(), setting]).map(OsString::from).collect()
    }
}

impl Git<'_> {
    /// The drivers that are configured for this repository, this user or this machine.
    pub(super) fn filter_drivers(&self) -> Result<FilterDrivers, GitError> {
        let pattern = r"^filter\..*\.(clean|smudge|process)$";
        let request = self.request(["config", "-z", "--name-only", "--get-regexp", pattern]);
        let output = self.output(&request)?;
        match output.code {
            Some(0) => {}
            Some(1) => return Ok(FilterDrivers::default()),
            _ => return Err(GitError::exit(&request, &output)),
        }
        let names = nul_parts(&output.stdout).filter_map(|key| {
            let key = str::from_utf8(key).ok()?.strip_prefix("filter.")?;
            Some(key.rsplit_once('.')?.0.to_owned())
        });
        Ok(FilterDrivers(names.collect()))
    }
}
