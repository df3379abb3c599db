//! Decisions that stand in files of their own.

use milepost_testkit::Project;

use crate::MILEPOST;

const PATH: &str = "plan/milestone-1-vat.md";
const MADR: &str = "---\nstatus: accepted\ndate: 2026-01-05\n---\n\n# ADR-0003: Use SQLite\n\n## Context and Problem Statement\n\n\
                    Where do we keep it?\n\n## Decision Outcome\n\nOne file\nis easy to back up.\n\nAnd more.\n";

fn project(decisions: &str) -> Project {
    let project = Project::new(MILEPOST);
    let text = format!(
        "# Milestone 1: Vat\n\n**Status**: In Progress\n\n## Success Criteria\n\n- [ ] One: `ls plan | grep -q md`\n\n### Task Breakdown\n\n- [ ] Task 1: Tables\n- [ ] Task 2: Routes\n\n\
         ## Notes & Decisions\n\n### Design Decisions\n\n{decisions}"
    );
    project.write(PATH, text).write("docs/adr/0003-use-sqlite.md", MADR).commit("plan");
    project
}

#[test]
fn a_record_is_taken_over_and_each_links_the_other() {
    let project = project("- **Decision 1**: Old\n");
    let before = project.read(PATH);
    project.milepost(&["decide", "--from-adr", "docs/adr/0003-use-sqlite.md", "--dry-run"]).exits(0);
    assert_eq!((project.read(PATH), project.read("docs/adr/0003-use-sqlite.md")), (before, MADR.to_owned()));
    project
        .milepost(&["decide", "--from-adr", "docs/adr/0003-use-sqlite.md", "plan/1"])
        .exits(0)
        .says("decision 2");
    let text = project.read(PATH);
    assert!(text.contains("- **Decision 2**: Use SQLite (20"), "{text}");
    assert!(
        text.contains(
            "Why: One file is easy to back up. Record: [0003-use-sqlite](../docs/adr/0003-use-sqlite.md)"
        ),
        "{text}"
    );
    let record = project.read("docs/adr/0003-use-sqlite.md");
    let added = "\n\n## More Information\n\nTaken in [Vat](../../plan/milestone-1-vat.md).\n";
    assert_eq!(record, format!("{}{added}", MADR.trim_end()));
    project.milepost(&["lint"]).exits(0);
    project
        .milepost(&["decide", "--from-adr", "docs/adr/0003-use-sqlite.md"])
        .exits(2)
        .says("decision 2 is that of `docs/adr/0003-use-sqlite.md` already");
}

#[test]
fn what_was_not_decided_or_lies_elsewhere_is_refused() {
    let project = project("- **Decision 1**: Old\n");
    project
        .write("docs/adr/0004-proposed.md", "# X\n\n## Status\n\nProposed\n")
        .write("docs/adr/0005-old.md", "# X\n\n* Status: superseded by [0006](0006.md)\n")
        .write("docs/adr/0006-nothing.md", "no title\n")
        .write("docs/adr/words.txt", "# X\n");
    std::fs::write(project.outside("away.md"), "# Away\n").unwrap();
    std::os::unix::fs::symlink(project.outside("away.md"), project.path("docs/adr/link.md")).unwrap();
    for (file, words) in [
        ("docs/adr/0004-proposed.md", "is proposed"),
        ("docs/adr/0005-old.md", "is superseded"),
        ("docs/adr/0006-nothing.md", "has no title"),
        ("docs/adr/words.txt", "is no Markdown file"),
        ("docs/adr/0009-gone.md", "cannot be read"),
        ("../away.md", "lies outside of the project"),
        ("docs/adr/link.md", "lies outside of the project"),
    ] {
        project.milepost(&["decide", "--from-adr", file]).exits(2).says(words);
    }
    project.milepost(&["decide"]).exits(2);
    project.milepost(&["decide", "x", "--from-adr", "docs/adr/0003-use-sqlite.md", "--adr"]).exits(2);
}

#[test]
fn superseding_changes_the_status_of_the_old_record() {
    let nygard = "# 4. Use files\n\nDate: 2026-01-06\n\n## Status\n\nAccepted\n\n## Context\n\nSo\n";
    let project = project(
        "- **Decision 1**: Use SQLite. Record: [0003-use-sqlite](../docs/adr/0003-use-sqlite.md)\n\
         - **Decision 2**: Use files. Record: [0004-files](../docs/adr/0004-files.md)\n\
         - **Decision 3**: Use tapes. Record: [0005-tapes](../docs/adr/0005-tapes.md)\n",
    );
    project
        .write("docs/adr/0004-files.md", nygard)
        .write("docs/adr/0005-tapes.md", "# Use tapes\n\nBecause.\n")
        .commit("records");
    project.milepost(&["supersede", "1", "Use PostgreSQL", "--adr"]).exits(0).says("0006-use-postgresql");
    let old = project.read("docs/adr/0003-use-sqlite.md");
    let right = MADR
        .replace("status: accepted", "status: superseded by [0006-use-postgresql](0006-use-postgresql.md)");
    assert_eq!(old, right, "one line and no other byte");
    let new = project.read("docs/adr/0006-use-postgresql.md");
    assert!(new.contains("Supersedes [0003-use-sqlite](0003-use-sqlite.md)."), "{new}");
    project.milepost(&["supersede", "2", "Use nothing"]).exits(0);
    let right = nygard
        .replace("\nAccepted\n", "\nSuperseded by [decision 5 of Vat](../../plan/milestone-1-vat.md)\n");
    assert_eq!(project.read("docs/adr/0004-files.md"), right);
    project
        .milepost(&["supersede", "3", "Use clouds"])
        .exits(0)
        .says("`docs/adr/0005-tapes.md` says no status");
    project.milepost(&["lint"]).exits(0);
}

#[test]
fn a_question_blocks_a_range_and_tells_what_no_task_is_called() {
    let project = project("- **Decision 1**: Old\n");
    project
        .milepost(&["ask", "Which tax, before tasks 1-2 end?"])
        .exits(0)
        .says("it blocks task 1 (Tables), task 2 (Routes)");
    project.milepost(&["ask", "And for tasks 2 and 7?"]).exits(0).says("the document has no task 7");
}
