//! Paths as they are seen from where somebody stands.

use std::path::{Component, Path, PathBuf};

use crate::layout::printable;

/// A project's root, and the folder from which its files are spoken of. Both absolute, without links.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    /// The project's root.
    pub root: &'p Path,
    /// The folder from which paths are shown.
    pub from: &'p Path,
}

impl Place<'_> {
    /// A path of the project, relative to that folder.
    pub fn shown(self, path: &str) -> String {
        let target = self.root.join(path);
        let common = target.components().zip(self.from.components()).take_while(|(a, b)| a == b).count();
        if common <= 1 && self.from.components().count() > 1 {
            return printable(&target.to_string_lossy());
        }
        let up = self.from.components().skip(common).map(|_| Component::ParentDir);
        let shown: PathBuf = up.chain(target.components().skip(common)).collect();
        printable(&shown.to_string_lossy())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_where_one_stands() {
        let shown = |from: &str| {
            Place { root: Path::new("/home/ada/shop"), from: Path::new(from) }.shown("plan/a.md")
        };
        assert_eq!(shown("/home/ada/shop"), "plan/a.md");
        assert_eq!(shown("/home/ada/shop/plan"), "a.md");
        assert_eq!(shown("/home/ada/shop/src/deep"), "../../plan/a.md");
        assert_eq!(shown("/home/ada"), "shop/plan/a.md");
        assert_eq!(shown("/srv"), "/home/ada/shop/plan/a.md");
        assert_eq!(shown("/"), "home/ada/shop/plan/a.md");
    }
}
