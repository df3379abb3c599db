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
}
