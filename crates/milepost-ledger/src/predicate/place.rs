//! Where a record lives.

/// Where a record lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Under the Git common directory: seen by every worktree, not committed.
    Local,
    /// Under `.milepost/records/`, committed with the document.
    Shared,
    /// Under `.milepost/attestations/`, committed with the document, only ever added to.
    Attestations,
}

impl Place {
    /// Whether it is committed.
    pub fn is_committed(self) -> bool {
        self != Self::Local
    }
}
