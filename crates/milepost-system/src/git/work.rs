//! Commits as somebody's work.

use super::{Git, GitError};

/// A commit, with what it tells of the work behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Its whole name.
    pub commit: String,
    /// When its author made it, in seconds since the epoch.
    pub at: i64,
    /// The first line of its message.
    pub subject: String,
    /// The values of its trailers of the asked name.
    pub trailers: Vec<String>,
    /// The files that it changed, by path from the folder of this [`Git`].
    pub files: Vec<String>,
}

impl Git<'_> {
    /// The commits of HEAD and of all local branches that the author with an address committed since a moment, in seconds
    /// since the epoch: oldest first, without merges.
    pub fn work_of(&self, email: &str, since: i64, trailer: &str) -> Result<Vec<Work>, GitError> {
        if self.head()?.is_none() {
            return Ok(Vec::new());
        }
        let format = format!(
            "--format=%x01%H%x00%at%x00%ae%x01%aE%x00%s%x00%(trailers:key={trailer},valueonly,separator=%x02)"
        );
        let args = [
            "log",
            "-z",
            &format,
            "--name-only",
            "--no-renames",
            "--no-merges",
            "--no-ext-diff",
            "--relative",
            &format!("--max-age={since}"),
            "--branches",
            "HEAD",
        ];
        let bytes = self.bytes(&self.request(args))?;
        let mut commits = parse(&bytes, email)?;
        commits.sort_by(|a, b| (a.at, &a.commit).cmp(&(b.at, &b.commit)));
        Ok(commits)
    }
}

fn parse(bytes: &[u8], email: &str) -> Result<Vec<Work>, GitError> {
    let text = String::from_utf8_lossy(bytes);
    let bad = |what: &str| GitError::output("log", what.as_bytes(), "commits with their files");
    let mut commits: Vec<(Work, bool)> = Vec::new();
    let mut parts = text.split('\0');
    while let Some(part) = parts.next() {
        let part = part.strip_prefix('\n').unwrap_or(part);
        if part.is_empty() {
            continue;
        }
        let Some(commit) = part.strip_prefix('\x01') else {
            let (last, _) = commits.last_mut().ok_or_else(|| bad(part))?;
            last.files.push(part.to_owned());
            continue;
        };
        let mut field = || parts.next().ok_or_else(|| bad(part));
        let (at, author, subject, trailers) = (field()?, field()?, field()?, field()?);
        let trailers = trailers.split('\x02').map(str::trim).filter(|value| !value.is_empty());
        let work = Work {
            commit: commit.to_owned(),
            at: at.parse().map_err(|_| bad(at))?,
            subject: subject.to_owned(),
            trailers: trailers.map(str::to_owned).collect(),
            files: Vec::new(),
        };
        // As the commit has it, and as the mail map has it.
        commits.push((work, author.split('\x01').any(|one| one.eq_ignore_ascii_case(email))));
    }
    Ok(commits.into_iter().filter_map(|(work, is_theirs)| is_theirs.then_some(work)).collect())
}
