//! What history did to files.

use std::ffi::OsString;

use super::{Git, GitError};

/// What a commit did to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileChange {
    /// The file is new.
    Added(String),
    /// Its content changed.
    Modified(String),
    /// It is gone.
    Removed(String),
    /// It got another name, and maybe another content.
    Renamed {
        /// Its name before.
        from: String,
        /// Its name afterwards.
        to: String,
        /// Whether the content is the same.
        same: bool,
    },
}

/// One commit and the files that it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedCommit {
    /// Its whole name.
    pub commit: String,
    /// The day of its author, `YYYY-MM-DD`.
    pub day: String,
    /// What it did, by path from the folder of this [`Git`].
    pub changes: Vec<FileChange>,
}

/// Lines of one file that a commit or a work tree has and what it is compared with has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedLines {
    /// The commit; empty for a work tree.
    pub commit: String,
    /// The path from the folder of this [`Git`].
    pub path: String,
    /// Each line with its number, from 1.
    pub lines: Vec<(u32, String)>,
}

/// Nothing of the repository's configuration may run, or change what is printed.
const PLAIN_DIFF: [&str; 8] = [
    "--unified=0",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--relative",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--find-renames",
];

impl Git<'_> {
    /// The commits of HEAD that changed files of these patterns, newest first; renames are found. Merges are left out.
    pub fn log_changes(&self, patterns: &[&str]) -> Result<Vec<LoggedCommit>, GitError> {
        if self.head()?.is_none() {
            return Ok(Vec::new());
        }
        let fixed = [
            "log",
            "-z",
            "--format=%x01%H%x00%as",
            "--name-status",
            "--find-renames",
            "--no-ext-diff",
            "--relative",
            "HEAD",
            "--",
        ];
        let bytes = self.bytes(&self.request(fixed.into_iter().chain(patterns.iter().copied())))?;
        parse_log(&bytes)
    }

    /// Every path that a commit of HEAD's history added, from the folder of this [`Git`].
    pub fn log_names(&self) -> Result<Vec<String>, GitError> {
        if self.head()?.is_none() {
            return Ok(Vec::new());
        }
        let args = [
            "log",
            "-z",
            "--format=",
            "--name-only",
            "--no-renames",
            "--diff-filter=A",
            "--no-ext-diff",
            "--relative",
            "HEAD",
        ];
        let bytes = self.bytes(&self.request(args))?;
        let names = bytes.split(|b| *b == 0).map(<[u8]>::trim_ascii_start);
        Ok(names
            .filter(|name| !name.is_empty())
            .map(|name| String::from_utf8_lossy(name).into_owned())
            .collect())
    }

    /// The lines that each of these commits added to files of these patterns.
    pub fn lines_of_commits(&self, commits: &[&str], patterns: &[&str]) -> Result<Vec<AddedLines>, GitError> {
        if commits.is_empty() {
            return Ok(Vec::new());
        }
        let args = ["diff-tree", "--stdin", "-r", "--root", "-p"].into_iter().chain(PLAIN_DIFF);
        let args = args.chain(["--"]).chain(patterns.iter().copied());
        let request = self.request(args).stdin(commits.join("\n") + "\n");
        Ok(parse_diff(&String::from_utf8_lossy(&self.bytes(&request)?)))
    }

    /// The lines that the work tree has and a commit has not, in files of these patterns. Files that Git does not track
    /// are not among them.
    pub fn lines_since(&self, commit: &str, patterns: &[&str]) -> Result<Vec<AddedLines>, GitError> {
        let mut args = self.filter_drivers()?.off();
        args.push(OsString::from("diff"));
        args.extend(PLAIN_DIFF.map(OsString::from));
        args.extend(["--end-of-options", commit, "--"].map(OsString::from));
        args.extend(patterns.iter().map(OsString::from));
        Ok(parse_diff(&String::from_utf8_lossy(&self.bytes(&self.request(args))?)))
    }

    /// The paths that a commit has and the work tree has not.
    pub fn removed_since(&self, commit: &str) -> Result<Vec<String>, GitError> {
        let mut args = self.filter_drivers()?.off();
        let words = [
            "diff",
            "-z",
            "--name-only",
            "--no-renames",
            "--diff-filter=D",
            "--no-ext-diff",
            "--relative",
            "--end-of-options",
            commit,
            "--",
        ];
        args.extend(words.map(OsString::from));
        let bytes = self.bytes(&self.request(args))?;
        Ok(super::nul_parts(&bytes).map(|name| String::from_utf8_lossy(name).into_owned()).collect())
    }

    /// The paths that Git neither tracks nor ignores.
    pub fn untracked(&self) -> Result<Vec<String>, GitError> {
        let bytes = self.bytes(&self.request(["ls-files", "-z", "--others", "--exclude-standard"]))?;
        Ok(super::nul_parts(&bytes).map(|name| String::from_utf8_lossy(name).into_owned()).collect())
    }
}

