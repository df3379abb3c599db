//! The golden `explain` of the template: every item, the rule that bound it, what decides it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{fmt::Write as _, path::Path, sync::Arc};

use milepost_engine::{
    Workspace,
    explain::{Explanation, explain},
};
use milepost_system::MemorySystem;

const TEMPLATE: &str = include_str!("../../milepost-document/fixtures/milestone-template.decoded.md");

fn explained(document: &str, configuration: &str) -> Explanation {
    let system = MemorySystem::new();
    system.file("/p/docs/milestone.md", document).file("/p/milepost.toml", configuration);
    let workspace = Workspace::open(Arc::new(system), Path::new("/p"), &[]).expect("a readable project");
    explain(&workspace, workspace.portfolio.find("docs/milestone.md").expect("the document"))
}

fn table(explanation: &Explanation) -> String {
    let mut text = String::new();
    for item in &explanation.items {
        let gate = serde_json::to_value(item.gate).unwrap();
        let _ = writeln!(
            text,
            "{:>3}  {:<58.58}  {:<24}  {:<8}  {}",
            item.line,
            item.text,
            item.rule_words(),
            gate.as_str().unwrap(),
            item.check
        );
    }
    for (line, why) in &explanation.not_run {
        let _ = writeln!(text, "{line:>3}  {why}");
    }
    for (line, problem) in &explanation.problems {
        let _ = writeln!(text, "{line:>3}  error: {problem}");
    }
    text
}

#[test]
fn the_template() {
    insta::assert_snapshot!(table(&explained(TEMPLATE, "")));
}

#[test]
fn every_form_of_the_annotation_language() {
    let document = "# Milestone 1: Forms\n\n**Status**: ⏳ Planned\n\n## Success Criteria\n\n\
        - [ ] a <!-- milepost: run \"make check\" -->\n\
        - [ ] b <!-- milepost: run lint -->\n\
        - [ ] c <!-- milepost: tests unit no-regression -->\n\
        - [ ] d <!-- milepost: tests unit min 5; id five -->\n\
        - [ ] e <!-- milepost: coverage >= 90% branches -->\n\
        - [ ] f <!-- milepost: metric size <= 300 KiB -->\n\
        - [ ] g <!-- milepost: quiet \"WARN\" in lint -->\n\
        - [ ] h <!-- milepost: exists src/x.rs -->\n\
        - [ ] i <!-- milepost: changed docs/** -->\n\
        - [ ] j <!-- milepost: branch milestone/* -->\n\
        - [ ] k <!-- milepost: signed-off by reviewer -->\n\
        - [ ] l <!-- milepost: all \"Success Criteria\" -->\n\
        - [ ] m <!-- milepost: manual; inputs src/** -->\n\
        - [ ] n <!-- milepost: test cart* in unit -->\n\
        - [ ] o <!-- milepost: run nothing-of-that-name -->\n\
        - [ ] p <!-- milepost: manual; exists x -->\n";
    let configuration = "[checks.lint]\nrun = 'make lint'\n[suites.unit]\nrun = 'make unit'\n\
        [coverage]\nrun = 'make cover'\nreport = { format = 'lcov', path = 'lcov.info' }\n";
    insta::assert_snapshot!(table(&explained(document, configuration)));
}

#[test]
fn pitfall_30_every_fence_under_a_testing_heading_is_bound_or_refused() {
    let document = "# Milestone 1: Fences\n\n## Testing Strategy\n\n### Unit Tests\n\n```bash\nmake one\n```\n\n~~~sh\n\nmake two\n\n~~~\n\n\
        ```bash cwd=docs\nmake three\n```\n\n```\nmake four\n```\n\n```sql\nselect 5;\n```\n\n```bash\nmake [name]\n```\n";
    insta::assert_snapshot!(table(&explained(document, "")));
}

#[test]
fn a_change_with_which_a_check_must_fail_is_told() {
    let document = "# Milestone 1: Forms\n\n**Status**: ⏳ Planned\n\n## Testing Strategy\n\n### Unit Tests\n\n\
        ```bash\n# milepost: must-fail-with break.patch\nmake test\n```\n\n## Success Criteria\n\n\
        - [ ] a <!-- milepost: run \"make check\"; must-fail-with break.patch -->\n\
        - [ ] b <!-- milepost: must-fail-with other.patch -->\n\
        - [ ] c <!-- milepost: run \"make check\" -->\n";
    let checks: Vec<String> = explained(document, "").items.into_iter().map(|item| item.check).collect();
    assert_eq!(
        checks,
        [
            "run `make test`, at least one test; has to fail with `break.patch`",
            "run `make check`; has to fail with `break.patch`",
            "cannot be decided: `must-fail-with` needs one command that decides the item",
            "run `make check`",
        ]
    );
}
