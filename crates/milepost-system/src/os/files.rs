//! Files and folders of the operating system.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use ignore::WalkBuilder;

use super::temporary::Temporary;
use crate::{DirEntry, FileKind, Metadata, System};

/// As many links as Linux follows before it says `ELOOP`.
const MAX_LINKS: usize = 40;

/// From this many files on, one `syncfs` is cheaper than a sync for each.
#[cfg(target_os = "linux")]
const SYNC_WHOLE_FROM: usize = 8;

/// Our facts from the standard library's.
pub(super) fn facts(metadata: &std::fs::Metadata) -> Metadata {
    #[cfg(unix)]
    let (modified_ns, mode, uid) = {
        use std::os::unix::fs::MetadataExt;
        let modified = i128::from(metadata.mtime()) * 1_000_000_000 + i128::from(metadata.mtime_nsec());
        (modified, metadata.mode() & 0o7777, metadata.uid())
    };
    #[cfg(not(unix))]
    let (modified_ns, mode, uid) = {
        let modified = metadata.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
        (modified.map_or(0, |d| d.as_nanos() as i128), 0o644, 0)
    };
    Metadata { kind: kind(metadata.file_type()), len: metadata.len(), modified_ns, mode, uid }
}

/// The bytes of a regular file. A pipe would make us wait for a writer, and a device may never end.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // A pipe is opened at once, to be seen for what it is.
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let mut file = options.open(path)?;
    let facts = file.metadata()?;
    if facts.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !facts.is_file() {
        return Err(io::Error::other("it is no regular file, but a pipe, a device or a socket"));
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(facts.len()).unwrap_or(usize::MAX))?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The entries of a folder, sorted by name.
pub(super) fn list(dir: &Path) -> io::Result<Vec<DirEntry>> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        match entry.file_type() {
            Ok(of) => entries.push(DirEntry { path: entry.path(), kind: kind(of) }),
            // It went away while the others were listed.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

/// The files and links below `root` that Git would not ignore.
pub(super) fn walk(root: &Path, hidden: bool) -> Vec<PathBuf> {
    // To Git, a repository inside of another one (a submodule, a clone) is a single entry.
    let in_repository = root.ancestors().any(|folder| folder.join(".git").exists());
    let walker = WalkBuilder::new(root)
        .standard_filters(false)
        .git_ignore(true)
        .git_global(true)
        .git_exclude(true)
        .parents(true)
        .require_git(false)
        .follow_links(false)
        // Those of one folder differ in their names alone.
        .sort_by_file_path(|a, b| a.as_os_str().cmp(b.as_os_str()))
        .filter_entry(move |entry| {
            let name = entry.file_name().as_encoded_bytes();
            let is_dir = entry.file_type().is_some_and(|t| t.is_dir());
            entry.depth() == 0
                || (name != b".git"
                    && (hidden || !is_dir || !name.starts_with(b"."))
                    && !(is_dir && in_repository && entry.path().join(".git").exists()))
        })
        .build();
    walker
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|t| t.is_file() || t.is_symlink()))
        .map(ignore::DirEntry::into_path)
        .collect()
}

/// Replaces a file's content at once.
pub(super) fn write_atomic(system: &dyn System, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = &follow(path)?;
    let existing = match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(metadata) => {
            refuse_read_only(path)?;
            Some(metadata.permissions())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let temporary = Temporary::beside(system, path, bytes)?;
    if let Some(permissions) = existing {
        temporary.file.set_permissions(permissions)?;
    }
    temporary.file.sync_all()?;
    std::fs::rename(&temporary.path, path)?;
    temporary.keep();
    sync_folder(parent(path))
}

/// Makes a new file that appears whole or not at all.
pub(super) fn write_new(system: &dyn System, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = Temporary::beside(system, path, bytes)?;
    #[cfg(target_os = "linux")]
    {
        use rustix::{
            fs::{CWD, RenameFlags, renameat_with},
            io::Errno,
        };
        match renameat_with(CWD, &temporary.path, CWD, path, RenameFlags::NOREPLACE) {
            Ok(()) => {
                temporary.keep();
                return Ok(());
            }
            // Some file systems cannot do this: a hard link can.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
            Err(error) => return Err(error.into()),
        }
    }
    std::fs::hard_link(&temporary.path, path)
}

/// Appends to a file.
pub(super) fn append(path: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(bytes)?;
    if sync { file.sync_all() } else { Ok(()) }
}

/// Makes content and names of files durable.
pub(super) fn sync(paths: &[PathBuf]) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if paths.len() >= SYNC_WHOLE_FROM {
        use std::os::unix::fs::MetadataExt;
        let mut devices = Vec::new();
        for path in paths {
            let file = File::open(path)?;
            let device = file.metadata()?.dev();
            if !devices.contains(&device) {
                rustix::fs::syncfs(&file)?;
                devices.push(device);
            }
        }
        return Ok(());
    }
    let mut folders: Vec<&Path> = Vec::new();
    for path in paths {
        File::open(path)?.sync_all()?;
        let folder = parent(path);
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders.into_iter().try_for_each(sync_folder)
}

/// Sets the permission bits of a path.
pub(super) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
    }
    #[cfg(not(unix))]
    {
        let _ = (path, mode);
        Ok(())
    }
}

