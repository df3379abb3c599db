//! Where the files of a coverage report lie in the project.

use std::path::{Component, Path, PathBuf};

use milepost_gate::{Coverage, Verdict, lines_exist};
use milepost_system::System;

/// Gives the files of a report the names that they have from the root of the project, and says why the report cannot be of
/// these files.
///
/// A name is looked for in the folders that the report itself states, then from the folder in which the command ran, then
/// from the root, and for Go below the module of `go.mod`; the first that leads to a file of the project counts. One that
/// leads to none stays as it is.
///
/// # Errors
/// When none of its files is there, or when one has fewer lines than the report says: it is of another tree.
pub(crate) fn place_files(
    system: &dyn System,
    root: &Path,
    cwd: &Path,
    mut coverage: Coverage,
) -> Result<Coverage, String> {
    let places = Places { system, root, cwd, roots: &coverage.roots, module: module(system, cwd) };
    let found: Vec<Option<String>> = coverage.files.iter().map(|file| places.find(&file.path)).collect();
    if !found.is_empty() && found.iter().all(Option::is_none) {
        let name = &coverage.files[0].path;
        return Err(format!("it is of another tree: none of its files is in the project, `{name}` for one"));
    }
    for (file, place) in coverage.files.iter_mut().zip(found) {
        file.path = place.unwrap_or_else(|| inside(root, cwd, &file.path));
    }
    let notes = std::mem::take(&mut coverage.notes);
    let coverage = Coverage::of(coverage.files, notes);
    let lines = |path: &str| {
        let bytes = system.read(&root.join(path)).ok()?;
        // A report may count the empty line behind the last end of line.
        u32::try_from(bytes.split(|byte| *byte == b'\n').count()).ok()
    };
    match lines_exist(&coverage.line_hits(), lines) {
        Verdict::Pass => Ok(coverage),
        Verdict::Fail { reason } | Verdict::Inconclusive { reason } | Verdict::NothingRan { reason } => {
            Err(reason)
        }
    }
}

struct Places<'p> {
    system: &'p dyn System,
    root: &'p Path,
    cwd: &'p Path,
    roots: &'p [String],
    module: Option<String>,
}

impl Places<'_> {
    fn find(&self, name: &str) -> Option<String> {
        let stated = self.roots.iter().map(|root| self.cwd.join(root).join(name));
        let usual = [self.cwd.join(name), self.root.join(name)];
        let module = self.module.as_ref().and_then(|module| name.strip_prefix(module.as_str()));
        let module = module.and_then(|rest| rest.strip_prefix('/')).map(|rest| self.cwd.join(rest));
        stated.chain(usual).chain(module).find_map(|path| self.inside(&path))
    }

    /// An existing file as seen from the root.
    fn inside(&self, path: &Path) -> Option<String> {
        let plain = plain(path)?;
        let name = plain.strip_prefix(self.root).ok()?;
        self.system.is_file(&plain).then(|| name.to_string_lossy().into_owned())
    }
}

/// A name of the machine as one of the project, so that it is the same wherever the project lies.
fn inside(root: &Path, cwd: &Path, name: &str) -> String {
    let path = Path::new(name);
    let inner = path.strip_prefix(root).or_else(|_| path.strip_prefix(cwd));
    inner.map_or_else(|_| name.to_owned(), |inner| inner.to_string_lossy().into_owned())
}

/// A path without `.` and `..`; `None` where it leads above its beginning.
fn plain(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if !plain.pop() {
                    return None;
                }
            }
            other => plain.push(other),
        }
    }
    Some(plain)
}

/// The path of the Go module in a folder.
fn module(system: &dyn System, cwd: &Path) -> Option<String> {
    let text = String::from_utf8(system.read(&cwd.join("go.mod")).ok()?).ok()?;
    let name = text.lines().find_map(|line| line.trim().strip_prefix("module "))?;
    Some(name.trim().trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use milepost_gate::{FileCoverage, Ratio};
    use milepost_system::MemorySystem;

    use super::*;

    fn report(paths: &[&str], roots: &[&str]) -> Coverage {
        let file = |path: &&str| FileCoverage {
            path: (*path).to_owned(),
            lines: Ratio::new(1, 2),
            hits: [(1, true), (2, false)].into(),
            ..FileCoverage::default()
        };
        let roots = roots.iter().map(|root| (*root).to_owned()).collect();
        Coverage { roots, ..Coverage::of(paths.iter().map(file).collect(), Vec::new()) }
    }

    fn placed(files: &[(&str, &str)], cwd: &str, report: Coverage) -> Result<Vec<String>, String> {
        let system = MemorySystem::new();
        for (path, text) in files {
            system.file(path, text);
        }
        let found = place_files(&system, Path::new("/home/dev/shop"), Path::new(cwd), report)?;
        Ok(found.files.into_iter().map(|file| file.path).collect())
    }

    #[test]
    fn a_file_has_one_name_however_the_report_writes_it() {
        let files = [("/home/dev/shop/web/src/cart.js", "a\nb\n"), ("/home/dev/shop/cart.js", "a\nb\n")];
        for (name, roots) in [
            ("/home/dev/shop/web/src/cart.js", &[][..]),
            ("src/cart.js", &[]),
            ("./lib/../src/cart.js", &[]),
            ("web/src/cart.js", &[]),
            ("cart.js", &["/home/dev/shop/web/src"]),
            ("cart.js", &["/build/elsewhere", "src"]),
        ] {
            let found = placed(&files, "/home/dev/shop/web", report(&[name], roots));
            assert_eq!(found, Ok(vec!["web/src/cart.js".to_owned()]), "{name} {roots:?}");
        }
        let both = placed(&files, "/home/dev/shop/web", report(&["src/cart.js", "web/src/cart.js"], &[]));
        assert_eq!(both, Ok(vec!["web/src/cart.js".to_owned()]), "two names of one file");
    }

    #[test]
    fn go_names_files_by_their_module() {
        let files = [
            ("/home/dev/shop/go.mod", "// shop\nmodule example.org/shop\n\ngo 1.24\n"),
            ("/home/dev/shop/cart/cart.go", "a\nb\n"),
        ];
        let found = placed(&files, "/home/dev/shop", report(&["example.org/shop/cart/cart.go"], &[]));
        assert_eq!(found, Ok(vec!["cart/cart.go".to_owned()]));
    }

    #[test]
    fn a_report_of_another_tree_is_refused() {
        let files = [("/home/dev/shop/a.js", "one line"), ("/home/dev/secret.js", "a\nb\n")];
        let none = placed(&files, "/home/dev/shop", report(&["b.js", "../secret.js"], &[]));
        assert!(none.unwrap_err().contains("none of its files is in the project"));
        let short = placed(&files, "/home/dev/shop", report(&["a.js", "gone.js"], &[]));
        assert!(short.unwrap_err().contains("names line 2 of `a.js`, which has 1"));
    }
}
