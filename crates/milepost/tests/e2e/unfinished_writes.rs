//! The temporary files of writes whose process was killed.

use milepost_testkit::Project;

use crate::MILEPOST;

const NAME: &str = ".a.md.milepost-0123456789abcdef";

#[test]
fn what_a_killed_write_left_is_named_and_removed_by_the_next_command_that_writes() {
    let project = Project::new(MILEPOST);
    project.write("plan/a.md", "# Milestone 1: Shop\n\n**Risk Level**: 🟢 Low\n**Status**: Planned\n");
    // Somebody committed a file with such a name: it is theirs.
    let committed = "plan/.c.md.milepost-0123456789abcdef";
    project.write(committed, "kept").write(".gitignore", "ignored/\n").commit("Plan");
    project.milepost(&["sync"]).exits(0);
    let left = [format!("plan/{NAME}"), format!(".git/milepost/{NAME}"), format!("src/{NAME}")];
    let foreign = ["plan/.b.md.milepost-0123", "plan/a.md.milepost-0123456789abcdef"];
    for path in left.iter().map(String::as_str).chain(foreign) {
        project.write(path, "half");
    }
    let doctor = project.milepost(&["doctor"]);
    for path in &left {
        doctor.says(path);
    }
    for path in foreign {
        doctor.keeps_silent_on(path);
    }
    // Nobody was killed since the lock was let go: no command goes through the whole project.
    project.milepost(&["sync"]).exits(0);
    assert!(left.iter().all(|path| project.has(path)));
    project.write(".git/milepost/lock", "1 2");
    project.milepost(&["status"]).exits(0);
    assert!(left.iter().all(|path| project.has(path)), "a command that reads removes nothing");
    let sync = project.milepost(&["sync"]);
    sync.exits(0);
    for path in &left {
        sync.says(path);
    }
    assert!(!left.iter().any(|path| project.has(path)));
    assert!(foreign.iter().all(|path| project.has(path)) && project.has(committed));
    project.milepost(&["doctor"]).says("none was left half done");
}
