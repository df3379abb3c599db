//! Everything that a rollback may change, and everything that it may not.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    os::unix::fs::MetadataExt as _,
    path::Path,
};

use milepost_database::Scope;

use super::fixture::Fixture;

/// As much of a file is told as this, in characters.
const LONGEST: usize = 400;

/// The project at one moment. Records and commits are made with chance and time: of those it says how many there are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct State {
    files: Files,
    index: Vec<String>,
    tree: Vec<String>,
    status: String,
    references: String,
    records: usize,
    commits: String,
    schema: String,
    data: String,
}

impl State {
    pub(super) fn of(fixture: &Fixture) -> Result<Self, String> {
        let git = |arguments: &[&str]| fixture.run("git", arguments);
        let is_record =
            |line: &&str| line.contains(".milepost/records/") || line.contains(".milepost/attestations/");
        let lines = |text: &str| text.lines().filter(|line| !is_record(line)).map(str::to_owned).collect();
        let index = git(&["ls-files", "--stage"])?;
        let tree = git(&["ls-tree", "-r", "HEAD"])?;
        let files = files(&fixture.work()).map_err(|error| error.to_string())?;
        let mut database = fixture.database()?;
        let schema = database.snapshot().map_err(|error| error.to_string())?.digest();
        let data = database.fingerprint(&Scope::default()).map_err(|error| error.to_string())?;
        Ok(Self {
            records: index.lines().filter(is_record).count(),
            index: lines(&index),
            tree: lines(&tree),
            status: git(&["status", "--porcelain", "--ignored"])?,
            // The branch itself: its commit has chance and time in it.
            references: git(&["for-each-ref", "--format=%(refname)"])?,
            commits: git(&["log", "--format=%s"])?,
            files,
            schema,
            data: format!("{:?}", data.tables),
        })
    }

    /// Whether nothing of the database and of the branch is done yet.
    pub(super) fn is_before_the_pivot(&self, before: &Self) -> bool {
        self.schema == before.schema && self.data == before.data && self.commits == before.commits
    }

    /// What differs, in words.
    pub(super) fn differs(&self, other: &Self) -> Option<String> {
        let mut found = Vec::new();
        found.extend(files_differ(&self.files, &other.files));
        for (name, same) in [
            ("index", self.index == other.index),
            ("tree", self.tree == other.tree),
            ("status", self.status == other.status),
            ("references", self.references == other.references),
            ("records", self.records == other.records),
            ("commits", self.commits == other.commits),
            ("schema", self.schema == other.schema),
            ("data", self.data == other.data),
        ] {
            if !same {
                found.push(name.to_owned());
            }
        }
        (!found.is_empty()).then(|| found.join(", "))
    }
}

/// Files by their names, with their modes.
pub(super) type Files = BTreeMap<String, (u32, Vec<u8>)>;

/// Which files are other ones than they should be, with what is in them.
pub(super) fn files_differ(found: &Files, expected: &Files) -> Option<String> {
    let names: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    let told = |file: Option<&(u32, Vec<u8>)>| match file {
        None => "not there".to_owned(),
        Some((mode, bytes)) => {
            let text: String = String::from_utf8_lossy(bytes).chars().take(LONGEST).collect();
            format!("{mode:o} {text:?}")
        }
    };
    let differ = names.into_iter().filter(|name| found.get(*name) != expected.get(*name));
    let told = differ.map(|name| {
        format!("`{name}` is {}, and should be {}", told(found.get(name)), told(expected.get(name)))
    });
    let told = told.collect::<Vec<_>>().join("; ");
    (!told.is_empty()).then_some(told)
}

/// The files of a project with their modes, without Git's and without records.
pub(super) fn files(root: &Path) -> std::io::Result<Files> {
    let mut found = BTreeMap::new();
    collect(root, root, &mut found)?;
    Ok(found)
}

fn collect(root: &Path, folder: &Path, files: &mut Files) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        if name == ".git"
            || name.starts_with(".milepost/records")
            || name.starts_with(".milepost/attestations")
        {
            continue;
        }
        let facts = fs::symlink_metadata(&path)?;
        if facts.is_dir() {
            files.insert(format!("{name}/"), (0, Vec::new()));
            collect(root, &path, files)?;
        } else if facts.is_symlink() {
            let target = fs::read_link(&path)?;
            files.insert(name, (0, target.as_os_str().as_encoded_bytes().to_vec()));
        } else {
            files.insert(name, (facts.mode() & 0o777, fs::read(&path)?));
        }
    }
    Ok(())
}
