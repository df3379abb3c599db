//! Noticing that files change under a running check.

use std::{fmt, io};

use crate::spec::CheckSpec;

/// The state of all files at one moment, by whatever name the guard gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token(pub String);

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Looks at the files before and after a wave of checks.
pub trait Guard {
    /// Names the state now.
    fn before(&self) -> io::Result<Token>;

    /// The paths (relative to the root) that differ from `before` and are covered by none of the globs `writes`.
    fn after(&self, before: &Token, writes: &[String]) -> io::Result<Vec<String>>;

    /// Why a check must not start now; asked right before each try and once more when it has ended, where the answer
    /// takes the verdict away.
    fn refuses(&self, _check: &CheckSpec) -> Option<String> {
        None
    }
}

/// Whether one of the globs covers a path. `*` stays within a folder, `**` does not; a folder covers all below it.
pub fn is_written(writes: &[String], path: &str) -> bool {
    writes.iter().any(|glob| {
        let glob = glob.trim_start_matches("./").trim_end_matches('/');
        let below = path.strip_prefix(glob).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let matcher = globset::GlobBuilder::new(glob).literal_separator(true).build();
        below || matcher.is_ok_and(|glob| glob.compile_matcher().is_match(path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_and_folders_cover() {
        let writes = ["dist/".to_owned(), "*.snap".to_owned(), "src/**/gen.rs".to_owned()];
        for path in ["dist/a/b", "dist", "x.snap", "src/gen.rs", "src/a/b/gen.rs"] {
            assert!(is_written(&writes, path), "{path}");
        }
        for path in ["distance", "a/x.snap", "src/main.rs"] {
            assert!(!is_written(&writes, path), "{path}");
        }
    }
}
