//! What changed in plans, by meaning.

use milepost_testkit::{Milestone, Project};
use serde_json::Value;

use crate::MILEPOST;

const CRITERIA: &str =
    "- [ ] The cart keeps its vouchers\n- [ ] Totals are right: `test -f a`\n- [ ] Old thing";

fn text() -> String {
    Milestone::new(1, "Cart")
        .section("Objectives", "- Sell more")
        .section("Success Criteria", CRITERIA)
        .text()
}

fn project() -> Project {
    let project = Project::new(MILEPOST);
    project.write("plan/milestone-1.md", text());
    project.write("plan/milestone-2.md", text().replace("Milestone 1: Cart", "Milestone 2: Till"));
    project.commit("plan");
    project
}

/// What changed in the only document that changed: kind, before, after.
fn changes(project: &Project, args: &[&str]) -> Vec<(String, String, String)> {
    let run = project.milepost(&[&["diff-plan", "--json"], args].concat());
    run.exits(0);
    let value: Value = serde_json::from_str(&run.stdout).unwrap();
    let documents = value["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 1, "{value:#}");
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let changes = documents[0]["changes"].as_array().unwrap();
    changes.iter().map(|one| (word(&one["what"]), word(&one["before"]), word(&one["after"]))).collect()
}

fn has(found: &[(String, String, String)], what: &str, before: &str, after: &str) {
    let fits = found.iter().any(|(a, b, c)| a == what && b.contains(before) && c.contains(after));
    assert!(fits, "no {what} from `{before}` to `{after}`: {found:#?}");
}

#[test]
fn every_kind_of_change_is_told_and_nothing_else() {
    let project = project();
    let file = "plan/milestone-1.md";
    project
        .replace(file, "- [ ] The cart keeps its vouchers", "- [x] The cart keeps its vouchers")
        .replace(file, "`test -f a`", "`test -f b`")
        .replace(file, "- [ ] Old thing", "- [ ] New idea altogether")
        .replace(file, "- Sell more", "- Sell much more")
        .replace(file, "2 hours", "3 days\n**Depends on**: M2")
        .replace(file, "🟢 Low", "🔴 High")
        .replace(file, "2026-01-05", "2026-02-06");
    let found = changes(&project, &["HEAD"]);
    has(&found, "ticked", "keeps its vouchers", "keeps its vouchers");
    has(&found, "item-check", "test -f a", "test -f b");
    has(&found, "item-removed", "Old thing", "");
    has(&found, "item-added", "", "New idea");
    has(&found, "item-reworded", "Sell more", "Sell much more");
    has(&found, "effort", "2 hours", "3 days");
    has(&found, "risk", "Low", "High");
    has(&found, "date", "2026-01-05", "2026-02-06");
    has(&found, "dependency-added", "", "waits for plan/2");
    let others: Vec<_> =
        found.iter().filter(|(what, ..)| what == "text" || what.starts_with("section")).collect();
    assert!(others.iter().all(|(what, ..)| what == "text"), "{others:?}");
    project.commit("changed");
    assert_eq!(changes(&project, &["HEAD~1..HEAD"]).len(), found.len());
    assert_eq!(changes(&project, &["HEAD~1..HEAD", "plan/1"]).len(), found.len());
    project.milepost(&["diff-plan", "HEAD~1..HEAD", "plan/2"]).exits(0).says("0 plans changed");
    let back = changes(&project, &["HEAD..HEAD~1"]);
    has(&back, "unticked", "keeps its vouchers", "");
    has(&back, "dependency-removed", "waits for plan/2", "");
    project
        .milepost(&["diff-plan", "HEAD~1"])
        .exits(0)
        .says("effort: 2 hours → 3 days")
        .says("waits for plan/2");
}

#[test]
fn other_lines_and_blanks_are_no_change() {
    let project = project();
    let file = "plan/milestone-1.md";
    project.replace(file, "One thing is better.", "One thing\nis   better.\n\n");
    project.milepost(&["diff-plan", "HEAD"]).exits(0).says("0 plans changed");
    project.replace(file, "better.", "worse.");
    assert_eq!(changes(&project, &["HEAD"]), [("text".to_owned(), String::new(), String::new())]);
}

#[test]
fn documents_that_come_go_and_move_are_told() {
    let project = project();
    project.remove("plan/milestone-2.md");
    project.write("plan/done/milestone-1.md", project.read("plan/milestone-1.md"));
    project.remove("plan/milestone-1.md");
    project.write("plan/milestone-7.md", text().replace("Milestone 1: Cart", "Milestone 7: Bank"));
    let run = project.milepost(&["diff-plan", "HEAD"]);
    run.exits(0).says("was plan/milestone-1.md").says("- plan/2").says("+ plan/7").says("3 plans changed");
}

#[test]
fn revisions_that_are_none_are_refused() {
    let project = project();
    project.milepost(&["diff-plan", "nowhere..HEAD"]).exits(2).says("`nowhere` names no commit");
    project.milepost(&["diff-plan", "--help"]).exits(0);
    project.milepost(&["diff-plan", "HEAD...HEAD"]).exits(0);
    let plain = Project::without_git(MILEPOST);
    plain.write("plan/milestone-1.md", text());
    plain.milepost(&["diff-plan", "HEAD"]).exits(2).says("no Git repository");
}
