//! `milepost policy explain`, and the gates of initiatives.

use milepost_testkit::{Milestone, Project};

use crate::MILEPOST;

const GATES: &str = "[gates.initiatives.billing.any]\nreview = true\nrollback-plan = false\n";

fn project() -> Project {
    let project = Project::new(MILEPOST);
    let document = |number, name| {
        let milestone = Milestone::new(number, name).risk("Medium").status("Planned");
        milestone.section("Success Criteria", "- [ ] Sold: `grep -q open shop.txt`\n").text()
    };
    project.write("milepost.toml", GATES).write("shop.txt", "open\n");
    project.write("plan/billing/milestone-1-bill.md", document(1, "Bill"));
    project.write("plan/shop/milestone-2-cart.md", document(2, "Cart"));
    project.commit("plan");
    project
}

#[test]
fn an_initiative_asks_for_more_or_less_than_the_project() {
    let project = project();
    let told = project.milepost(&["policy", "explain", "billing/1"]);
    told.exits(0).says("billing/1").says("Medium risk");
    let line = |text: &str, name: &str| {
        text.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_default().to_owned()
    };
    assert!(
        line(&told.stdout, "review").contains("true   [gates.initiatives.billing.any], false by default"),
        "{}",
        told.text()
    );
    assert!(line(&told.stdout, "review").contains("open (`gate/review`)"), "{}", told.text());
    assert!(line(&told.stdout, "rehearsal").contains("false  default"), "{}", told.text());
    let other = project.milepost(&["policy", "explain", "shop/2"]);
    assert!(line(&other.stdout, "review").contains("false  default"), "{}", other.text());
    // `lint` and `ready` ask as the gates do.
    project.milepost(&["lint", "billing/1"]).keeps_silent_on("Rollback Plan");
    project.milepost(&["ready", "billing/1"]).exits(0);
    project.milepost(&["lint", "shop/2"]).says("no section `Rollback Plan`");
    project.milepost(&["ready", "shop/2"]).exits(3).says("a rollback plan is required");
    // Without a name all that are open are explained.
    project.milepost(&["policy", "explain"]).exits(0).says("billing/1").says("shop/2");
}

#[test]
fn what_a_branch_changes_is_shown_and_does_not_hold() {
    let project = project();
    project.git(&["switch", "-qc", "work"]);
    project.replace("milepost.toml", "review = true\n", "");
    project.replace("plan/billing/milestone-1-bill.md", "Medium", "Low");
    project.commit("less");
    let told = project.milepost(&["policy", "explain", "billing/1", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&told.exits(0).stdout).unwrap();
    let milestone = &value["milestones"][0];
    assert_eq!(milestone["loweredFrom"], "Medium", "{value:#}");
    let review = milestone["gates"].as_array().unwrap().iter().find(|gate| gate["gate"] == "review").unwrap();
    let (value, proposed) = (review["value"].as_str(), review["proposed"].as_str());
    assert_eq!((value, proposed), (Some("true"), Some("false")), "{review:#}");
    let told = project.milepost(&["policy", "explain", "billing/1"]);
    told.says("its risk was Medium where this branch began").says("→ false once this branch is merged");
}

#[test]
fn an_initiative_that_is_not_there_is_told() {
    let project = project();
    project.replace("milepost.toml", "billing", "biling").commit("typo");
    let told = project.milepost(&["policy", "explain"]);
    told.exits(0).says("`[gates.initiatives.biling]` names a folder").says("did you mean `billing`?");
    project.milepost(&["ready", "shop/2"]).says("a rollback plan is required");
    project.milepost(&["ready", "billing/1"]).says("a rollback plan is required");
    project.milepost(&["policy", "explian"]).exits(2).says("explain");
    project.replace("milepost.toml", "biling.any", "billing.every").commit("typo");
    project.milepost(&["policy", "explain"]).exits(2).says("every");
}

#[test]
fn a_waiver_is_never_out_of_sight() {
    let project = project();
    project.write(".milepost/allowed_signers", project.allowed_signer()).commit("signers");
    let waive = ["waive", "billing/1#gate/review", "--why", "nobody is here", "--until", "2099-01-01"];
    project.milepost(&waive).exits(0);
    let told = project.milepost(&["policy", "explain", "billing/1"]);
    told.exits(0).says("waived:").says("until 2099-01-01: nobody");
}

#[test]
fn a_check_of_the_configuration_that_cannot_fail_is_told_at_its_items() {
    let project = project();
    project.write("milepost.toml", "[checks.sold]\nrun = \"exit 0\"\n");
    let item = "Sold: `grep -q open shop.txt`";
    project.replace("plan/shop/milestone-2-cart.md", item, "Sold <!-- milepost: run sold -->");
    let told = project.milepost(&["lint", "shop/2"]);
    told.exits(1).says("the check `sold` is `exit 0`, which cannot fail").says("proves-nothing");
    project.replace("milepost.toml", "exit 0", "grep -q open shop.txt");
    project.milepost(&["lint", "shop/2"]).keeps_silent_on("proves-nothing");
}
