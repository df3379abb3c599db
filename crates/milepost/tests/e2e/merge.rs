//! Branches that work on the same documents, merged by Git with the driver.

use milepost_testkit::{Milestone, Project};

use crate::MILEPOST;

const DOCUMENT: &str = "docs/shop/milestone-1-vouchers.md";
const README: &str = "docs/shop/README.md";

const INITIATIVE: &str = "# Initiative: Shop

**Status**: 🚧 In Progress

## Progress Table

| Milestone | Status | Progress |
|-----------|--------|----------|
| [Milestone 1: Vouchers](milestone-1-vouchers.md) | 🚧 In Progress | 0% |
| [Milestone 2: Orders](milestone-2-orders.md) | 🚧 In Progress | 0% |
| [Milestone 3: Tax](milestone-3-tax.md) | 🚧 In Progress | 0% |

## Current Status

- **Active Milestone**: Milestone 1: Vouchers, Milestone 2: Orders, Milestone 3: Tax
- **Overall Progress**: 0% (0 of 3 milestones)
";

fn milestone(number: u32, name: &str) -> String {
    let text = Milestone::new(number, name)
        .status("🚧 In Progress")
        .section("Success Criteria", "- [ ] It is built\n- [ ] It is told")
        .text();
    format!(
        "{text}\n## Task Breakdown\n\n- [ ] Task 1: Rules\n- [ ] Task 2: Quotes\n\n## Time Tracking\n\n\
         | Task | Estimated | Actual | Status |\n|---|---|---|---|\n| Task 1 | 4 hours | - | Planned |\n\
         | Task 2 | 3 hours | - | Planned |\n\n**Total Actual**: - hours\n\n## Design Decisions\n\n\
         1. **Cents**: Amounts are whole cents\n"
    )
}

fn project() -> Project {
    let project = Project::new(MILEPOST);
    project
        .write("milepost.toml", "[project]\nid = \"merge\"\n\n[documents]\nfolders = [\"docs\"]\n")
        .write(README, INITIATIVE)
        .write(DOCUMENT, milestone(1, "Vouchers"))
        .write("docs/shop/milestone-2-orders.md", milestone(2, "Orders"))
        .write("docs/shop/milestone-3-tax.md", milestone(3, "Tax"))
        .write(".milepost/allowed_signers", project.allowed_signer());
    project.milepost(&["init", "--git"]).exits(0).says("merge by meaning");
    // Git finds the program that it is told to start in the search path.
    project.git(&["config", "merge.milepost.driver", &format!("{MILEPOST} merge-driver %O %A %B %L %P")]);
    project.commit("Begin");
    project
}

/// Writes a status everywhere in a document.
fn set_status(project: &Project, path: &str, status: &str) {
    project.write(path, project.read(path).replace("🚧 In Progress", status));
}

/// One branch completes a milestone, logs time on the first one, and takes a decision there.
fn work(project: &Project, branch: &str, number: usize) {
    project.git(&["checkout", "--quiet", "-b", branch, "main"]);
    let file = ["milestone-1-vouchers.md", "milestone-2-orders.md", "milestone-3-tax.md"][number];
    let own = format!("docs/shop/{file}");
    project.write(&own, project.read(&own).replace("- [ ] It is", "- [x] It is"));
    set_status(project, &own, "✅ Completed");
    project.milepost(&["log", &format!("{}h", number + 1), "shop/1", "--task", "1"]).exits(0);
    project.replace(
        DOCUMENT,
        "1. **Cents**: Amounts are whole cents\n",
        &format!("1. **Cents**: Amounts are whole cents\n2. **Choice of {branch}**: It is simpler\n"),
    );
    project.milepost(&["sync"]);
    project.commit(branch);
}

fn merged(order: [usize; 3]) -> (String, String) {
    let project = project();
    let branches = ["a", "b", "c"];
    for (number, branch) in branches.iter().enumerate() {
        work(&project, branch, number);
    }
    project.git(&["checkout", "--quiet", "main"]);
    for at in order {
        project.git(&["merge", "--quiet", "--no-edit", branches[at]]);
    }
    project.milepost(&["sync", "--check"]).exits(0);
    (project.read(README), project.read(DOCUMENT))
}

#[test]
fn three_branches_merge_without_a_conflict_to_the_same_bytes() {
    let (readme, document) = merged([0, 1, 2]);
    for line in [
        "| [Milestone 2: Orders](milestone-2-orders.md) | ✅ Completed |",
        "- **Active Milestone**: None\n",
        "- **Overall Progress**: 100% (3 of 3 milestones)\n",
    ] {
        assert!(readme.contains(line), "{line}\n{readme}");
    }
    for line in [
        "| Task 1 | 4 hours | 6 hours | ",
        "**Total Actual**: 6 hours\n",
        "2. **Choice of a**: It is simpler\n3. **Choice of b**: It is simpler\n4. **Choice of c**: It is simpler\n",
    ] {
        assert!(document.contains(line), "{line}\n{document}");
    }
    assert_eq!(merged([2, 0, 1]), (readme, document));
}

#[test]
fn what_contradicts_is_a_conflict_with_marks() {
    let project = project();
    let set = |branch: &str, status: &str| {
        project.git(&["checkout", "--quiet", "-b", branch, "main"]);
        set_status(&project, DOCUMENT, status);
        project.commit(branch);
    };
    set("done", "✅ Completed");
    set("stuck", "⛔ Blocked");
    let run = project.run("git", &["merge", "--no-edit", "done"]);
    assert_eq!(run.code, Some(1), "{}", run.text());
    let text = project.read(DOCUMENT);
    let conflict =
        "<<<<<<< ours\n**Status**: ⛔ Blocked\n=======\n**Status**: ✅ Completed\n>>>>>>> theirs\n";
    assert!(text.contains(conflict), "{text}");
}

#[test]
fn without_milepost_git_merges_by_lines() {
    let project = project();
    project.git(&["config", "--unset", "merge.milepost.driver"]);
    project.milepost(&["init", "--git"]).exits(0);
    let with = |branch: &str, words: &str| {
        project.git(&["checkout", "--quiet", "-b", branch, "main"]);
        project.replace(DOCUMENT, "Amounts are whole cents", words).commit(branch);
    };
    with("one", "Amounts are integers");
    with("two", "Amounts are cents");
    // There is no `milepost` in the search path of these tests.
    let run = project.run("git", &["merge", "--no-edit", "one"]);
    assert_eq!(run.code, Some(1), "{}", run.text());
    assert!(project.read(DOCUMENT).contains("<<<<<<<"), "{}", project.read(DOCUMENT));
}
