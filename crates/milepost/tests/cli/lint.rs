//! Findings and fixes through the binary.

use milepost_testkit::{Milestone, Project};

use crate::MILEPOST;

/// The bytes of `⏳` in UTF-8, read as Mac Roman.
const MIS_DECODED: &str = "‚è≥";

fn project() -> Project {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Lint").section("Success Criteria", "- [ ] x: `true`").text();
    project.write("plan/milestone-1-lint.md", text.replace("⏳", MIS_DECODED)).commit("plan");
    project
}

#[test]
fn a_fix_repairs_mis_decoded_text_and_nothing_else() {
    let project = project();
    let before = project.read("plan/milestone-1-lint.md");
    project
        .milepost(&["lint", "--rule", "mis-decoded-text"])
        .says("mis-decoded-text")
        .says("--> plan/milestone-1-lint.md:");
    project.milepost(&["lint", "--diff"]).says("--- a/plan/milestone-1-lint.md").says("⏳");
    assert_eq!(project.read("plan/milestone-1-lint.md"), before, "a diff writes nothing");
    project.milepost(&["lint", "--fix"]).says("fixed");
    assert_eq!(project.read("plan/milestone-1-lint.md"), before.replace(MIS_DECODED, "⏳"));
    project.milepost(&["lint", "--fix"]).exits(0).keeps_silent_on("fixed");
}

#[test]
fn a_finding_of_level_warning_exits_1() {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Lint").section("Success Criteria", "- [ ] see [the page](gone.md)").text();
    project.write("plan/milestone-1-lint.md", text).commit("plan");
    let run = project.milepost(&["lint"]);
    run.exits(1).says("broken-link").says("gone.md");
    let run = project.milepost(&["lint", "--concise"]);
    assert!(run.stdout.starts_with("plan/milestone-1-lint.md:"), "{}", run.stdout);
    project.milepost(&["lint", "--rule", "wrong-total"]).exits(0).says("no findings");
    project.milepost(&["explain", "broken-link"]).exits(0).says("broken-link");
}
