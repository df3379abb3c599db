//! What the files of the project say: paths, changes since the baseline, links, the branch.

use globset::GlobSet;
use milepost_ledger::Digest;

use super::{Judge, Outcome};
use crate::{
    Result,
    baseline::{ChangedPath, changed_paths},
    plan::inputs::glob_set,
};

impl Judge<'_, '_> {
    /// Whether a path is there: a place inside of the project, also where a link leads.
    pub(super) fn exists(&self, path: &str) -> Outcome {
        let root = &self.workspace.root;
        if !self.workspace.system.exists(&root.join(path)) {
            return Outcome::failed(format!("`{path}` is not there"));
        }
        match self.workspace.system.canonicalize(&root.join(path)) {
            Ok(real) if real.starts_with(root) && real != *root => {
                Outcome::passed(format!("`{path}` is there"))
            }
            Ok(_) => Outcome::failed(format!("`{path}` is no path inside of the project")),
            Err(_) => Outcome::failed(format!("`{path}` is not there")),
        }
    }

    /// Paths that differ from the baseline.
    pub(super) fn changed_paths(&self) -> Result<Option<&Vec<ChangedPath>>> {
        if self.changed.get().is_none() {
            let found = match &self.baseline {
                Some((_, baseline)) => changed_paths(self.workspace, self.trees, self.now, baseline)?,
                None => None,
            };
            let _ = self.changed.set(found);
        }
        Ok(self.changed.get().and_then(Option::as_ref))
    }

    /// Whether a file changed since the baseline and is still there: what is gone says nothing any more.
    pub(super) fn changed(&self, globs: &[String]) -> Result<Outcome> {
        let set = match globs_or_missing(globs) {
            Ok(set) => set,
            Err(outcome) => return Ok(outcome),
        };
        let (digest, changed) = match self.since_baseline()? {
            Ok(found) => found,
            Err(outcome) => return Ok(outcome),
        };
        let outcome = match changed.iter().find(|change| !change.removed && set.is_match(&change.path)) {
            Some(change) => Outcome::passed(format!("`{}` changed since the baseline", change.path)),
            None => Outcome::failed(format!("none of {} changed since the baseline", quoted(globs))),
        };
        Ok(outcome.resting_on(vec![digest]))
    }

    /// The baseline's record with what differs from it, or why that cannot be told.
    pub(super) fn since_baseline(&self) -> Result<std::result::Result<(Digest, &Vec<ChangedPath>), Outcome>> {
        let Some((digest, _)) = &self.baseline else {
            return Ok(Err(Outcome::missing(
                "there is no baseline to compare with",
                "`milepost start` or `milepost adopt` records it",
            )));
        };
        Ok(self.changed_paths()?.map(|changed| (*digest, changed)).ok_or_else(|| {
            Outcome::missing(
                "the commit and the tree of the baseline are not known here",
                "fetch the whole history, or record the baseline again with `milepost adopt`",
            )
        }))
    }

    pub(super) fn documentation(&self, globs: &[String]) -> Result<Outcome> {
        let broken = milepost_portfolio::broken_links(&self.workspace.portfolio, self.index, &|path| {
            self.workspace.system.exists(&self.workspace.root.join(path))
        });
        match broken.first() {
            Some(first) => Ok(Outcome::failed(format!("the link `{}` does not resolve", first.wanted))
                .hinting("`milepost lint` lists all of them")),
            None => self.changed(globs),
        }
    }

    pub(super) fn branch(&self, glob: &str) -> Result<Outcome> {
        let set = match globs_or_missing(&[glob.to_owned()]) {
            Ok(set) => set,
            Err(outcome) => return Ok(outcome),
        };
        let branch = match self.workspace.git() {
            Some(git) => git.branch()?,
            None => None,
        };
        Ok(match branch {
            Some(branch) if set.is_match(&branch) => Outcome::passed(format!("the branch is `{branch}`")),
            Some(branch) => Outcome::failed(format!("the branch is `{branch}`, not `{glob}`")),
            None => Outcome::failed("no branch is checked out"),
        })
    }
}

/// One glob that cannot be read leaves one item undecided, and no other.
fn globs_or_missing(globs: &[String]) -> std::result::Result<GlobSet, Outcome> {
    glob_set(globs).map_err(|error| Outcome::missing(error.message, "write a glob such as `src/**/*.ts`"))
}

fn quoted(globs: &[String]) -> String {
    globs.iter().map(|glob| format!("`{glob}`")).collect::<Vec<_>>().join(", ")
}
