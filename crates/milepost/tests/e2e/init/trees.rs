//! The file lists of real repositories: every file is there and empty.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use milepost_engine::init::{DocumentFolders, Tree, detect, render};
use milepost_system::MemorySystem;

#[test]
fn no_list_of_files_makes_it_stumble() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/_trees");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("SKIPPED: the corpus is not here");
        return;
    };
    let mut lists: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    lists.sort();
    assert!(lists.len() > 10, "{}", lists.len());
    for list in lists {
        let files: BTreeSet<String> = fs::read_to_string(&list).unwrap().lines().map(str::to_owned).collect();
        let system = MemorySystem::new();
        for file in &files {
            system.file(Path::new("/project").join(file), "");
        }
        let detection = detect(&Tree::new(&system, Path::new("/project"), &files));
        let text = render(&detection, &DocumentFolders::default());
        milepost_engine::config::parse(text.as_bytes())
            .unwrap_or_else(|error| panic!("{}: {error}", list.display()));
        let found: Vec<String> =
            detection.found.iter().map(|one| format!("{} ({})", one.name, one.evidence[0])).collect();
        eprintln!("{}: {}", list.file_stem().unwrap().to_string_lossy(), found.join(", "));
        let ecosystem = [("Cargo.toml", "cargo"), ("go.mod", "go"), ("Makefile", "make")];
        for (file, name) in ecosystem.into_iter().filter(|(file, _)| files.contains(*file)) {
            assert!(detection.found.iter().any(|one| one.name == name), "{}: {file}", list.display());
        }
    }
}
