//! The files that a report's path or glob means.

use std::path::{Path, PathBuf};

use milepost_system::{FileKind, System};

/// Folders below a `**` are followed this deep: deeper ones hold no reports, and a loop ends.
const DEEPEST: usize = 12;

/// The existing files that `pattern` means below `dir`, sorted. Unlike a walk this finds ignored files too, for
/// reports are mostly ignored.
pub(crate) fn expand(system: &dyn System, dir: &Path, pattern: &str) -> Vec<PathBuf> {
    let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let mut found = Vec::new();
    let start = if pattern.starts_with('/') { Path::new("/") } else { dir };
    visit(system, start, &parts, DEEPEST, &mut found);
    found.sort();
    found.dedup();
    found
}

fn visit(system: &dyn System, dir: &Path, parts: &[&str], depth: usize, found: &mut Vec<PathBuf>) {
    let Some((first, rest)) = parts.split_first() else {
        if system.is_file(dir) {
            found.push(dir.to_path_buf());
        }
        return;
    };
    if *first == "**" {
        visit(system, dir, rest, depth, found);
        if depth > 0 {
            for entry in system.list(dir).unwrap_or_default() {
                if entry.kind == FileKind::Directory && !entry.path.ends_with("node_modules") {
                    visit(system, &entry.path, parts, depth - 1, found);
                }
            }
        }
    } else if first.contains(['*', '?', '[', '{']) {
        let Ok(glob) = globset::Glob::new(first) else { return };
        let glob = glob.compile_matcher();
        for entry in system.list(dir).unwrap_or_default() {
            if entry.path.file_name().is_some_and(|name| glob.is_match(name)) {
                visit(system, &entry.path, rest, depth, found);
            }
        }
    } else {
        visit(system, &dir.join(first), rest, depth, found);
    }
}

#[cfg(test)]
mod tests {
    use milepost_system::MemorySystem;

    use super::*;

    #[test]
    fn paths_and_globs_find_ignored_files_too() {
        let system = MemorySystem::new();
        system.file("/w/.gitignore", "out").file("/w/out/a/junit.xml", "").file("/w/out/b/c/junit.xml", "");
        system.file("/w/out/b/other.txt", "").file("/w/node_modules/x/junit.xml", "");
        let found = |pattern| -> Vec<String> {
            let files = expand(&system, Path::new("/w"), pattern);
            files.iter().map(|path| path.to_string_lossy().into_owned()).collect()
        };
        assert_eq!(found("out/a/junit.xml"), ["/w/out/a/junit.xml"]);
        assert_eq!(found("./out/*/junit.xml"), ["/w/out/a/junit.xml"]);
        assert_eq!(found("**/junit.xml"), ["/w/out/a/junit.xml", "/w/out/b/c/junit.xml"]);
        assert_eq!(found("out/*/*.{txt,md}"), ["/w/out/b/other.txt"]);
        assert!(found("out/none.xml").is_empty());
    }
}
