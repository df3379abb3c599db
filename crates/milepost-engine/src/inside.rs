//! Keeping what is written inside of the project, whatever links a checkout holds.

use std::{
    io,
    path::{Path, PathBuf},
};

use milepost_system::{FileKind, System};

/// Refuses a path that lies outside of `root`, or leads there by a link. It need not exist.
///
/// # Errors
/// [`io::ErrorKind::Other`], naming the path and where it leads.
pub(crate) fn inside(system: &dyn System, root: &Path, path: &Path) -> io::Result<()> {
    let real_root = system.canonicalize(root)?;
    let refused = |why: &str| {
        io::Error::other(format!(
            "`{}` {why} and is not written: it leads out of the project",
            path.display()
        ))
    };
    let climbs = path.components().any(|part| matches!(part, std::path::Component::ParentDir));
    if climbs || !(path.starts_with(root) || path.starts_with(&real_root)) {
        return Err(refused("lies elsewhere"));
    }
    match real_of(system, path) {
        Some(real) if real.starts_with(&real_root) => Ok(()),
        Some(real) => Err(refused(&format!("is in truth `{}`", real.display()))),
        None => Err(refused("is a link to nothing")),
    }
}

/// What a path really is: of one that does not exist, where it would be. `None` for a link to what is not there.
fn real_of(system: &dyn System, path: &Path) -> Option<PathBuf> {
    if let Ok(real) = system.canonicalize(path) {
        return Some(real);
    }
    if system.symlink_metadata(path).is_ok_and(|facts| facts.kind == FileKind::Symlink) {
        return None;
    }
    Some(real_of(system, path.parent()?)?.join(path.file_name()?))
}

#[cfg(test)]
mod tests {
    use milepost_system::OsSystem;

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "links are made in a real folder")]
    fn links_and_dots_lead_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let (root, outside) = (folder.path().join("p"), folder.path().join("o"));
        for folder in [&root, &outside] {
            std::fs::create_dir(folder).unwrap();
        }
        std::fs::write(root.join("a.md"), "").unwrap();
        for (to, name) in [("a.md", "near"), ("../o", "far"), ("../o/none", "none"), ("far/x", "through")] {
            std::os::unix::fs::symlink(to, root.join(name)).unwrap();
        }
        let is_fine = |path: &str| inside(&OsSystem, &root, &root.join(path)).is_ok();
        for path in ["a.md", "near", "new/deep/file"] {
            assert!(is_fine(path), "{path}");
        }
        for path in ["far", "far/new", "none", "through", "../o/x", "new/../../o/x", "/etc/passwd"] {
            assert!(!is_fine(path), "{path}");
        }
    }
}
