//! Reading repositories: nothing disappears.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use milepost_document::{view::DocumentKind, vocabulary::Status};
use milepost_portfolio::{LoadOptions, load};
use milepost_system::{MemorySystem, OsSystem, System};

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
    let only_docs = LoadOptions { folders: vec!["./docs/".into()], ..LoadOptions::default() };
    assert_eq!(paths(&system, &only_docs), ["docs/milestone-1.md"]);
    let named = LoadOptions { folders: vec![".github".into()], ..LoadOptions::default() };
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
    assert_eq!(first.problems().len(), 1);
    assert_eq!(first.problems()[0].rule, "invalid-utf8");
    assert_eq!(
        first.problems()[0].message,
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

/// Reads the same files both ways.
#[track_caller]
fn same_lazily(system: &dyn System, root: &Path) -> usize {
    let whole = load(system, root, &LoadOptions::default());
    let lazy = load(system, root, &LoadOptions { lazy: true, ..LoadOptions::default() });
    assert_eq!(whole.documents.len(), lazy.documents.len());
    for (a, b) in whole.documents.iter().zip(&lazy.documents) {
        assert_eq!((&a.path, a.kind, &a.identity, a.read_only), (&b.path, b.kind, &b.identity, b.read_only));
        assert_eq!((a.status(), a.problems()), (b.status(), b.problems()), "{}", a.path);
        assert_eq!(a.document().items, b.document().items, "{}", a.path);
    }
    whole.documents.len()
}

#[test]
fn what_is_read_later_is_the_same() {
    same_lazily(
        &system(&[
            ("plan/README.md", b"# Plans\n\n| M |\n|---|\n| [1](milestone-1.md) |\n"),
            ("plan/milestone-1.md", MILESTONE),
            ("plan/milestone-2.md", b"# Milestone 2: Caf\xe9\n"),
            ("plan/milestone-3.md", b"\n# Milestone 3: [Pay][p]\n\n[p]: a.md\n"),
            (".planning/phases/08-pay/08-01-PLAN.md", b"# Pay\n\n- [x] a\n- [ ] b\n"),
            (".planning/phases/08-pay/08-01-SUMMARY.md", b"# Pay\n"),
            ("specs/001-pay/tasks.md", b"# Tasks: Pay\n\n- [x] T001 a\n"),
        ]),
        Path::new("/repo"),
    );
    let (system, corpus) =
        (OsSystem::new(), Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"));
    if !system.is_dir(&corpus) {
        eprintln!("skipped: no corpus at {}", corpus.display());
        return;
    }
    assert!(same_lazily(&system, &corpus) > 1000);
}
