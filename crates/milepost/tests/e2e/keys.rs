//! The key of the machine, through the real binary.

use milepost_testkit::{Milestone, Project, fenced};

use crate::{MILEPOST, planned::planned};

const DOCUMENT: &str = "docs/milestone-1-till.md";

fn project() -> Project {
    let project = Project::new(MILEPOST);
    let document = Milestone::new(1, "Till").section("Unit Tests", &fenced("bash", "test -s README.md"));
    project
        .write("milepost.toml", "[project]\nid = \"till\"\n")
        .write("README.md", "till\n")
        .write(DOCUMENT, document.text())
        .write(".milepost/allowed_signers", project.allowed_signer())
        .commit("Till");
    project
}

#[track_caller]
fn verify(project: &Project) {
    let digest = project.digest(DOCUMENT);
    project.milepost(&["verify", DOCUMENT, "--allow-digest", &digest]).exits(0);
}

#[test]
fn a_key_that_asks_for_nothing_vouches_for_the_machine_by_itself() {
    let project = project();
    project.milepost(&["key", "show"]).exits(0).says("no key yet");
    verify(&project);
    project.milepost(&["key", "show"]).exits(0).says("✔ ada@example.org").says("L1");
    project.milepost(&["ledger", "verify"]).exits(0);
    // What a person vouched for counts also under the next key of the machine.
    project.milepost(&["key", "rotate"]).exits(0).says("L0");
    assert_eq!(planned(&project, DOCUMENT).len(), 0);
    // Until the machine's old key is revoked.
    let log = project.milepost(&["ledger", "log", "--kind", "machine-certificate"]).exits(0).text();
    let fingerprint = log.split_whitespace().find(|word| word.starts_with("SHA256:")).unwrap().to_owned();
    project.milepost(&["key", "revoke", &fingerprint, "--reason", "stolen"]).exits(0);
    assert_eq!(planned(&project, DOCUMENT).len(), 1);
    let why = project.milepost(&["why", &format!("{DOCUMENT}#unit-tests/fence")]);
    why.says("revoked by `ada@example.org`: stolen");
}

#[test]
fn another_machine_believes_what_it_ran_from_the_first_time_on() {
    let project = project();
    // Nobody vouches for it.
    project.write(".milepost/allowed_signers", "").commit("Nobody");
    let digest = project.digest(DOCUMENT);
    project.milepost(&["start", DOCUMENT, "--no-branch", "--allow-digest", &digest]).exits(0);
    project.commit("Started");
    // The ledger came along, with a record that is signed, and the machine has no key yet.
    let state = project.outside("state");
    if state.exists() {
        std::fs::remove_dir_all(&state).unwrap();
    }
    verify(&project);
    assert_eq!(planned(&project, DOCUMENT).len(), 0);
}

#[test]
fn without_a_word_for_it_the_machine_counts_for_itself_alone() {
    let project = project();
    // Ada is no allowed signer any more, as somebody else is the only one.
    project.write(".milepost/allowed_signers", "").commit("Nobody");
    verify(&project);
    project.milepost(&["key", "show"]).exits(0).says("on this machine alone");
    assert_eq!(planned(&project, DOCUMENT).len(), 0);
    project.milepost(&["key", "certify"]).exits(3).says("your signature would not count");
    project.milepost(&["key", "rotate"]).exits(0);
    assert_eq!(planned(&project, DOCUMENT).len(), 1, "another key is another machine");
}

#[test]
fn what_cannot_be_revoked_is_said() {
    let project = project();
    project.milepost(&["key", "revoke", "abc", "--reason", "x"]).exits(2).says("no fingerprint");
}

#[test]
fn a_file_of_records_comes_whole_or_not_at_all() {
    let project = project();
    verify(&project);
    let file = project.outside("records.jsonl");
    let path = file.to_str().unwrap();
    project.milepost(&["ledger", "export", "--records", path]).exits(0).says("records");
    project.milepost(&["ledger", "import", path]).exits(0).says("0 new records");
    let text = std::fs::read_to_string(&file).unwrap();
    let (whole, _) = text.trim_end().rsplit_once('\n').unwrap();
    std::fs::write(&file, whole).unwrap();
    project.milepost(&["ledger", "import", path]).exits(8).says("cut off");
    std::fs::write(&file, text.replacen("\"till\"", "\"shop\"", 1)).unwrap();
    project.milepost(&["ledger", "import", path]).exits(8).says("belongs to the repository `shop`");
    project.milepost(&["ledger", "import", "nowhere.jsonl"]).exits(2);
}
