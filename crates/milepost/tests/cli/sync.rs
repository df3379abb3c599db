//! Roll-ups through the binary.

use milepost_testkit::{Milestone, Project};
use serde_json::Value;

use crate::MILEPOST;

const README: &str = "# Initiative: Cart

**Overall Progress**: 0/2 milestones (0%)

| Milestone | Status | Progress |
|-----------|:------:|----------|
| [M1](milestone-1-cart.md) | done | 1/2 |
| [M2](milestone-2-tax.md) | planned | 0/2 |
| [M2](milestone-2-tax.md) | planned | 0/2 | too | many |
";

fn project() -> Project {
    let project = Project::new(MILEPOST);
    let milestone = |number, name: &str, status: &str, boxes: &str| {
        Milestone::new(number, name)
            .section("Success Criteria", boxes)
            .text()
            .replace("**Status**: ⏳ Planned", &format!("**Status**: {status}"))
    };
    project.write("plan/milestone-1-cart.md", milestone(1, "Cart", "✅ Completed", "- [x] a\n- [x] b"));
    project.write("plan/milestone-2-tax.md", milestone(2, "Tax", "🚧 In Progress", "- [x] c\n- [ ] d"));
    project.write("plan/README.md", README).commit("plan");
    project
}

fn expected() -> String {
    README.replace("0/2 milestones (0%)", "1/2 milestones (50%)").replace("done | 1/2", "done | 2/2").replace(
        "planned | 0/2 |\n| [M2](milestone-2-tax.md) | planned",
        "in-progress | 1/2 |\n| [M2](milestone-2-tax.md) | planned",
    )
}

#[test]
fn a_check_names_each_wrong_value_and_writes_nothing() {
    let project = project();
    let run = project.milepost(&["sync", "--check"]);
    run.exits(1)
        .says("plan/README.md:3:23: overall progress is `0/2 milestones (0%)`, but its milestones make it `1/2 milestones (50%)`")
        .says("plan/README.md:8:30: status is `planned`, but `plan/milestone-2-tax.md` says `in-progress` (plan/milestone-2-tax.md:")
        .says("plan/README.md:8:40: progress is `0/2`, but the boxes of `plan/milestone-2-tax.md` make it `1/2`")
        .says("plan/README.md:9:1: left: a row of 5 cells under a header of 3")
        .says("4 values in 1 file wrong, 1 left");
    assert_eq!(project.read("plan/README.md"), README);
    let value: Value =
        serde_json::from_str(&project.milepost(&["sync", "--check", "--json"]).stdout).unwrap();
    assert_eq!((&value["exit"], value["wrong"].as_array().unwrap().len()), (&Value::from(1), 4));
    let first = &value["wrong"][2];
    assert_eq!(
        (first["is"].as_str(), first["shouldBe"].as_str(), first["place"]["line"].as_u64()),
        (Some("planned"), Some("in-progress"), Some(8))
    );
}

#[test]
fn only_wrong_cells_are_written_and_once_is_enough() {
    let project = project();
    project
        .milepost(&["sync", "--dry-run"])
        .exits(0)
        .says("+| [M2](milestone-2-tax.md) | in-progress | 1/2 |");
    assert_eq!(project.read("plan/README.md"), README);
    project.milepost(&["sync"]).exits(0).says("4 values in 1 file written");
    assert_eq!(project.read("plan/README.md"), expected());
    project.milepost(&["sync", "--check"]).exits(0).says("nothing is wrong, 1 left");
    project.milepost(&["sync"]).exits(0);
    assert_eq!(project.read("plan/README.md"), expected());
    // Somebody breaks one cell by hand.
    project.replace("plan/README.md", "| done | 2/2 |", "| planned | 2/2 |");
    project.milepost(&["sync", "--check", "1"]).exits(1).says("plan/README.md:7:31: status is `planned`");
    project.milepost(&["sync", "--check", "2"]).exits(0);
}

#[test]
fn what_it_writes_makes_no_evidence_stale() {
    let project = project();
    project
        .replace("plan/milestone-2-tax.md", "- [ ] d", "- [ ] d <!-- milepost: run \"test -e plan\" -->")
        .commit("A check");
    let digest = project.digest("plan/milestone-2-tax.md");
    project.milepost(&["verify", "2", "--allow-digest", &digest]).exits(5).says("1 proven");
    project.milepost(&["sync"]).exits(0).says("written");
    let plan: Value =
        serde_json::from_str(&project.milepost(&["verify", "2", "--dry-run", "--json"]).stdout).unwrap();
    let runs = plan["documents"][0]["runs"].as_array().unwrap();
    assert!(runs.len() == 1 && runs[0]["verdict"] == "pass", "{plan:#}");
    // Boxes that evidence ticks are counted in the same step.
    project.milepost(&["verify", "2", "--write"]).exits(5);
    assert!(
        project.read("plan/README.md").contains("| in-progress | 2/2 |"),
        "{}",
        project.read("plan/README.md")
    );
    project.milepost(&["sync", "--check"]).exits(0);
}

#[test]
fn a_transition_writes_the_tables_of_queries_too() {
    let project = project();
    let query = "<!-- milepost: table status!=completed columns id,status,done -->";
    project.write("docs/open.md", format!("# Open\n\n{}\n", query.replace("columns", "folder:plan columns")));
    project.commit("What is open");
    project
        .milepost(&["sync"])
        .exits(0)
        .says("table is `nothing`, but the query makes it `1 row of id, status, done`");
    assert!(
        project.read("docs/open.md").contains("| plan/2 | 🚧 In Progress | 1/2  |"),
        "{}",
        project.read("docs/open.md")
    );
    project.milepost(&["sync", "--check"]).exits(0);
    project.commit("Tables");
    project.milepost(&["defer", "2", "--reason", "later"]).exits(0).says("docs/open.md");
    assert!(
        project.read("docs/open.md").contains("| plan/2 | 💤 Deferred"),
        "{}",
        project.read("docs/open.md")
    );
    project.milepost(&["sync", "--check"]).exits(0);
    // A mistake in a query is a finding, and the table stays.
    project.replace("docs/open.md", "status!=completed", "status!=complted");
    project.milepost(&["lint", "docs/open.md"]).exits(1).says("unknown status `complted`").says("completed");
    project.milepost(&["sync", "--check"]).exits(0);
}