fn parse_log(bytes: &[u8]) -> Result<Vec<LoggedCommit>, GitError> {
    let bad = |what: &[u8]| GitError::output("log", what, "commits with their files");
    let mut commits: Vec<LoggedCommit> = Vec::new();
    let text = |part: &[u8]| String::from_utf8_lossy(part).into_owned();
    let mut parts = bytes.split(|b| *b == 0);
    while let Some(part) = parts.next() {
        let part = part.strip_prefix(b"\n").unwrap_or(part);
        if part.is_empty() {
            continue;
        }
        if let Some(commit) = part.strip_prefix(b"\x01") {
            let day = parts.next().ok_or_else(|| bad(part))?;
            commits.push(LoggedCommit { commit: text(commit), day: text(day), changes: Vec::new() });
            continue;
        }
        let last = commits.last_mut().ok_or_else(|| bad(part))?;
        let mut next = || parts.next().map(text).ok_or_else(|| bad(part));
        last.changes.push(match part[0] {
            b'A' => FileChange::Added(next()?),
            b'D' => FileChange::Removed(next()?),
            b'R' => FileChange::Renamed { from: next()?, to: next()?, same: part == b"R100" },
            b'C' => {
                next()?;
                FileChange::Added(next()?)
            }
            b'M' | b'T' | b'U' | b'X' => FileChange::Modified(next()?),
            _ => return Err(bad(part)),
        });
    }
    Ok(commits)
}

fn parse_diff(text: &str) -> Vec<AddedLines> {
    let mut found: Vec<AddedLines> = Vec::new();
    let mut commit = String::new();
    let (mut number, mut left) = (0, 0_u32);
    for line in text.split('\n') {
        if left > 0 {
            if let (Some(added), Some(file)) = (line.strip_prefix('+'), found.last_mut()) {
                file.lines.push((number, added.trim_end_matches('\r').to_owned()));
                number += 1;
                left -= 1;
                continue;
            }
            if line.starts_with(['-', '\\']) {
                continue;
            }
        }
        if line.len() >= 40 && line.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            line.clone_into(&mut commit);
        } else if let Some(path) = line.strip_prefix("+++ ") {
            // A name with quotes or line ends stands in quotes; such a file has no lines here.
            let path = path.strip_prefix("b/").unwrap_or_default().trim_end_matches('\t');
            found.push(AddedLines { commit: commit.clone(), path: path.to_owned(), lines: Vec::new() });
        } else if let Some(hunk) = line.strip_prefix("@@ ") {
            let range = hunk.split(' ').find_map(|word| word.strip_prefix('+')).unwrap_or_default();
            let (start, count) = range.split_once(',').unwrap_or((range, "1"));
            number = start.parse().unwrap_or(1);
            left = count.parse().unwrap_or(0);
        }
    }
    found.retain(|file| !file.path.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_with_renames_are_read() {
        let bytes =
            b"\x01aa\x002025-01-02\0\nM\0a.md\0R100\0old.md\0new.md\0\x01bb\x002025-01-01\0\nA\0old.md\0";
        let commits = parse_log(bytes).unwrap();
        assert_eq!(commits.len(), 2);
        assert_eq!(commits[0].day, "2025-01-02");
        assert_eq!(
            commits[0].changes[1],
            FileChange::Renamed { from: "old.md".into(), to: "new.md".into(), same: true }
        );
        assert_eq!(commits[1].changes, [FileChange::Added("old.md".into())]);
        assert!(parse_log(b"M\0a.md\0").is_err());
    }

    #[test]
    fn added_lines_have_their_numbers() {
        let text = "diff --git a/p.md b/p.md\n--- a/p.md\n+++ b/p.md\n@@ -1,0 +2,2 @@ x\n++++ b/no.md\n+two\n@@ -9 +12 @@\n-- old\n+new\n\\ No newline at end of file\n";
        let found = parse_diff(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].lines, [(2, "+++ b/no.md".into()), (3, "two".into()), (12, "new".into())]);
    }
}
