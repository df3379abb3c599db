//! Six claims that other tools let pass.

use milepost_testkit::{Milestone, Project};

use crate::MILEPOST;

fn project(text: &str) -> Project {
    let project = Project::new(MILEPOST);
    project.write("plan/milestone-1-probe.md", text).commit("plan");
    project
}

#[test]
fn done_with_open_acceptance_boxes_is_refused() {
    let text = Milestone::new(1, "Probe")
        .status("🔄 In Progress")
        .section("Success Criteria", "- [ ] Somebody accepted it\n- [x] Somebody else did, they say")
        .text();
    let project = project(&text);
    let before = project.read("plan/milestone-1-probe.md");
    project
        .milepost(&["complete", "1"])
        .exits(3)
        .says("Somebody accepted it")
        .says("they say")
        .says("claimed");
    assert_eq!(project.read("plan/milestone-1-probe.md"), before);
}

#[test]
fn an_untouched_template_is_refused() {
    let project = Project::new(MILEPOST);
    project.milepost(&["new", "milestone", "Probe"]).exits(0);
    project.commit("template");
    project.milepost(&["ready"]).exits(3).says("placeholder");
    project.milepost(&["complete"]).exits(3);
}

#[test]
fn work_on_an_open_dependency_does_not_start() {
    let first = Milestone::new(1, "First").section("Success Criteria", "- [ ] x: `true`").text();
    let second = Milestone::new(2, "Second")
        .section("Prerequisites", "- [ ] Milestone 1 is completed")
        .section("Success Criteria", "- [ ] x: `true`")
        .text();
    let project = project(&first);
    project.write("plan/milestone-2-second.md", second).commit("second");
    project.milepost(&["start", "2"]).exits(3).says("plan/1");
}

#[test]
fn a_failing_command_keeps_it_open_and_the_exit_code_says_so() {
    let text =
        Milestone::new(1, "Probe").section("Success Criteria", "- [x] It builds: `test -f built`").text();
    let project = project(&text);
    let digest = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &digest]).exits(0);
    project.commit("start");
    project.milepost(&["verify", "1", "--allow-digest", &digest]).exits(1).says("refuted").says("exit 1");
    project.milepost(&["complete", "1", "--allow-digest", &digest]).exits(3).says("refuted");
    project.milepost(&["status"]).says("in progress").says("1 refuted");
}

#[test]
fn odd_front_matter_hides_neither_its_own_file_nor_others() {
    let text = format!(
        "---\ntitle: Console: skip\nstatus: planned\n---\n\n{}",
        Milestone::new(1, "Probe").section("Success Criteria", "- [ ] x: `true`").text()
    );
    let project = project(&text);
    let other = Milestone::new(2, "Other").section("Success Criteria", "- [ ] y: `true`").text();
    project.write("plan/milestone-2-other.md", other).commit("other");
    project.milepost(&["status"]).exits(0).says("plan/1").says("plan/2");
    project.milepost(&["lint"]).exits(1).says("invalid-front-matter").says("milestone-1-probe.md:2:");
}

#[test]
fn unknown_keys_and_comments_stay_through_an_edit() {
    let text = format!(
        "---\n# who owns this\nowner: ada   # ask first\nx-custom: {{ a: 1 }}\nstatus: planned # as of today\n---\n\n{}",
        Milestone::new(1, "Probe").section("Success Criteria", "- [ ] x: `true`").text()
    );
    let project = project(&text);
    project.milepost(&["defer", "1", "--reason", "later"]).exits(0);
    let after = project.read("plan/milestone-1-probe.md");
    for kept in ["# who owns this", "owner: ada   # ask first", "x-custom: { a: 1 }", "# as of today"] {
        assert!(after.contains(kept), "`{kept}` is gone:\n{after}");
    }
    assert!(after.contains("status: deferred"), "{after}");
}

#[test]
fn a_missing_end_marker_loses_no_criterion() {
    let text = Milestone::new(1, "Probe")
        .section(
            "Success Criteria",
            "<!-- AC:BEGIN -->\n- [ ] first: `true`\n- [ ] second: `true`\n\n- [ ] third: `true`",
        )
        .text();
    let project = project(&text);
    project.milepost(&["explain", "1"]).exits(0).says("first").says("second").says("third");
    // A comment that is never closed swallows what follows for every Markdown reader: then nothing may go green.
    let broken = text.replace("<!-- AC:BEGIN -->", "<!-- AC:BEGIN").replace("⏳ Planned", "🔄 In Progress");
    project.write("plan/milestone-1-probe.md", broken).commit("unclosed");
    assert_ne!(project.milepost(&["verify", "1"]).code, Some(0));
    project.milepost(&["complete", "1"]).exits(3).says("no criterion");
}
