//! Writing into a folder that commands have changed at will.

use std::{
    io,
    path::{Component, Path},
};

use milepost_system::{FileKind, System};

/// Writes a file below a folder, and follows no link on the way: whoever had the folder may have put one there that leads out of it, and
/// this is written with the rights of the program itself. Nothing may run in the folder meanwhile.
///
/// # Errors
/// When the path leads elsewhere, goes by a link, or cannot be written.
pub(super) fn put(system: &dyn System, root: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut place = system.canonicalize(root)?;
    for part in path.components() {
        let Component::Normal(name) = part else {
            return Err(io::Error::other("its path leads elsewhere"));
        };
        place.push(name);
        match system.symlink_metadata(&place) {
            Ok(facts) if facts.kind == FileKind::Symlink => {
                let link = place.display();
                return Err(io::Error::other(format!(
                    "`{link}` became a link, and nothing is written by it"
                )));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(_) | Err(_) => {}
        }
    }
    if let Some(folder) = place.parent() {
        system.create_dir_all(folder)?;
    }
    system.write_atomic(&place, bytes)
}

/// Takes a text out of a folder that commands have changed at will: what is no file of this very folder is left alone, for it may be one
/// that only the program itself may read.
///
/// # Errors
/// When it is no file or no text, is longer than that, or cannot be read.
pub(super) fn take(system: &dyn System, root: &Path, name: &Path, longest: u64) -> io::Result<String> {
    let place = system.canonicalize(root)?.join(name);
    let facts = system.symlink_metadata(&place)?;
    if facts.kind != FileKind::File {
        return Err(io::Error::other("it is no file"));
    }
    if facts.len > longest {
        return Err(io::Error::other(format!("it is longer than {longest} bytes")));
    }
    let bytes = system.read(&place)?;
    system.remove_file(&place)?;
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is no text"))
}

#[cfg(test)]
mod tests {
    use milepost_system::OsSystem;

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "links are made in a real folder")]
    fn nothing_is_written_by_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (root, outside) = (folder.path().join("clone"), folder.path().join("outside"));
        for folder in [&root, &outside, &root.join("near")] {
            std::fs::create_dir(folder).unwrap();
        }
        std::fs::write(outside.join("own.sql"), "own").unwrap();
        std::fs::write(root.join("near/a.sql"), "old").unwrap();
        for (to, name) in [
            ("../outside/own.sql", "to.sql"),
            ("../outside", "far"),
            ("../outside/new.sql", "none.sql"),
            ("near", "by"),
        ] {
            std::os::unix::fs::symlink(to, root.join(name)).unwrap();
        }
        let put = |path: &str| put(&OsSystem, &root, Path::new(path), b"new");
        for path in ["near/a.sql", "new/deep/b.sql"] {
            put(path).unwrap();
            assert_eq!(std::fs::read(root.join(path)).unwrap(), b"new");
        }
        for path in ["to.sql", "far/own.sql", "far/new.sql", "none.sql", "by/a.sql", "../outside/own.sql"] {
            let why = put(path).unwrap_err().to_string();
            assert!(why.contains("link") || why.contains("elsewhere"), "{path}: {why}");
        }
        assert_eq!(std::fs::read(outside.join("own.sql")).unwrap(), b"own");
        assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 1);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "links are made in a real folder")]
    fn only_a_file_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("own"), "secret").unwrap();
        std::os::unix::fs::symlink("own", path("link")).unwrap();
        std::fs::create_dir(path("folder")).unwrap();
        std::fs::write(path("bytes"), b"\xff").unwrap();
        let take = |name: &str, longest| take(&OsSystem, folder.path(), Path::new(name), longest);
        for (name, longest) in [("link", 9), ("folder", 9), ("none", 9), ("bytes", 9), ("own", 5)] {
            assert!(take(name, longest).is_err(), "{name}");
        }
        assert_eq!(take("own", 6).unwrap(), "secret");
        assert!(!path("own").exists());
    }
}
