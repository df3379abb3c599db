//! A key with a passphrase, which is typed where OpenSSH asks for it.

use milepost_testkit::{Milestone, Project};

use crate::{MILEPOST, terminal::Terminal};

const PASSPHRASE: &str = "four words of hers";

/// A project with an item for a signature, and a person whose key asks for a passphrase.
fn project() -> Project {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Sign").section("Success Criteria", "- [ ] The wording is agreed").text();
    let key = project.key();
    let asking = ["-q", "-p", "-P", "", "-N", PASSPHRASE, "-f", key.to_str().unwrap()];
    project.run("ssh-keygen", &asking).exits(0);
    project.write(".milepost/allowed_signers", project.allowed_signer());
    project.write("plan/milestone-1-sign.md", text).commit("plan");
    project
}

fn standing(project: &Project) -> String {
    let shown = project.milepost(&["why", "1#the-wording-is-agreed", "--json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    shown["standing"].as_str().unwrap_or_else(|| panic!("{shown:#}")).to_owned()
}

#[test]
fn a_passphrase_is_typed_once_and_never_shown() {
    let project = project();
    let args = ["signoff", "1#the-wording-is-agreed", "--note", "read twice"];
    let mut terminal = Terminal::start(&project, (40, 100), &[("SSH_AUTH_SOCK", "")], &args);
    terminal.says("assphrase").types(&format!("{PASSPHRASE}\r"));
    assert_eq!(terminal.ends().code(), Some(0), "{}", terminal.text());
    assert!(!terminal.text().contains(PASSPHRASE), "{}", terminal.text());
    assert_eq!(standing(&project), "proven");
    project.milepost(&["ledger", "verify"]).exits(0);
}

#[test]
fn a_wrong_passphrase_signs_nothing() {
    let project = project();
    let args = ["signoff", "1#the-wording-is-agreed", "--note", "read twice"];
    let mut terminal = Terminal::start(&project, (40, 100), &[("SSH_AUTH_SOCK", "")], &args);
    terminal.says("assphrase").types("of somebody else\r");
    let code = terminal.ends().code();
    assert!(!matches!(code, Some(0 | 70)), "{code:?} {}", terminal.text());
    assert_eq!(standing(&project), "open");
}
