//! New documents.

use milepost_testkit::Project;

use crate::MILEPOST;

#[test]
fn numbers_go_on_and_nothing_is_overwritten() {
    let project = Project::new(MILEPOST);
    project.write("README.md", "# It\n").commit("one");
    let initiative = project.milepost(&["new", "initiative", "Checkout", "--in", "plan"]);
    assert_eq!(initiative.exits(0).stdout.trim(), "plan/checkout/README.md");
    let first = project.milepost(&["new", "milestone", "Cart", "totals", "--in", "plan/checkout"]);
    assert_eq!(first.exits(0).stdout.trim(), "plan/checkout/milestone-1-cart-totals.md");
    let second = project.milepost(&["new", "milestone", "Vouchers"]);
    assert_eq!(second.exits(0).stdout.trim(), "plan/checkout/milestone-2-vouchers.md");
    let text = project.read("plan/checkout/milestone-2-vouchers.md");
    assert!(text.contains("# Milestone 2: Vouchers") && !text.contains("{{"), "{text}");
    let before = project.read("plan/checkout/README.md");
    project.milepost(&["new", "initiative", "Checkout", "--in", "plan"]).exits(2).says("is there already");
    assert_eq!(project.read("plan/checkout/README.md"), before);
    project.milepost(&["new", "milestone", "…"]).exits(2);
    project
        .milepost(&["new", "milestone", "Away", "--in", "../outside"])
        .exits(2)
        .says("outside of the project");
    project.milepost(&["status"]).exits(0).says("checkout/1").says("checkout/2");
}
