use serde::{Deserialize, Serialize};

use super::Coverage;
use crate::glob::matches_glob;

/// Files that coverage is not asked of, because somebody said so and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// Which paths: `*` stands for any run of characters, `?` for any one.
    pub glob: String,
    /// Why.
    pub reason: String,
}

impl Exclusion {
    /// Whether one of `exclusions` names a path. One without a reason excludes nothing.
    pub fn any(exclusions: &[Self], path: &str) -> bool {
        exclusions.iter().any(|one| !one.reason.trim().is_empty() && matches_glob(&one.glob, path))
    }

    /// A report without the excluded files, its sums made anew.
    #[must_use]
    pub fn without(exclusions: &[Self], coverage: &Coverage) -> Coverage {
        if exclusions.is_empty() {
            return coverage.clone();
        }
        let kept = coverage.files.iter().filter(|file| !Self::any(exclusions, &file.path)).cloned().collect();
        Coverage::of(kept, coverage.notes.clone())
    }
}
