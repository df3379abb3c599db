//! The work tree and the index, brought from one commit to the next. A file that holds neither what it held nor what it will
//! hold is somebody's, and is left alone.

use std::path::{Path, PathBuf};

use milepost_system::{
    FileKind,
    git::{ChangedName, Git, Repository},
};

use super::under_way::under_way;
use crate::{EngineError, Result, Workspace};

/// What the step works with.
pub(super) struct Files<'w> {
    pub(super) workspace: &'w Workspace,
    pub(super) repository: &'w Repository,
    pub(super) git: &'w Git<'w>,
    /// The folder of the run.
    pub(super) folder: &'w Path,
    pub(super) old: &'w str,
    pub(super) new: &'w str,
}

/// How a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// As in the old commit, or it is gone while it is being replaced.
    Old,
    /// As in the new one.
    New,
    /// As in neither.
    Other,
}

impl Files<'_> {
    /// Whether files and index are those of the new commit.
    ///
    /// # Errors
    /// When Git or a file cannot be read.
    pub(super) fn are_there(&self) -> Result<bool> {
        let stand = self.stand()?;
        Ok(stand.iter().all(|(_, stands)| *stands == Stands::New) && self.git.index_is_at(self.new)?)
    }

    /// Writes them.
    ///
    /// # Errors
    /// When somebody edited one of them meanwhile, or a file cannot be written.
    pub(super) fn write(&self) -> Result<()> {
        let stand = self.stand()?;
        let in_the_way = self.in_the_way(&stand);
        if !in_the_way.is_empty() {
            return Err(EngineError::refused("files are in the way of the rollback", in_the_way)
                .hint("`milepost rollback --resume` goes on"));
        }
        self.index_is_free()?;
        let root = self.git.root();
        let (gone, there): (Vec<_>, Vec<_>) = stand
            .iter()
            .filter(|(_, stands)| *stands == Stands::Old)
            .map(|(change, _)| change)
            .partition(|change| change.status == 'D');
        for change in gone {
            self.remove(&root.join(&change.path))?;
        }
        self.write_all(&there)?;
        self.put_index()
    }

    /// What is in the way of writing them, in words; none where all can be written.
    ///
    /// # Errors
    /// When Git or a file cannot be read.
    pub(super) fn obstacles(&self) -> Result<Vec<String>> {
        Ok(self.in_the_way(&self.stand()?))
    }

    fn in_the_way(&self, stand: &[(ChangedName, Stands)]) -> Vec<String> {
        let other = stand.iter().filter(|(_, stands)| *stands == Stands::Other);
        let mut words: Vec<String> = other
            .map(|(change, _)| format!("`{}` was edited since: put it elsewhere", change.path.display()))
            .collect();
        // One that the two commits have in different ways is looked at for itself.
        let changed: std::collections::HashSet<&Path> =
            stand.iter().map(|(change, _)| change.path.as_path()).collect();
        let above: std::collections::BTreeSet<PathBuf> =
            stand.iter().filter_map(|(change, _)| self.above(&change.path)).collect();
        words.extend(
            above
                .iter()
                .filter(|path| !changed.contains(path.as_path()))
                .map(|path| format!("`{}` is in the place of a folder: put it elsewhere", path.display())),
        );
        words
    }

    /// What stands above a path without being a folder: a file, or a link that would lead out of the work tree.
    fn above(&self, path: &Path) -> Option<PathBuf> {
        let mut above: Vec<&Path> =
            path.ancestors().skip(1).filter(|path| !path.as_os_str().is_empty()).collect();
        above.reverse();
        let is_in_the_way = |path: &&Path| {
            let facts = self.workspace.system.symlink_metadata(&self.git.root().join(path));
            facts.is_ok_and(|facts| facts.kind != FileKind::Directory)
        };
        above.into_iter().find(is_in_the_way).map(Path::to_owned)
    }

    /// How every file stands that the two commits have in different ways.
    fn stand(&self) -> Result<Vec<(ChangedName, Stands)>> {
        let changes = self.git.diff_names(self.old, self.new)?;
        let entries = |commit: &str| -> Result<std::collections::HashMap<PathBuf, (String, String)>> {
            let all = self.git.tree_entries(commit)?;
            Ok(all.into_iter().map(|entry| (entry.path, (entry.mode, entry.object))).collect())
        };
        let (old, new) = (entries(self.old)?, entries(self.new)?);
        let system = self.workspace.system.as_ref();
        let place = |change: &ChangedName| self.git.root().join(&change.path);
        let is_file = |change: &&ChangedName| {
            self.above(&change.path).is_none()
                && system.symlink_metadata(&place(change)).is_ok_and(|facts| facts.kind == FileKind::File)
        };
        let regular: Vec<&Path> =
            changes.iter().filter(is_file).map(|change| change.path.as_path()).collect();
        let objects = self.git.objects_of_files(&regular)?;
        let objects: std::collections::HashMap<&Path, String> =
            regular.iter().copied().zip(objects).collect();
        // Where the bits of a file are not to be trusted, it can be run or not as either commit has it.
        let trusts_bits = self
            .git
            .config("core.fileMode")?
            .is_none_or(|value| !["false", "no", "off", "0"].contains(&value.to_ascii_lowercase().as_str()));
        let is_same = |now: &Option<(String, String)>, then: Option<&(String, String)>| match (now, then) {
            (Some((mode, object)), Some((was, holds))) => {
                let is_file = |mode: &str| mode.starts_with("100");
                object == holds && (mode == was || !trusts_bits && is_file(mode) && is_file(was))
            }
            (now, then) => now.is_none() && then.is_none(),
        };
        let mut stand = Vec::new();
        for change in &changes {
            let (before, after) = (old.get(&change.path), new.get(&change.path));
            let now = match system.symlink_metadata(&place(change)) {
                Err(_) => None,
                // What is behind it is not in the work tree.
                Ok(_) if self.above(&change.path).is_some() => None,
                Ok(facts) if facts.kind == FileKind::Symlink => {
                    let target = system.read_link(&place(change));
                    let target = target.map_err(|error| EngineError::io("read", place(change), error))?;
                    let object = self.git.object_name("blob", target.as_os_str().as_encoded_bytes())?;
                    Some(("120000".to_owned(), object))
                }
                Ok(facts) if facts.kind == FileKind::File => {
                    let mode = if facts.mode & 0o100 == 0 { "100644" } else { "100755" };
                    objects.get(change.path.as_path()).map(|object| (mode.to_owned(), object.clone()))
                }
                Ok(_) => Some((String::new(), String::new())),
            };
            let stands = match &now {
                now if is_same(now, after) => Stands::New,
                now if is_same(now, before) => Stands::Old,
                None => Stands::Old,
                Some(_) => Stands::Other,
            };
            stand.push((change.clone(), stands));
        }
        Ok(stand)
    }

    /// Removes a file, and the folders that are empty then.
    fn remove(&self, path: &Path) -> Result<()> {
        let system = self.workspace.system.as_ref();
        if system.symlink_metadata(path).is_ok() {
            system.remove_file(path).map_err(|error| EngineError::io("remove", path, error))?;
        }
        let root = self.git.root();
        for folder in
            path.ancestors().skip(1).take_while(|folder| *folder != root && folder.starts_with(root))
        {
            // One that is not empty stays, and so do those above it.
            match system.remove_dir(folder) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(_) => break,
            }
        }
        Ok(())
    }

    fn write_all(&self, changes: &[&ChangedName]) -> Result<()> {
        let system = self.workspace.system.as_ref();
        let modes = self.git.tree_entries(self.new)?;
        let mode =
            |path: &Path| modes.iter().find(|entry| entry.path == path).map_or("", |entry| &entry.mode);
        let work = self.folder.join("writing");
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error| EngineError::io("write", &path, error)
        };
        if system.exists(&work) {
            system.remove_dir_all(&work).map_err(failed(&work))?;
        }
        system.create_dir_all(&work).map_err(failed(&work))?;
        let above: Vec<String> = changes
            .iter()
            .filter_map(|change| self.above(&change.path))
            .map(|path| format!("`{}` is in the place of a folder: put it elsewhere", path.display()))
            .collect();
        if !above.is_empty() {
            return Err(EngineError::refused("files are in the way of the rollback", above)
                .hint("`milepost rollback --resume` goes on"));
        }
        let links: Vec<&Path> = changes
            .iter()
            .map(|change| change.path.as_path())
            .filter(|path| mode(path) == "120000")
            .collect();
        let mut written = Vec::new();
        for (at, change) in changes.iter().filter(|change| mode(&change.path) != "120000").enumerate() {
            let place = self.git.root().join(&change.path);
            let bytes = self.git.file_as_checked_out(self.new, &change.path)?;
            if let Some(parent) = place.parent() {
                system.create_dir_all(parent).map_err(failed(parent))?;
            }
            // A link in the place of a file would be written through.
            if system.symlink_metadata(&place).is_ok_and(|facts| facts.kind == FileKind::Symlink) {
                system.remove_file(&place).map_err(failed(&place))?;
            }
            let before = system.symlink_metadata(&place).map_or(0o644, |facts| facts.mode & 0o666);
            let bits = if mode(&change.path) == "100755" { before | (before & 0o444) >> 2 } else { before };
            // Made elsewhere and put there as a whole: no half of it is ever in the work tree.
            let draft = work.join(at.to_string());
            system.write_new(&draft, &bytes).map_err(failed(&draft))?;
            system.set_mode(&draft, bits).map_err(failed(&draft))?;
            if system.rename(&draft, &place).is_err() {
                // Another file system.
                system.write_atomic(&place, &bytes).map_err(failed(&place))?;
                system.set_mode(&place, bits).map_err(failed(&place))?;
            }
            written.push(place);
        }
        system.sync_files(&written).map_err(failed(self.git.root()))?;
        if !links.is_empty() {
            let index = self.folder.join("links.index");
            self.index_of_new(&index)?;
            self.git.check_out_links(&index, &links)?;
        }
        system.remove_dir_all(&work).map_err(failed(&work))
    }

    /// Whether the index is that of one of the two commits, and Git in the middle of nothing: else it holds somebody's work.
    fn index_is_free(&self) -> Result<()> {
        let mut reasons = under_way(self.workspace, self.repository);
        if !self.git.index_is_at(self.old)? && !self.git.index_is_at(self.new)? {
            reasons.push("something was staged since: `git restore --staged .` takes it out, and leaves files as they are".to_owned());
        }
        if reasons.is_empty() {
            return Ok(());
        }
        Err(EngineError::refused("the index is in the way of the rollback", reasons)
            .hint("`milepost rollback --resume` goes on"))
    }

    /// Makes an index of the new commit in the folder of the run. What a killed Git left of it there, its lock too, is nobody's.
    fn index_of_new(&self, index: &Path) -> Result<()> {
        let system = self.workspace.system.as_ref();
        for left in [index.to_owned(), index.with_extension("index.lock")] {
            if system.exists(&left) {
                system.remove_file(&left).map_err(|error| EngineError::io("remove", &left, error))?;
            }
        }
        Ok(self.git.index_of(index, self.new)?)
    }

    /// Puts an index of the new commit in the place of the old one, by Git's own lock. A lock that holds our index is ours.
    fn put_index(&self) -> Result<()> {
        if self.git.index_is_at(self.new)? {
            return Ok(());
        }
        let system = self.workspace.system.as_ref();
        let (draft, ready) = (self.folder.join("draft.index"), self.folder.join("ready.index"));
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error| EngineError::io("write", &path, error)
        };
        if !system.exists(&ready) {
            self.index_of_new(&draft)?;
            system.rename(&draft, &ready).map_err(failed(&ready))?;
        }
        let bytes = system.read(&ready).map_err(|error| EngineError::io("read", &ready, error))?;
        let (index, lock) =
            (self.repository.git_dir.join("index"), self.repository.git_dir.join("index.lock"));
        match system.write_new(&lock, &bytes) {
            Ok(()) => {}
            Err(_) if system.read(&lock).is_ok_and(|held| held == bytes) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(EngineError::refused(
                    "Git is at work in this repository",
                    vec![format!("`{}` is there: wait, or remove it where no Git runs", lock.display())],
                )
                .hint("`milepost rollback --resume` goes on"));
            }
            Err(error) => return Err(failed(&lock)(error)),
        }
        // Looked at while nobody else can write it.
        if let Err(error) = self.index_is_free() {
            system.remove_file(&lock).map_err(failed(&lock))?;
            return Err(error);
        }
        let mode = system.metadata(&index).map_or(0o644, |facts| facts.mode & 0o777);
        system.set_mode(&lock, mode).map_err(failed(&lock))?;
        system.rename(&lock, &index).map_err(failed(&index))?;
        system.sync_files(std::slice::from_ref(&index)).map_err(failed(&index))
    }
}
