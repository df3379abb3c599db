//! Which program this is.

use milepost_testkit::Project;
use serde_json::Value;

use crate::MILEPOST;

#[test]
fn the_version_is_one_line() {
    let project = Project::without_git(MILEPOST);
    let short = format!("milepost {}\n", env!("CARGO_PKG_VERSION"));
    for args in [&["--version"][..], &["-V"]] {
        assert_eq!(project.milepost(args).exits(0).stdout, short);
    }
}

#[test]
fn the_long_version_says_how_it_was_built() {
    let project = Project::without_git(MILEPOST);
    for args in [&["--version", "--verbose"][..], &["-vV"], &["-V", "-v"]] {
        let run = project.milepost(args);
        run.exits(0);
        for fact in ["commit: ", "date: ", "rustc: rustc 1.", "target: ", "profile: ", "json: v1"] {
            assert!(run.stdout.lines().any(|line| line.starts_with(fact)), "{fact}: {}", run.stdout);
        }
    }
    let run = project.milepost(&["--version", "--json"]);
    let facts: Value = serde_json::from_str(&run.exits(0).stdout).unwrap();
    assert_eq!(facts["format"], "milepost.version/1");
    assert_eq!(facts["version"], env!("CARGO_PKG_VERSION"));
    project.milepost(&["--verbose"]).exits(2).says("--version");
}
