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

/// Credentials of common tools, from the home folder.
const CREDENTIALS: [&str; 9] = [
    ".ssh/id_ed25519",
    ".aws/credentials",
    ".azure/tokens",
    ".config/gh/hosts.yml",
    ".docker/config.json",
    ".git-credentials",
    ".kube/config",
    ".netrc",
    ".npmrc",
];

#[test]
fn credentials_of_the_home_folder_are_out_of_reach_by_default() {
    let project = Project::new(MILEPOST);
    let home = project.outside("home");
    for path in CREDENTIALS.into_iter().chain(["notes.txt"]) {
        let path = home.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, format!("hush {}\n", path.display())).unwrap();
    }
    let read = |paths: &[&str], tier: &str| {
        let paths = paths.join(" ~/");
        let text = Milestone::new(1, "Till")
            .section("Success Criteria", "- [ ] It reads <!-- milepost: run read -->")
            .text();
        // Prints what it can read, and fails where it cannot read one of them.
        let config = format!("[sandbox]\ntier = \"{tier}\"\n[checks.read]\nrun = \"grep -h . ~/{paths}\"\n");
        project.write("milepost.toml", config).write(DOCUMENT, text);
        let digest = project.digest(DOCUMENT);
        project.milepost(&["verify", DOCUMENT, "--allow-digest", &digest])
    };
    read(&CREDENTIALS, "T1").exits(0);
    if read(&["notes.txt"], "T2").code == Some(7) {
        eprintln!("left out: this machine has no second tier");
        return;
    }
    read(&["notes.txt"], "auto").exits(0);
    let run = read(&CREDENTIALS, "auto");
    run.exits(1);
    assert!(!run.text().contains("hush"), "{}", run.text());
}
