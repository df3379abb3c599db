//! A clock that is set back and forward between two commands.

use std::path::Path;

use milepost_testkit::{Milestone, Project, Run};

use crate::MILEPOST;

/// The library that tells a program another time; Debian's package `faketime`.
const LIBRARIES: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
];

/// Runs `milepost` at another time, such as `-10d`; `None` where that cannot be had.
fn at(project: &Project, time: &str, args: &[&str]) -> Option<Run> {
    let Some(library) = LIBRARIES.into_iter().find(|library| Path::new(library).exists()) else {
        let required = std::env::var_os("MILEPOST_REQUIRE_FAKETIME").is_some();
        assert!(!required, "the package `faketime` is required here");
        eprintln!("SKIPPED: `faketime` is not installed; `./test` installs it");
        return None;
    };
    Some(project.milepost_with(&[("LD_PRELOAD", library), ("FAKETIME", time)], args))
}

#[test]
fn a_clock_that_jumps_proves_nothing_and_loses_nothing() {
    let project = Project::new(MILEPOST);
    let criteria = "- [ ] It works: `grep -q one README.md`\n- [ ] Later";
    let text = Milestone::new(1, "Clock").section("Success Criteria", criteria).text();
    project.write("README.md", "one\n").write(".milepost/allowed_signers", project.allowed_signer());
    project.write("plan/milestone-1-clock.md", text).commit("plan");
    let digest = project.digest("1");
    let verify = ["verify", "1", "--allow-digest", &digest];
    let Some(first) = at(&project, "+0d", &verify) else { return };
    first.keeps_silent_on("panicked").says("1 proven");

    // Ten days back: what was proven is proven still, and what fails now has failed, though its time is before the pass.
    let back = at(&project, "-10d", &["status", "1"]).unwrap();
    back.keeps_silent_on("panicked");
    project.write("README.md", "two\n");
    let failed = at(&project, "-10d", &verify).unwrap();
    assert_eq!(failed.code, Some(1), "{}", failed.text());
    let now = project.milepost(&["why", "1#it-works"]);
    now.says("open").keeps_silent_on("proven");
    project.write("README.md", "one\n");
    at(&project, "-20d", &verify).unwrap().says("1 proven");

    // A waiver ends by the clock that there is; far ahead it is over, and back again it holds.
    let waive = ["waive", "1#later", "--why", "next year", "--until", "2099-01-01"];
    project.milepost(&waive).exits(0);
    let far = at(&project, "2101-01-01 00:00:00", &["why", "1#later"]).unwrap();
    far.keeps_silent_on("panicked").says("open");
    project.milepost(&["why", "1#later"]).says("waived");
    for time in ["-10d", "+0d", "2101-01-01 00:00:00"] {
        let ledger = at(&project, time, &["ledger", "verify"]).unwrap();
        assert_eq!(ledger.code, Some(0), "{time}: {}", ledger.text());
    }
}
