//! Everything that a rollback may change, and everything that it may not.

use std::{collections::BTreeMap, fs, os::unix::fs::MetadataExt as _, path::Path};

use milepost_database::Scope;

use super::fixture::Fixture;

/// The project at one moment. Records and commits are made with chance and time: of those it says how many there are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct State {
    files: BTreeMap<String, (u32, Vec<u8>)>,
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
        if self.files != other.files {
            let names: Vec<&String> = self
                .files
                .keys()
                .chain(other.files.keys())
                .filter(|name| self.files.get(*name) != other.files.get(*name))
                .collect();
            found.push(format!("files {names:?}"));
        }
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

/// The files of a project with their modes, without Git's and without records.
pub(super) fn files(root: &Path) -> std::io::Result<BTreeMap<String, (u32, Vec<u8>)>> {
    let mut found = BTreeMap::new();
    collect(root, root, &mut found)?;
    Ok(found)
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, (u32, Vec<u8>)>) -> std::io::Result<()> {
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
