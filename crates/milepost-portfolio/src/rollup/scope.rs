//! What a roll-up is to look at.

use std::{collections::BTreeSet, fmt};

/// What is compared, and what only records tell.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// Only what repeats these milestones, and the initiatives above them; everything when `None`.
    pub milestones: Option<&'a BTreeSet<usize>>,
    /// Whether the completion of a milestone is attested by a record of the repository: then all of it is done, also
    /// where a box was waived and stays open.
    pub attested: &'a dyn Fn(usize) -> bool,
}

impl Scope<'_> {
    /// Everything, by the documents alone.
    pub const WHOLE: Scope<'static> = Scope { milestones: None, attested: &|_| false };
}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("milestones", &self.milestones).finish_non_exhaustive()
    }
}