/// The path that a chain of links ends at; it need not exist.
fn follow(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_path_buf();
    for _ in 0..MAX_LINKS {
        match std::fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => {
                let target = std::fs::read_link(&path)?;
                path = parent(&path).join(target);
            }
            _ => return Ok(path),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

/// A rename would silently replace a file that its owner has made read-only.
fn refuse_read_only(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK)?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn kind(file_type: std::fs::FileType) -> FileKind {
    if file_type.is_file() {
        FileKind::File
    } else if file_type.is_dir() {
        FileKind::Directory
    } else if file_type.is_symlink() {
        FileKind::Symlink
    } else {
        FileKind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsSystem;

    fn names(dir: &Path) -> Vec<String> {
        let entries = list(dir).unwrap();
        entries.iter().map(|e| e.path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    #[cfg(unix)]
    #[test]
    fn a_write_keeps_the_mode_and_leaves_no_temporary_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("plan.md");
        std::fs::write(&path, "old").unwrap();
        set_mode(&path, 0o755).unwrap();
        write_atomic(&OsSystem, &path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(facts(&std::fs::metadata(&path).unwrap()).mode, 0o755);
        assert_eq!(names(dir.path()), ["plan.md"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_no_regular_file_is_not_read() {
        for path in ["/dev/zero", "/dev/null", "/"] {
            assert!(read(Path::new(path)).is_err(), "{path}");
        }
        assert!(read(Path::new("/proc/self/stat")).is_ok_and(|bytes| !bytes.is_empty()));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_written_through() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real/plan.md", dir.path().join("plan.md")).unwrap();
        write_atomic(&OsSystem, &dir.path().join("plan.md"), b"text").unwrap();
        assert_eq!(std::fs::read(dir.path().join("real/plan.md")).unwrap(), b"text");
        assert!(std::fs::symlink_metadata(dir.path().join("plan.md")).unwrap().is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("b", dir.path().join("a")).unwrap();
        std::os::unix::fs::symlink("a", dir.path().join("b")).unwrap();
        assert!(write_atomic(&OsSystem, &dir.path().join("a"), b"x").is_err());
    }

    #[test]
    fn a_new_file_never_replaces_another() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("record.json");
        write_new(&OsSystem, &path, b"first").unwrap();
        let error = write_new(&OsSystem, &path, b"second").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"first");
        assert_eq!(names(dir.path()), ["record.json"]);
    }

    #[test]
    fn a_long_name_can_be_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ä".repeat(127));
        write_atomic(&OsSystem, &path, b"x").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"x");
    }

    #[test]
    fn the_walk_leaves_out_what_git_ignores() {
        let dir = tempfile::tempdir().unwrap();
        for path in
            ["a.md", "target/x", "sub/keep.md", "sub/drop.log", ".env", ".github/ci.yml", ".git/config"]
        {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        std::fs::write(dir.path().join(".gitignore"), "target/\n*.log\n").unwrap();
        let found = |hidden| -> Vec<String> {
            let files = walk(dir.path(), hidden);
            files.iter().map(|p| p.strip_prefix(dir.path()).unwrap().to_string_lossy().into_owned()).collect()
        };
        assert_eq!(found(false), [".env", ".gitignore", "a.md", "sub/keep.md"]);
        assert_eq!(found(true), [".env", ".github/ci.yml", ".gitignore", "a.md", "sub/keep.md"]);
    }

    #[test]
    fn files_are_walked_in_the_order_of_their_paths() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a/b", "a/b-c/d", "a/b.md", "a-b", "a.md", "a0/x", "ä/x", "A", "z/0"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let files = walk(dir.path(), true);
        assert_eq!(files.len(), 9);
        assert!(files.is_sorted(), "{files:?}");
    }

    #[test]
    fn many_files_are_synced_in_one_round() {
        let dir = tempfile::tempdir().unwrap();
        let paths: Vec<_> = (0..20).map(|n| dir.path().join(n.to_string())).collect();
        for path in &paths {
            std::fs::write(path, "x").unwrap();
        }
        sync(&paths).unwrap();
        sync(&paths[..2]).unwrap();
        assert!(sync(&[dir.path().join("absent")]).is_err());
    }
}
