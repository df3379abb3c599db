//! Where HEAD stands, branches, and names of commits.

use super::{Git, GitError};

/// A branch's name, and the commit that it is at where it exists here.
type DefaultBranch = Option<(String, Option<String>)>;

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
        Ok(self.default_branch_with_tip()?.map(|(name, _)| name))
    }

    /// The default branch with the commit that it is at; no commit where the branch is known by name alone.
    pub fn default_branch_with_tip(&self) -> Result<DefaultBranch, GitError> {
        Ok(self.default_branch_and_head()?.0)
    }

    /// As [`Git::default_branch_with_tip`], with the commit of HEAD, asked for at once; `None` before the first commit.
    pub fn default_branch_and_head(&self) -> Result<(DefaultBranch, Option<String>), GitError> {
        let format = "--format=%(HEAD)%(refname) %(objectname) %(symref)";
        let all = self.text(["for-each-ref", format, "refs/heads/", "refs/remotes/origin/HEAD"])?;
        let on_branch = all.lines().find_map(|line| line.strip_prefix('*')?.split(' ').nth(1));
        let head = match on_branch {
            Some(commit) => Some(commit.to_owned()),
            None => self.head()?,
        };
        Ok((self.default_among(&all)?, head))
    }

    /// The default one among lines of `for-each-ref`.
    fn default_among(&self, all: &str) -> Result<DefaultBranch, GitError> {
        let mut branches: Vec<(&str, &str)> = Vec::new();
        let mut remote = None;
        for line in all.lines().filter_map(|line| line.get(1..)) {
            let mut words = line.splitn(3, ' ');
            let (Some(name), Some(commit)) = (words.next(), words.next()) else { continue };
            match name.strip_prefix("refs/heads/") {
                Some(name) => branches.push((name, commit)),
                None => remote = words.next().and_then(|target| target.strip_prefix("refs/remotes/origin/")),
            }
        }
        let tip = |wanted: &str| {
            branches.iter().find(|(name, _)| *name == wanted).map(|(_, commit)| (*commit).to_owned())
        };
        if let Some(name) = remote {
            return Ok(Some((name.to_owned(), tip(name))));
        }
        match branches[..] {
            [(only, commit)] => return Ok(Some((only.to_owned(), Some(commit.to_owned())))),
            // Before the first commit the branch to be born is the default one.
            [] => return Ok(self.branch()?.map(|name| (name, None))),
            _ => {}
        }
        let configured = self.config("init.defaultBranch")?;
        let mut known = configured.as_deref().into_iter().chain(["main", "master", "trunk"]);
        Ok(known.find_map(|name| Some((name.to_owned(), Some(tip(name)?)))))
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
