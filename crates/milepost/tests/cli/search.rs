//! Finding words.

use milepost_testkit::{Milestone, Project};
use serde_json::Value;

use crate::MILEPOST;

fn project() -> Project {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Vouchers")
        .section("Success Criteria", "- [ ] Somebody redeems a Voucher\n- [ ] x: `true`")
        .text();
    project.write("plan/milestone-1-vouchers.md", text);
    project.write(".milepost/allowed_signers", project.allowed_signer());
    project.commit("plan");
    project
}

#[test]
fn words_are_found_with_their_place() {
    let project = project();
    let run = project.milepost(&["search", "redeems a voucher"]);
    run.exits(0).says("plan/milestone-1-vouchers.md:13:16: ");
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
    project.milepost(&["-C", "plan", "search", "redeems"]).exits(0).says("milestone-1-vouchers.md:13:16");
    project.milepost(&["search", "redeems a VOUCHER"]).exits(1).says("0 lines");
    project.milepost(&["search", "-i", "redeems a VOUCHER"]).exits(0);
    project.milepost(&["search", "-e", "redeems .* voucher$"]).exits(0);
    project.milepost(&["search", "redeems .* voucher$"]).exits(1);
    project.milepost(&["search", "-e", "("]).exits(2).says("no regular expression");
}

#[test]
fn what_was_signed_is_found_in_records() {
    let project = project();
    let note = "seen by the river";
    project.milepost(&["signoff", "1#somebody", "--note", note]).exits(0);
    let run = project.milepost(&["search", "the river", "--json"]);
    run.exits(0);
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(found["documents"].as_array().unwrap().len(), 0);
    let hit = &found["records"][0];
    assert_eq!((hit["kind"].as_str(), hit["field"].as_str()), (Some("sign-off"), Some("note")));
    assert_eq!(hit["milestone"], "plan/1");
    project.milepost(&["search", "the river"]).exits(0).says("sign-off").says("plan/1: note:1:9");
    project.milepost(&["search", "the river", "--in", "documents"]).exits(1);
}
