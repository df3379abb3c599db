//! Documents that other tools lose, change or believe.

use milepost_document::{Severity, view, vocabulary::Status};
use milepost_lint::{NoFacts, lint};
use milepost_portfolio::{LoadOptions, load, portfolio_of};
use milepost_system::{MemorySystem, System};

const CRITERIA: &str = "\n## Acceptance Criteria\n\n- [ ] #1 First\n- [x] #2 Second\n";

fn rules(text: &str) -> Vec<(&'static str, Severity)> {
    let portfolio = portfolio_of(&[("plan/milestone-1.md", text)]);
    lint(&portfolio, &[0], &NoFacts).into_iter().map(|finding| (finding.rule, finding.severity)).collect()
}

#[test]
fn done_with_open_acceptance_boxes_is_an_error() {
    let text = format!("---\nstatus: done\n---\n# Milestone 1: Cart\n{CRITERIA}");
    assert!(rules(&text).contains(&("completed-with-open-criteria", Severity::Error)));
    let ticked = text.replace("[ ]", "[x]");
    assert!(rules(&ticked).iter().all(|(rule, _)| *rule != "completed-with-open-criteria"));
}

#[test]
fn front_matter_with_two_colons_makes_no_file_vanish() {
    let text = format!("---\ntitle: Console: skip\nstatus: planned\n---\n# Milestone 1: Console\n{CRITERIA}");
    let portfolio = portfolio_of(&[
        ("plan/milestone-1.md", text.as_str()),
        ("plan/milestone-2.md", "# Milestone 2: Next\n"),
    ]);
    assert_eq!(portfolio.documents.len(), 2);
    assert_eq!(portfolio.documents[0].status(), Some(Status::Planned));
    let front = portfolio.documents[0].document().front_matter.as_ref().unwrap();
    assert_eq!(front.scalar("title"), Some("Console: skip"));
    assert!(rules(&text).contains(&("invalid-front-matter", Severity::Warning)));
}

#[test]
fn unknown_keys_and_comments_survive_an_edit() {
    let text = format!(
        "---\n# kept\nstatus: planned   # why\nx-own: [a,  b] # own\n---\n# Milestone 1: Cart\n\n<!-- kept too -->\n{CRITERIA}"
    );
    let portfolio = portfolio_of(&[("plan/milestone-1.md", text.as_str())]);
    let document = portfolio.documents[0].document();
    let edited = view::set_status(document, Status::InProgress).apply(&text).unwrap();
    assert_eq!(edited, text.replace("planned", "in-progress"));
}

#[test]
fn a_missing_end_mark_loses_no_criteria() {
    let text = "# Milestone 1: Cart\n\n**Status**: Planned\n\n## Acceptance Criteria\n\n<!-- AC:BEGIN -->\n- [ ] #1 First\n- [ ] #2 Second\n\n## Notes\n\n- [ ] Third\n";
    let portfolio = portfolio_of(&[("plan/milestone-1.md", text)]);
    let boxes = portfolio.documents[0].document().items.iter().filter(|item| item.checkbox.is_some()).count();
    assert_eq!(boxes, 3);
    let completed = text.replace("Planned", "Completed");
    assert!(rules(&completed).contains(&("completed-with-open-criteria", Severity::Error)));
}

#[test]
fn one_bad_file_hides_no_other() {
    let portfolio = portfolio_of(&[
        ("plan/milestone-1.md", &b"---\n- : : [\n\xff\xfe---\n# Milestone 1\n"[..]),
        ("plan/milestone-2.md", "# Milestone 2: Good\n\n**Status**: Planned\n".as_bytes()),
        ("plan/milestone-3.md", b"\x00\x00\x00"),
        ("plan/milestone-4.md", b""),
    ]);
    let paths: Vec<&str> = portfolio.documents.iter().map(|document| document.path.as_str()).collect();
    assert_eq!(
        paths,
        ["plan/milestone-1.md", "plan/milestone-2.md", "plan/milestone-3.md", "plan/milestone-4.md"]
    );
    assert!(portfolio.documents[0].read_only && !portfolio.documents[1].read_only);
    let findings = lint(&portfolio, &[0, 1, 2, 3], &NoFacts);
    assert!(
        findings
            .iter()
            .any(|finding| finding.rule == "invalid-utf8" && finding.path == "plan/milestone-1.md")
    );
    assert!(findings.iter().all(|finding| finding.fix.is_none() || finding.path != "plan/milestone-1.md"));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let system = MemorySystem::default();
    let root = std::path::Path::new("/repo");
    system.create_dir_all(&root.join("plan")).unwrap();
    system.write_new(&root.join("plan/milestone-1.md"), b"# Milestone 1: Cart\n").unwrap();
    let portfolio = load(
        &system,
        root,
        &LoadOptions {
            only: vec!["plan/milestone-1.md".into(), "plan/gone.md".into()],
            ..Default::default()
        },
    );
    assert_eq!(portfolio.documents.len(), 1);
    assert_eq!(portfolio.unreadable.len(), 1);
    assert_eq!(portfolio.unreadable[0].path, "plan/gone.md");
    assert!(!portfolio.whole);
}

#[test]
fn a_dependency_that_is_open_is_known() {
    let one = "# Milestone 1: Cart\n\n**Status**: Planned\n";
    let two = "# Milestone 2: Vouchers\n\n**Status**: Completed\n**Depends on**: M1\n";
    let portfolio = portfolio_of(&[("plan/milestone-1.md", one), ("plan/milestone-2.md", two)]);
    let found = milepost_portfolio::dependencies(&portfolio, 1);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].target, milepost_portfolio::Target::Resolved(0));
    assert_eq!(portfolio.documents[0].status(), Some(Status::Planned));
}
