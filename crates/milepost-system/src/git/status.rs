//! What differs between HEAD, the index and the work tree.

use std::{ffi::OsString, path::PathBuf};

use super::{Git, GitError, path_from};

/// How an entry differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusKind {
    /// A tracked path; index against HEAD, then work tree against index, as Git's letters (`.` = same).
    Changed {
        /// `M`, `A`, `D`, `T`, `.` …
        index: char,
        /// The same for the work tree.
        work_tree: char,
    },
    /// Renamed or copied in the index.
    Renamed {
        /// Its former path.
        from: PathBuf,
        /// `M`, `D` or `.`
        work_tree: char,
    },
    /// In conflict.
    Unmerged,
    /// Not tracked and not ignored.
    Untracked,
}

/// One path that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusEntry {
    /// Relative to the root.
    pub path: PathBuf,
    /// How it differs.
    pub kind: StatusKind,
    /// Whether it is a submodule.
    pub submodule: bool,
    /// The mode in the work tree; 0 when absent there or untracked.
    pub mode: u32,
}

impl StatusEntry {
    /// Whether the content in the work tree is another than in the index.
    pub fn differs_from_index(&self) -> bool {
        match &self.kind {
            StatusKind::Changed { work_tree, .. } | StatusKind::Renamed { work_tree, .. } => {
                *work_tree != '.'
            }
            StatusKind::Unmerged | StatusKind::Untracked => true,
        }
    }
}

impl Git<'_> {
    /// Every path that differs, without ignored ones; untracked folders file by file.
    pub fn status(&self) -> Result<Vec<StatusEntry>, GitError> {
        let mut args = self.filter_drivers()?.off();
        args.extend(STATUS.map(OsString::from));
        self.bytes(&self.request(args)).and_then(|bytes| parse(&bytes))
    }
}

const STATUS: [&str; 7] = [
    "status",
    "--porcelain=v2",
    "-z",
    "--untracked-files=all",
    "--ignored=no",
    "--no-renames",
    "--ignore-submodules=none",
];

fn parse(bytes: &[u8]) -> Result<Vec<StatusEntry>, GitError> {
    let bad = |record: &[u8]| GitError::output("status", record, "a record of porcelain v2");
    let mut records = bytes.split(|b| *b == 0);
    let mut entries = Vec::new();
    while let Some(record) = records.next() {
        // Fields before the path: type XY sub mH mI mW hH hI [score | m3 h3].
        let entry = match record.first() {
            None | Some(b'#' | b'!') => continue,
            Some(b'?') => StatusEntry {
                path: path_from(record.get(2..).ok_or_else(|| bad(record))?),
                kind: StatusKind::Untracked,
                submodule: false,
                mode: 0,
            },
            Some(b'1') => {
                let fields = Fields::of(record, 8).ok_or_else(|| bad(record))?;
                let kind = StatusKind::Changed { index: fields.index, work_tree: fields.work_tree };
                fields.entry(kind, 5)
            }
            Some(b'2') => {
                let fields = Fields::of(record, 9).ok_or_else(|| bad(record))?;
                let from = path_from(records.next().ok_or_else(|| bad(record))?);
                let kind = StatusKind::Renamed { from, work_tree: fields.work_tree };
                fields.entry(kind, 5)
            }
            Some(b'u') => Fields::of(record, 10).ok_or_else(|| bad(record))?.entry(StatusKind::Unmerged, 6),
            Some(_) => return Err(bad(record)),
        };
        entries.push(entry);
    }
    Ok(entries)
}

struct Fields<'a> {
    index: char,
    work_tree: char,
    words: Vec<&'a [u8]>,
}

impl<'a> Fields<'a> {
    fn of(record: &'a [u8], before_path: usize) -> Option<Self> {
        let words: Vec<&[u8]> = record.splitn(before_path + 1, |b| *b == b' ').collect();
        let (xy, complete) = (words.get(1)?, words.len() == before_path + 1);
        (complete && xy.len() == 2).then(|| Self { index: xy[0].into(), work_tree: xy[1].into(), words })
    }

    fn entry(&self, kind: StatusKind, mode_at: usize) -> StatusEntry {
        let mode = str::from_utf8(self.words[mode_at]).ok().and_then(|m| u32::from_str_radix(m, 8).ok());
        StatusEntry {
            path: path_from(self.words[self.words.len() - 1]),
            kind,
            submodule: self.words[2].first() == Some(&b'S'),
            mode: mode.unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_kinds_of_records_are_read() {
        let text = b"1 .M N... 100644 100644 100755 aa bb a file\nwith end\0\
            2 R. N... 100644 100644 100644 aa bb R100 new\0old\0\
            u UU N... 100644 100644 100644 100644 aa bb cc both\0\
            1 .M S.M. 160000 160000 160000 aa bb sub\0? new \xff\0";
        let entries = parse(text).unwrap();
        assert_eq!(entries.len(), 5);
        assert_eq!(entries[0].path, PathBuf::from("a file\nwith end"));
        assert_eq!(entries[0].mode, 0o100_755);
        assert_eq!(entries[1].kind, StatusKind::Renamed { from: "old".into(), work_tree: '.' });
        assert!(!entries[1].differs_from_index());
        assert_eq!(entries[2].kind, StatusKind::Unmerged);
        assert!(entries[3].submodule);
        assert_eq!(entries[4].path, path_from(b"new \xff"));
        assert!(parse(b"x what").is_err());
        assert!(parse(b"1 .M").is_err());
    }
}
