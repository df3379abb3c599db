//! The template as it is handed out, with its pictures mis-decoded.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

use std::path::{Path, PathBuf};

use milepost_document::Severity;
use milepost_lint::{Grade, NoFacts, fixes, lint};
use milepost_portfolio::{Portfolio, portfolio_of};
use milepost_system::{OsSystem, System};

/// The template and its decoded twin; `None` where the folder is not there.
fn seed() -> Option<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seed");
    let read = |name: &str| {
        Some(String::from_utf8(OsSystem.read(&PathBuf::from(&folder).join(name)).ok()?).unwrap())
    };
    let found = read("milestone-template.md").zip(read("milestone-template.decoded.md"));
    if found.is_none() {
        println!("skipped: no folder shared/seed beside the workspace");
    }
    found
}

fn one(text: &str) -> Portfolio {
    portfolio_of(&[("milestone-template.md", text)])
}

#[test]
fn safe_fixes_repair_the_mis_decoded_characters_and_nothing_else() {
    let Some((template, decoded)) = seed() else { return };
    let findings = lint(&one(&template), &[0], &NoFacts);
    let mut files = fixes(&findings, Grade::Safe);
    assert_eq!(files.len(), 1);
    let (path, edits) = files.remove(0);
    assert_eq!(path, "milestone-template.md");
    assert!(edits.apply(&template).unwrap() == decoded, "the repaired template differs from the decoded one");
    assert!(fixes(&lint(&one(&decoded), &[0], &NoFacts), Grade::Safe).is_empty());
}

#[test]
fn every_placeholder_is_listed_with_its_place() {
    let Some((template, decoded)) = seed() else { return };
    let listed = |text: &str| -> String {
        let portfolio = one(text);
        let document = portfolio.documents[0].document();
        let mut list = Vec::new();
        for finding in lint(&portfolio, &[0], &NoFacts).iter().filter(|finding| finding.rule == "placeholder")
        {
            assert_eq!(finding.severity, Severity::Error);
            let line = document.position(finding.span.start).line;
            list.push(format!("{line}: {}", finding.message.trim_start_matches("placeholder ")));
        }
        list.join(
            "
",
        )
    };
    insta::assert_snapshot!(listed(&decoded));
    assert_eq!(listed(&template), listed(&decoded));
}
