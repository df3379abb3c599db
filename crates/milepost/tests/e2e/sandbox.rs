//! What happens where this machine has less than what a check asks for.

use std::os::unix::fs::symlink;

use milepost_testkit::{Milestone, Project};

use crate::MILEPOST;

const DOCUMENT: &str = "docs/milestone-1-till.md";

/// A project whose check asks for a loopback device, and a `PATH` on which there is no Bubblewrap.
fn without_bubblewrap(settings: &str) -> (Project, String) {
    let project = Project::new(MILEPOST);
    let document =
        Milestone::new(1, "Till").section("Success Criteria", "- [ ] Priced: `grep -q 5 price.txt`");
    project
        .write("milepost.toml", format!("[sandbox]\nnetwork = \"loopback\"\n{settings}"))
        .write("price.txt", "5\n")
        .write(DOCUMENT, document.text())
        .commit("Till");
    let bin = project.outside("bin");
    std::fs::create_dir_all(&bin).unwrap();
    for name in ["git", "bash", "grep"] {
        let found = std::env::split_paths(&std::env::var_os("PATH").unwrap())
            .map(|folder| folder.join(name))
            .find(|path| path.is_file());
        symlink(found.unwrap().canonicalize().unwrap(), bin.join(name)).unwrap();
    }
    (project, bin.to_str().unwrap().to_owned())
}

#[test]
fn a_network_that_is_not_to_be_had_is_exit_code_7_and_nothing_runs() {
    let (project, path) = without_bubblewrap("");
    let digest = project.digest(DOCUMENT);
    let verify = ["verify", DOCUMENT, "--allow-digest", &digest];
    project.milepost_with(&[("PATH", &path)], &verify).exits(7).says("bubblewrap").says("loopback");
    let log = project.milepost(&["ledger", "log"]);
    assert!(!log.text().contains("check-run"), "{}", log.text());
}

#[test]
fn what_may_run_with_less_says_aloud_that_it_did() {
    let (project, path) = without_bubblewrap("allow-lower = true\n");
    let digest = project.digest(DOCUMENT);
    let verify = ["verify", DOCUMENT, "--allow-digest", &digest];
    let run = project.milepost_with(&[("PATH", &path)], &verify);
    run.says("ran with less than the wanted sandbox");
    let again = ["verify", DOCUMENT, "--force", "--json", "--allow-digest", &digest];
    let text = project.milepost_with(&[("PATH", &path)], &again).stdout;
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let sandbox = &report["documents"][0]["runs"][0]["sandbox"];
    assert_eq!(sandbox["network"], "full", "{report}");
    assert!(sandbox["lowered"].as_str().unwrap().contains("loopback"), "{sandbox}");
}
