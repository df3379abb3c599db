//! A project's files, to look into.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    path::Path,
    rc::Rc,
};

use milepost_system::System;

use super::Evidence;

/// A configuration file is not larger than this; what is larger is not read.
const MOST_BYTES: u64 = 1 << 20;

/// The names of a project's files and the texts of those that are asked for.
#[derive(Debug)]
pub struct Tree<'a> {
    system: &'a dyn System,
    root: &'a Path,
    files: &'a BTreeSet<String>,
    texts: RefCell<HashMap<String, Option<Rc<str>>>>,
}

impl<'a> Tree<'a> {
    /// The project at `root` with these files, named from there.
    pub fn new(system: &'a dyn System, root: &'a Path, files: &'a BTreeSet<String>) -> Self {
        Self { system, root, files, texts: RefCell::default() }
    }

    /// The name of the project's folder.
    pub(super) fn folder_name(&self) -> Option<String> {
        self.root.file_name().map(|name| name.to_string_lossy().into_owned())
    }

    /// Whether a file is there.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Whether a folder holds a file.
    pub(super) fn has_folder(&self, path: &str) -> bool {
        self.below(path).next().is_some()
    }

    /// The files below a folder.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let end = prefix.clone();
        let files: &'a BTreeSet<String> = self.files;
        files.range(prefix..).map(String::as_str).take_while(move |path| path.starts_with(&end))
    }

    /// The first of these files that is there.
    pub(super) fn first<'n>(&self, folder: &str, names: &[&'n str]) -> Option<(&'n str, Evidence)> {
        let name = names.iter().find(|name| self.has(&join(folder, name)))?;
        Some((name, Evidence { path: join(folder, name), line: None }))
    }

    /// A file's text; `None` where it is not there, too large, or no text.
    pub(super) fn text(&self, path: &str) -> Option<Rc<str>> {
        if let Some(known) = self.texts.borrow().get(path) {
            return known.clone();
        }
        let text = self.read(path);
        self.texts.borrow_mut().insert(path.to_owned(), text.clone());
        text
    }

    /// The first line of a file that holds a word, as evidence.
    pub(super) fn mention(&self, path: &str, word: &str) -> Option<Evidence> {
        let text = self.text(path)?;
        let line = text.lines().position(|line| !is_comment(line) && line.contains(word))?;
        Some(Evidence { path: path.to_owned(), line: Some(line as u32 + 1) })
    }

    /// A file as evidence, with the line that holds a word where one does.
    pub(super) fn evidence(&self, path: &str, word: &str) -> Evidence {
        self.mention(path, word).unwrap_or_else(|| Evidence { path: path.to_owned(), line: None })
    }

    /// The first mention of a word where a project says what it runs: recipes and continuous integration.
    pub(super) fn said_in_automation(&self, word: &str) -> Option<Evidence> {
        self.automation().find_map(|path| self.mention(path, word))
    }

    /// The outermost file of a name: at the root, else the one with the fewest folders above it, if only one has.
    pub(super) fn outermost(&self, name: &str) -> Option<&'a str> {
        let named = self.files.iter().filter(|path| file_name(path) == name && !is_aside(path));
        let mut by_depth: Vec<(usize, &str)> =
            named.map(|path| (path.matches('/').count(), path.as_str())).collect();
        by_depth.sort_unstable();
        match by_depth.as_slice() {
            [] => None,
            [(_, only)] => Some(only),
            [(first, path), (second, _), ..] => (first < second).then_some(path),
        }
    }

    /// Whether the project has Git ignore what lies in a folder (from the root's `.gitignore` alone).
    pub(super) fn ignores(&self, folder: &str) -> bool {
        let Some(text) = self.text(".gitignore") else { return false };
        let parts: Vec<&str> = folder.split('/').collect();
        text.lines().any(|line| {
            let pattern = line.trim().trim_start_matches("**/").trim_matches('/');
            let pattern =
                pattern.strip_suffix("/*").or_else(|| pattern.strip_suffix("/**")).unwrap_or(pattern);
            !pattern.is_empty()
                && !line.starts_with(['#', '!'])
                && (parts.contains(&pattern)
                    || folder.starts_with(&format!("{pattern}/"))
                    || folder == pattern
                    || pattern.strip_prefix("*.").is_some_and(|end| folder.ends_with(&format!(".{end}"))))
        })
    }

    fn automation(&self) -> impl Iterator<Item = &'a str> {
        let files: &'a BTreeSet<String> = self.files;
        files.iter().map(String::as_str).filter(|path| {
            let name = file_name(path).to_lowercase();
            matches!(
                name.as_str(),
                "justfile"
                    | ".justfile"
                    | "makefile"
                    | "gnumakefile"
                    | "taskfile.yml"
                    | "taskfile.yaml"
                    | ".gitlab-ci.yml"
                    | ".pre-commit-config.yaml"
                    | "noxfile.py"
                    | "tox.ini"
            ) || path.starts_with(".github/workflows/")
                || path.starts_with(".ci/")
        })
    }

    fn read(&self, path: &str) -> Option<Rc<str>> {
        if !self.has(path) {
            return None;
        }
        let absolute = self.root.join(path);
        let facts = self.system.metadata(&absolute).ok()?;
        let bytes = (facts.len <= MOST_BYTES).then(|| self.system.read(&absolute).ok()).flatten()?;
        String::from_utf8(bytes).ok().map(Rc::from)
    }
}

/// A path below a folder; the empty folder is the root.
pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The folder of a path; empty at the root.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Whether a path ends with a dot and this.
pub(super) fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

/// What lies there is not the project itself.
fn is_aside(path: &str) -> bool {
    let aside = [
        "examples",
        "example",
        "fixtures",
        "testdata",
        "vendor",
        "third_party",
        "node_modules",
        "templates",
        "poc",
        "samples",
        "demo",
        "benchmarks",
        "archive",
    ];
    folder_of(path).split('/').any(|part| aside.contains(&part) || part.starts_with('.') && part.len() > 1)
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//") || line.starts_with('#') && !line.starts_with("#[")
}

#[cfg(test)]
mod tests {
    use milepost_system::MemorySystem;

    use super::*;

    #[test]
    fn ignored_folders_are_known_by_the_roots_list() {
        let system = MemorySystem::new();
        system.file("/p/.gitignore", "# coverage\n/target\nnode_modules/\nout/*\n*.out\n!dist\n");
        let files = BTreeSet::from([".gitignore".to_owned()]);
        let tree = Tree::new(&system, Path::new("/p"), &files);
        for ignored in
            ["target", "target/nextest", "node_modules/.cache", "out", "a/node_modules/b", "coverage.out"]
        {
            assert!(tree.ignores(ignored), "{ignored}");
        }
        for kept in ["coverage", "dist", "targets", "src"] {
            assert!(!tree.ignores(kept), "{kept}");
        }
    }

    #[test]
    fn the_outermost_file_is_the_one_with_the_fewest_folders_above() {
        let system = MemorySystem::new();
        let files = ["a/go.mod", "b/c/go.mod", "x/package.json", "y/package.json", "examples/Cargo.toml"];
        let files: BTreeSet<String> = files.into_iter().map(str::to_owned).collect();
        let tree = Tree::new(&system, Path::new("/p"), &files);
        assert_eq!(tree.outermost("go.mod"), Some("a/go.mod"));
        assert_eq!(tree.outermost("package.json"), None, "neither of two");
        assert_eq!(tree.outermost("Cargo.toml"), None, "an example is not the project");
    }
}
