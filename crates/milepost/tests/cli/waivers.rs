//! Waivers are seen wherever they count.

use milepost_testkit::{Milestone, Project};

use crate::MILEPOST;

#[test]
fn pitfall_26_a_waiver_is_printed_wherever_it_counts() {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Waived")
        .section("Success Criteria", "- [ ] It works: `test -d plan`\n- [ ] Somebody important agrees")
        .text();
    project.write("plan/milestone-1-waived.md", text).commit("plan");
    let digest = project.digest("1");
    let allow = ["--allow-digest", digest.as_str()];
    project.milepost(&["start", "1", allow[0], allow[1]]).exits(0);
    project.commit("start");
    project
        .milepost(&["waive", "1#2", "--why", " ", "--until", "2999-01-01"])
        .exits(2)
        .says("wants a reason");
    project.milepost(&["waive", "1#2", "--why", "x", "--until", "2001-01-01"]).exits(2).says("is past");
    project
        .milepost(&["waive", "1#2", "--why", "nobody is there", "--until", "2999-01-01"])
        .exits(0)
        .says("waived");
    for args in [
        &["verify", "1", allow[0], allow[1]][..],
        &["show", "1"],
        &["why", "1#2"],
        &["ledger", "log"],
        &["ledger", "verify"],
        &["complete", "1", allow[0], allow[1]],
        &["show", "1"],
        &["why", "1#2"],
        &["verify", "1"],
    ] {
        let run = project.milepost(args);
        run.exits(0).says("waived").says("nobody is there").says("ada@example.org").says("2999-01-01");
    }
    project.milepost(&["status"]).exits(0).says("1 waived");
}
