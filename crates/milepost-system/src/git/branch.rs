//! Where HEAD stands, branches, and names of commits.

use super::{Git, GitError};

impl Git<'_> {
    /// The commit of HEAD; `None` before the first commit.
    pub fn head(&self) -> Result<Option<String>, GitError> {
        self.rev_parse("HEAD^{commit}")
    }

    /// The branch that HEAD is on; `None` when detached. Before the first commit it is the branch to be born.
    pub fn branch(&self) -> Result<Option<String>, GitError> {
        self.optional_text(["symbolic-ref", "--quiet", "--short", "HEAD"])
    }

    /// The object that a revision names; `None` where it names nothing.
    pub fn rev_parse(&self, revision: &str) -> Result<Option<String>, GitError> {
        self.optional_text(["rev-parse", "--verify", "--quiet", "--end-of-options", revision])
    }

    /// The branch that others start from: the remote's HEAD, else `init.defaultBranch`, `main` or `master`, as far
    /// as it exists; in a repository with one branch alone, that one.
    pub fn default_branch(&self) -> Result<Option<String>, GitError> {
        let remote =
            self.optional_text(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"])?;
        if let Some(name) = remote.as_deref().and_then(|name| name.strip_prefix("origin/")) {
            return Ok(Some(name.to_owned()));
        }
        let all = self.text(["for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/"])?;
        let branches: Vec<&str> = all.lines().collect();
        let configured = self.config("init.defaultBranch")?;
        let known = configured.as_deref().into_iter().chain(["main", "master", "trunk"]);
        for name in known {
            if branches.contains(&name) {
                return Ok(Some(name.to_owned()));
            }
        }
        match branches[..] {
            [only] => Ok(Some(only.to_owned())),
            // Before the first commit the branch to be born is the default one.
            [] => self.branch(),
            _ => Ok(None),
        }
    }

    /// The best common ancestor of two revisions; `None` when they share none.
    pub fn merge_base(&self, a: &str, b: &str) -> Result<Option<String>, GitError> {
        self.optional_text(["merge-base", "--end-of-options", a, b])
    }

    /// Whether `ancestor` is `descendant` or before it.
    pub fn is_ancestor(&self, ancestor: &str, descendant: &str) -> Result<bool, GitError> {
        let request = self.request(["merge-base", "--is-ancestor", ancestor, descendant]);
        let output = self.output(&request)?;
        match output.code {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => Err(GitError::exit(&request, &output)),
        }
    }

    /// Whether a local branch exists.
    pub fn branch_exists(&self, name: &str) -> Result<bool, GitError> {
        self.rev_parse(&format!("refs/heads/{name}")).map(|found| found.is_some())
    }

    /// Makes a branch at `start` without going to it.
    pub fn create_branch(&self, name: &str, start: &str) -> Result<(), GitError> {
        self.bytes(&self.bare_request(["branch", "--no-track", "--end-of-options", name, start])).map(drop)
    }

    /// Goes to a branch; what is changed in the work tree stays, or Git refuses.
    pub fn switch(&self, name: &str) -> Result<(), GitError> {
        self.bytes(&self.bare_request(["switch", "--quiet", "--no-guess", name])).map(drop)
    }
}
