//! Where the files of a coverage report lie in the project.

use std::{
    collections::BTreeSet,
    path::{Component, Path, PathBuf},
};

use milepost_gate::{Coverage, FileCoverage, Verdict, lines_exist};
use milepost_system::System;

/// Gives the files of a report the names that they have from the root of the project, and says why the report cannot be of
/// these files.
///
/// A name is looked for in the folders that the report itself states, where it states none from the folder in which the
/// command ran, then from the root, and for Go below the module of `go.mod`; the first that leads to a file of the project
/// counts. One that leads out of the project, such as a dependency, is left out; of one that leads nowhere nothing counts
/// as reached. Both are noted.
///
/// # Errors
/// When none of its files is there, when one has fewer lines than the report says (it is of another tree), or when a name
/// stands for several files.
pub(crate) fn place_files(
    system: &dyn System,
    root: &Path,
    cwd: &Path,
    mut coverage: Coverage,
) -> Result<Coverage, String> {
    let places = Places { system, root, cwd, roots: &coverage.roots, module: module(system, root, cwd) };
    let found: Vec<Option<String>> =
        coverage.files.iter().map(|file| places.find(&file.path)).collect::<Result<_, _>>()?;
    if !found.is_empty() && found.iter().all(Option::is_none) {
        let name = &coverage.files[0].path;
        return Err(format!("it is of another tree: none of its files is in the project, `{name}` for one"));
    }
    let mut notes = std::mem::take(&mut coverage.notes);
    let mut files = Vec::with_capacity(coverage.files.len());
    for (mut file, place) in coverage.files.into_iter().zip(found) {
        match place {
            Some(place) => file.path = place,
            None if Path::new(&file.path).is_absolute() && !Path::new(&file.path).starts_with(root) => {
                notes.push(format!("`{}` is not of the project and does not count", file.path));
                continue;
            }
            None => {
                file.path = inside(root, cwd, &file.path);
                notes.push(format!("`{}` is not there, so nothing of it counts as covered", file.path));
                unreached(&mut file);
            }
        }
        files.push(file);
    }
    let coverage = Coverage::of(files, notes);
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

/// Takes back that anything of a file was reached.
fn unreached(file: &mut FileCoverage) {
    let parts = [Some(&mut file.lines), file.branches.as_mut(), file.functions.as_mut()];
    parts.into_iter().flatten().for_each(|part| part.hit = 0);
    file.hits.values_mut().for_each(|is_hit| *is_hit = false);
}

struct Places<'p> {
    system: &'p dyn System,
    root: &'p Path,
    cwd: &'p Path,
    roots: &'p [String],
    /// The path of the Go module, and its folder.
    module: Option<(String, PathBuf)>,
}

impl Places<'_> {
    fn find(&self, name: &str) -> Result<Option<String>, String> {
        let stated = self.roots.iter().map(|root| self.cwd.join(root).join(name));
        let stated: BTreeSet<String> = stated.filter_map(|path| self.inside(&path)).collect();
        if stated.len() > 1 {
            let all: Vec<String> = stated.iter().map(|path| format!("`{path}`")).collect();
            return Err(format!(
                "`{name}` may be any of {}: let the report name files in full",
                all.join(", ")
            ));
        }
        let is_open = self.roots.is_empty() || Path::new(name).is_absolute();
        let usual = is_open.then(|| [self.cwd.join(name), self.root.join(name)]);
        let module = self.module.as_ref().and_then(|(module, folder)| {
            Some(folder.join(name.strip_prefix(module.as_str())?.strip_prefix('/')?))
        });
        let mut guessed = usual.into_iter().flatten().chain(module);
        Ok(stated.into_iter().next().or_else(|| guessed.find_map(|path| self.inside(&path))))
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

/// The path of the Go module around a folder, and its own folder.
fn module(system: &dyn System, root: &Path, cwd: &Path) -> Option<(String, PathBuf)> {
    let mut folders = cwd.ancestors().take_while(|folder| folder.starts_with(root));
    let (folder, text) = folders.find_map(|folder| {
        Some((folder, String::from_utf8(system.read(&folder.join("go.mod")).ok()?).ok()?))
    })?;
    let name = text.lines().find_map(|line| line.trim().strip_prefix("module "))?;
    let name = name.split("//").next().unwrap_or(name).trim().trim_matches('"');
    Some((name.to_owned(), folder.to_owned()))
}

#[cfg(test)]
mod tests {
    use milepost_gate::Ratio;
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
            ("/home/dev/shop/go.mod", "// shop\nmodule example.org/shop // the shop\n\ngo 1.24\n"),
            ("/home/dev/shop/cart/cart.go", "a\nb\n"),
        ];
        for cwd in ["/home/dev/shop", "/home/dev/shop/cmd/serve"] {
            let found = placed(&files, cwd, report(&["example.org/shop/cart/cart.go"], &[]));
            assert_eq!(found, Ok(vec!["cart/cart.go".to_owned()]), "{cwd}");
        }
    }

    #[test]
    fn what_is_not_in_the_project_covers_nothing_of_it() {
        let system = MemorySystem::new();
        system.file("/home/dev/shop/a.js", "a\nb\n");
        let root = Path::new("/home/dev/shop");
        let report = report(&["a.js", "gone.js", "/usr/lib/x.js"], &[]);
        let found = place_files(&system, root, root, report).unwrap();
        assert_eq!(found.lines, Ratio::new(1, 4), "of `gone.js` nothing is reached");
        let names: Vec<&str> = found.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(names, ["a.js", "gone.js"]);
        assert!(found.files[1].hits.values().all(|is_hit| !is_hit));
        assert_eq!(
            found.notes,
            [
                "`/usr/lib/x.js` is not of the project and does not count",
                "`gone.js` is not there, so nothing of it counts as covered"
            ]
        );
    }

    #[test]
    fn a_name_that_may_be_of_several_files_is_refused() {
        let files = [
            ("/home/dev/shop/a/util.py", "a\nb\n"),
            ("/home/dev/shop/b/util.py", "a\nb\n"),
            ("/home/dev/shop/main.py", "a\nb\n"),
        ];
        let both = placed(&files, "/home/dev/shop", report(&["util.py"], &["a", "b"]));
        assert!(both.unwrap_err().contains("`util.py` may be any of `a/util.py`, `b/util.py`"));
        let stated = placed(&files, "/home/dev/shop", report(&["main.py", "util.py"], &["/app", "a"]));
        assert_eq!(stated, Ok(vec!["a/util.py".to_owned(), "main.py".to_owned()]), "`main.py` is of `/app`");
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
