//! Reading repositories: nothing disappears.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use milepost_document::{view::DocumentKind, vocabulary::Status};
use milepost_portfolio::{LoadOptions, load};
use milepost_system::{MemorySystem, System};

const MILESTONE: &[u8] = b"# Milestone 1: Cart\n\n**Status**: Planned\n";

fn system(files: &[(&str, &[u8])]) -> MemorySystem {
    let system = MemorySystem::default();
    for (path, bytes) in files {
        let path = Path::new("/repo").join(path);
        system.create_dir_all(path.parent().unwrap()).unwrap();
        system.write_new(&path, bytes).unwrap();
    }
    system
}

fn paths(system: &MemorySystem, options: &LoadOptions) -> Vec<String> {
    load(system, Path::new("/repo"), options).documents.into_iter().map(|document| document.path).collect()
}

#[test]
fn markdown_everywhere_but_in_hidden_folders_without_plans() {
    let system = system(&[
        ("docs/milestone-1.md", MILESTONE),
        ("README.MD", b"# Readme\n"),
        ("src/main.rs", b""),
        (".planning/phases/01.md", MILESTONE),
        (".beans/x.md", MILESTONE),
        (".github/x.md", MILESTONE),
    ]);
    assert_eq!(
        paths(&system, &LoadOptions::default()),
        [".beans/x.md", ".planning/phases/01.md", "README.MD", "docs/milestone-1.md"]
    );
    let only_docs = LoadOptions { folders: vec!["./docs/".into()], only: vec![] };
    assert_eq!(paths(&system, &only_docs), ["docs/milestone-1.md"]);
    let named = LoadOptions { folders: vec![".github".into()], only: vec![] };
    assert_eq!(paths(&system, &named), [".github/x.md"]);
    let portfolio = load(&system, Path::new("/repo"), &named);
    assert!(
        portfolio.has_file("src/main.rs") && portfolio.has_folder("docs") && !portfolio.has_folder("doc")
    );
    assert!(portfolio.matches("src/*.rs") && !portfolio.matches("*.rs") && portfolio.whole);
}

#[test]
fn bytes_that_are_not_utf_8_are_read_and_marked() {
    let system = system(&[("a.md", b"# Milestone 1: Caf\xe9\n\n**Status**: Planned\n"), ("b.md", MILESTONE)]);
    let portfolio = load(&system, Path::new("/repo"), &LoadOptions::default());
    assert_eq!(portfolio.documents.len(), 2);
    let first = &portfolio.documents[0];
    assert!(first.read_only);
    assert_eq!((first.kind, first.status()), (DocumentKind::Milestone, Some(Status::Planned)));
    assert_eq!(first.parsed.problems.len(), 1);
    assert_eq!(first.parsed.problems[0].rule, "invalid-utf8");
    assert_eq!(
        first.parsed.problems[0].message,
        "byte 18 (line 1) is not UTF-8; the file is read, but not written"
    );
}

#[test]
fn documents_are_found_by_path() {
    let files: Vec<(String, Vec<u8>)> =
        (0..50).map(|n| (format!("p/{}.md", (n * 37) % 50), MILESTONE.to_vec())).collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let portfolio = load(&system(&files), Path::new("/repo"), &LoadOptions::default());
    assert!(portfolio.documents.is_sorted_by(|a, b| a.path < b.path));
    for (path, _) in files {
        assert_eq!(portfolio.documents[portfolio.find(path).unwrap()].path, path);
    }
    assert_eq!(portfolio.find("p/50.md"), None);
}
