//! Who made which commits.

use super::{Git, GitError};

/// A person as commits name them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Author {
    /// The name.
    pub name: String,
    /// The address, in lower case.
    pub email: String,
}

/// Everybody who had a hand in some commits: authors, committers, co-authors by trailer. Sorted, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authors(pub Vec<Author>);

impl Authors {
    /// Whether an address is among them, without regard to case.
    pub fn has_email(&self, email: &str) -> bool {
        self.0.iter().any(|author| author.email.eq_ignore_ascii_case(email))
    }
}

impl Git<'_> {
    /// Everybody behind the commits of a range such as `BASE..HEAD`. Commits that change nothing but what lies in
    /// folders called `except`, wherever these are, make nobody an author.
    pub fn log_authors(&self, range: &str, except: &str) -> Result<Authors, GitError> {
        let format = "--format=%aN%x00%aE%x00%cN%x00%cE%x00%(trailers:key=Co-authored-by,valueonly,separator=%x01)%x02";
        let without = format!(":(exclude,top,glob)**/{except}/**");
        let args = ["log", "--full-history", format, "--end-of-options", range, "--", ":(top)", &without];
        let bytes = self.bytes(&self.request(args))?;
        let text = String::from_utf8_lossy(&bytes);
        let mut authors = Vec::new();
        let mut add = |name: &str, email: &str| {
            authors.push(Author { name: name.trim().to_owned(), email: email.trim().to_lowercase() });
        };
        for record in text.split('\x02').map(|record| record.trim_start_matches('\n')) {
            if record.is_empty() {
                continue;
            }
            let fields: Vec<&str> = record.split('\0').collect();
            let [author, author_email, committer, committer_email, trailers] = fields[..] else {
                return Err(GitError::output("log", record.as_bytes(), "five fields"));
            };
            add(author, author_email);
            add(committer, committer_email);
            for trailer in trailers.split('\x01').filter(|trailer| !trailer.trim().is_empty()) {
                match trailer.rsplit_once('<') {
                    Some((name, email)) => add(name, email.trim_end().trim_end_matches('>')),
                    None => add(trailer, ""),
                }
            }
        }
        authors.sort();
        authors.dedup();
        Ok(Authors(authors))
    }

    /// The commits without a parent that HEAD descends from, sorted. Of a shallow clone these are not the true
    /// ones.
    pub fn root_commits(&self) -> Result<Vec<String>, GitError> {
        let request = self.request(["rev-list", "--max-parents=0", "HEAD"]);
        let output = self.output(&request)?;
        if !output.success() {
            // Before the first commit there is no HEAD to list.
            return if self.head()?.is_none() {
                Ok(Vec::new())
            } else {
                Err(GitError::exit(&request, &output))
            };
        }
        let mut roots: Vec<String> = output.stdout_text().lines().map(str::to_owned).collect();
        roots.sort();
        Ok(roots)
    }

    /// The commits of a range, newest first.
    pub fn rev_list(&self, range: &str) -> Result<Vec<String>, GitError> {
        let text = self.text(["rev-list", "--end-of-options", range, "--"])?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// When a commit was made, in seconds since the epoch.
    pub fn committed(&self, commit: &str) -> Result<Option<i64>, GitError> {
        let text = self.text(["log", "--max-count=1", "--format=%ct", "--end-of-options", commit, "--"])?;
        Ok(text.trim().parse().ok())
    }

    /// The newest commit of HEAD's own line, always by the first parent, that was made before a moment, in seconds since the
    /// epoch.
    pub fn last_before(&self, moment: i64) -> Result<Option<String>, GitError> {
        if self.head()?.is_none() {
            return Ok(None);
        }
        let before = format!("--before={}", moment - 1);
        let text = self.text(["rev-list", "--first-parent", "--max-count=1", &before, "HEAD", "--"])?;
        Ok(text.lines().next().map(str::to_owned))
    }

    /// A revision and those before it, always by the first parent, at most so many.
    pub fn first_parents(&self, revision: &str, most: usize) -> Result<Vec<String>, GitError> {
        let count = format!("--max-count={most}");
        let text = self.text(["rev-list", "--first-parent", &count, "--end-of-options", revision, "--"])?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// When HEAD's history last changed a path, in seconds since the epoch; `None` when it never did.
    pub fn last_change(&self, path: &std::path::Path) -> Result<Option<i64>, GitError> {
        if self.head()?.is_none() {
            return Ok(None);
        }
        let mut args: Vec<std::ffi::OsString> =
            ["--literal-pathspecs", "log", "-1", "--format=%ct", "HEAD", "--"].map(Into::into).to_vec();
        args.push(path.into());
        Ok(self.text(args)?.trim().parse().ok())
    }
}
