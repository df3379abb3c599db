//! Files that belong to no tree, and that a check must not change all the same: a changed hook or setting of Git runs
//! later, outside of every sandbox, and a new record would be believed.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

use milepost_system::{FileKind, System};

/// Parts of a Git folder that make Git run commands, or see other files than it would.
const OF_GIT: &[&str] = &[
    "config",
    "config.worktree",
    "hooks",
    "info",
    "modules",
    "objects/info/alternates",
    "commondir",
    "gitdir",
];

/// Parts of our own folders: records and their index, and the runs of steps and rollbacks with their plans. Outputs and objects are kept by their digest, and prove nothing
/// by themselves.
const OF_RECORDS: &[&str] =
    &["records", "attestations", "index.sqlite", "heads", "journal.json", "run", "rollback"];

/// Paths to look at, with the names by which they are told.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    paths: Vec<One>,
}

#[derive(Debug, Clone)]
struct One {
    path: PathBuf,
    name: String,
    /// Whether it holds records.
    records: bool,
}

/// What was found, by name.
pub(crate) type Seen = BTreeMap<String, u64>;

impl Watched {
    /// Watches a Git folder, told as `name`.
    #[must_use]
    pub fn with_git_folder(mut self, folder: &Path, name: &str) -> Self {
        self.add(folder, name, OF_GIT, false);
        self
    }

    /// Watches a folder with records, told as `name`.
    #[must_use]
    pub fn with_records(mut self, folder: &Path, name: &str) -> Self {
        self.add(folder, name, OF_RECORDS, true);
        self
    }

    fn add(&mut self, folder: &Path, name: &str, parts: &[&str], records: bool) {
        let one = |part: &&str| One { path: folder.join(part), name: format!("{name}/{part}"), records };
        self.paths.extend(parts.iter().map(one));
    }

    /// Looks at all of it now.
    pub(crate) fn look(&self, system: &dyn System) -> io::Result<Seen> {
        let mut seen = Seen::new();
        for one in &self.paths {
            look(system, &one.path, &one.name, one.records, &mut seen)?;
        }
        Ok(seen)
    }
}

/// The names that differ between two looks.
pub(crate) fn differing(before: &Seen, after: &Seen) -> Vec<String> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names.into_iter().filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}

/// Records carry their digest in their name: that they are there is enough. All else counts by its content.
fn look(system: &dyn System, path: &Path, name: &str, is_record: bool, seen: &mut Seen) -> io::Result<()> {
    let facts = match system.metadata(path) {
        Ok(facts) => facts,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if facts.kind == FileKind::Directory {
        for entry in system.list(path)? {
            let name = format!("{name}/{}", entry.path.file_name().unwrap_or_default().to_string_lossy());
            if is_record && entry.kind == FileKind::File {
                seen.insert(name, 0);
            } else {
                look(system, &entry.path, &name, is_record, seen)?;
            }
        }
        return Ok(());
    }
    let mut hasher = DefaultHasher::new();
    facts.mode.hash(&mut hasher);
    if is_record {
        (facts.len, facts.modified_ns).hash(&mut hasher);
    } else {
        system.read(path).unwrap_or_default().hash(&mut hasher);
    }
    seen.insert(name.to_owned(), hasher.finish());
    Ok(())
}
