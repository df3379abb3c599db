//! Making a commit that the user asked for.

use std::{ffi::OsString, path::Path};

use super::{Git, GitError};

impl Git<'_> {
    /// Commits exactly these files (changed, new or removed), whatever else is staged; hooks run. Returns the new
    /// commit. Paths are relative to the root and taken literally.
    pub fn commit(&self, paths: &[&Path], message: &str) -> Result<String, GitError> {
        let literal = |first: &[&str]| -> Vec<OsString> {
            let options = ["--literal-pathspecs"].into_iter().chain(first.iter().copied());
            let paths = paths.iter().map(|path| path.as_os_str().to_owned());
            options.map(OsString::from).chain([OsString::from("--")]).chain(paths).collect()
        };
        self.bytes(&self.bare_request(literal(&["add", "--all", "--force"])))?;
        let mut commit = literal(&["commit", "--quiet", "--file=-", "--cleanup=strip", "--only"]);
        commit.insert(0, OsString::from("--no-pager"));
        self.bytes(&self.bare_request(commit).stdin(message))?;
        self.head()?.ok_or_else(|| GitError::output("commit", b"", "a commit"))
    }
}
