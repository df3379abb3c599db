//! What evidence is worth, and what a gate asks of it.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make and damage real files and start real processes"
)]

mod support;

use milepost_engine::{
    ErrorKind,
    ledger::Access,
    ledger::signing::MachineKey,
    lifecycle::Transition,
    signers::Signers,
    standing::{Proof, Standing},
};
use support::{Project, milestone, set_var};

const GATE: &str = "The evidence is of level";

/// A milestone whose completion asks for evidence of a level.
fn asking(level: &str, signers: &str) -> Project {
    let project = Project::new(&milestone("- [ ] Priced: `test -s price.txt`"));
    let config = format!("[signers]\nci = ['ci@example.org']\n\n[gates.low]\nevidence = '{level}'\n");
    project.write("milepost.toml", config).write(".milepost/allowed_signers", signers);
    project.write("price.txt", "5\n").commit();
    project
}

#[test]
fn evidence_of_this_machine_alone_is_less_than_signed_evidence() {
    let project = asking("L1", &Project::allowed("ann@example.org"));
    project.sign_as("mallory@example.org").verify();
    assert_eq!(project.standing("Priced"), Standing::Proven);
    let gate = project.judged(GATE);
    assert_eq!(gate.proof, Proof::Missing);
    assert!(gate.reason.unwrap().contains("is of level L0, L1 is asked for"));
    assert!(gate.hint.unwrap().contains("milepost key certify"));
    // Ann vouches for the machine, and for what it saw before.
    project.sign_as("ann@example.org").write("other.txt", "x\n").commit().verify();
    assert_eq!(project.standing(GATE), Standing::Proven);
    project.moves(Transition::Start);
    project.commit().moves(Transition::Complete);
}

#[test]
fn a_completion_that_asks_for_ci_waits_for_the_evidence_of_ci() {
    let signers = Project::allowed("ann@example.org") + &Project::allowed("ci@example.org");
    let project = asking("L2", &signers);
    project.moves(Transition::Start);
    project.commit().verify();
    assert_eq!(project.standing("Priced"), Standing::Proven);
    let refused = project.refused(Transition::Complete);
    assert!(
        refused.contains("is of level L1, L2 is asked for") && refused.contains("gate/evidence"),
        "{refused}"
    );

    // CI is another clone on another machine.
    let ci = tempfile::tempdir().unwrap();
    let clone = ci.path().join("repo");
    project.git(&["clone", "-q", ".", clone.to_str().unwrap()]);
    let bundle = ci.path().join("records.jsonl");
    let here = std::env::var("XDG_STATE_HOME").unwrap();
    let in_ci = Project::at(ci);
    in_ci.sign_as("ci@example.org");
    in_ci.git(&["branch", "-q", "-f", "main", "origin/main"]);
    set_var("XDG_STATE_HOME", Some(bundle.parent().unwrap().join("state").to_str().unwrap()));
    set_var("CI", Some("true"));
    in_ci.verify();
    in_ci.open().ledger(Access::Read).unwrap().export_records(&bundle).unwrap();
    set_var("CI", None);
    set_var("XDG_STATE_HOME", Some(&here));

    let bytes = std::fs::read(&bundle).unwrap();
    let take_in = |bytes: &[u8]| {
        let workspace = project.open();
        let policy = Signers::of(&workspace).unwrap().policy().unwrap().clone();
        let taken = workspace.ledger(Access::Write).unwrap().import_records(bytes, &policy);
        taken.map_err(milepost_engine::EngineError::from)
    };
    let changed = String::from_utf8(bytes.clone()).unwrap().replacen("eyJ", "eyK", 1);
    assert_eq!(take_in(changed.as_bytes()).unwrap_err().kind, ErrorKind::Tampered);
    take_in(&bytes).unwrap();
    assert_eq!(project.standing(GATE), Standing::Proven, "{:?}", project.judged(GATE).reason);
    project.moves(Transition::Complete);
    let workspace = project.open();
    let found = workspace
        .ledger(Access::Read)
        .unwrap()
        .verify(Signers::of(&workspace).unwrap().policy().unwrap())
        .unwrap();
    assert!(!found.is_tampered(), "{:?}", found.flaws);
}

#[test]
fn a_branch_that_asks_for_less_or_names_more_signers_changes_nothing() {
    let project = asking("L1", &Project::allowed("ann@example.org"));
    project.git(&["switch", "-q", "-c", "work"]);
    let mallory = Project::allowed("ann@example.org") + &Project::allowed("mallory@example.org");
    project.write("milepost.toml", "").write(".milepost/allowed_signers", mallory).commit();
    project.sign_as("mallory@example.org").verify();
    assert_eq!(project.judged(GATE).proof, Proof::Missing);
    // Elsewhere it is nothing at all.
    MachineKey::rotate(&milepost_system::OsSystem).unwrap();
    assert!(project.judged("Priced").reason.unwrap().contains("not believed"));
    assert_eq!(project.planned(), 1);
}
