//! Ways in which proof goes wrong. The number is that of the list of known pitfalls.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make and damage real files and start real processes"
)]

mod support;

use std::path::PathBuf;

use milepost_engine::{
    exit::Exit,
    lifecycle::Transition,
    standing::{Proof, Standing},
};
use support::{DOCUMENT, Project, milestone, set_var};

const CRITERIA: &str = "- [ ] Priced: `grep -q 5 price.txt`\n- [ ] Written: `test -s price.txt`";

fn project() -> Project {
    filled(Project::new(&milestone(CRITERIA)))
}

fn filled(project: Project) -> Project {
    project.write("price.txt", "5\n").commit();
    project
}

#[test]
fn pitfall_03_a_tick_makes_nothing_stale() {
    let project = project();
    project.verify();
    project.replace(DOCUMENT, "- [ ]", "- [x]");
    assert_eq!((project.planned(), project.standing("Priced")), (0, Standing::Proven));
    project.replace(DOCUMENT, "⏳ Planned", "🔄 In Progress").replace(DOCUMENT, "2026-01-05", "2026-02-06");
    assert_eq!(project.planned(), 0);
    project.replace(DOCUMENT, "It counts.", "It counts well.");
    assert_eq!((project.planned(), project.standing("Priced")), (2, Standing::Stale));
}

#[test]
fn pitfall_04_green_and_then_edited_is_stale() {
    let project = project();
    assert_eq!(project.verify().exit(), Exit::Ok);
    project.write("price.txt", "50\n");
    assert_eq!(project.standing("Priced"), Standing::Stale);
    let reason = project.judged("Priced").reason.unwrap();
    assert!(reason.contains("`price.txt` was modified"), "{reason}");
    project.write("price.txt", "5\n");
    assert_eq!(project.standing("Priced"), Standing::Proven);
}

#[test]
fn pitfall_08_unset_is_not_empty_and_what_is_not_declared_is_not_seen() {
    let project = Project::new(&milestone("- [ ] Free: `test -z \"${TILL_FLAVOUR-}${TILL_COLOUR-}\"`"));
    project.write("milepost.toml", "[environment]\npass = ['TILL_FLAVOUR']\n").commit();
    set_var("TILL_COLOUR", Some("red"));
    set_var("TILL_FLAVOUR", None);
    assert_eq!(project.verify().exit(), Exit::Ok, "an undeclared variable does not reach the command");
    for (value, planned) in [(Some(""), 1), (Some("mild"), 1), (None, 0)] {
        set_var("TILL_FLAVOUR", value);
        assert_eq!(project.planned(), planned, "{value:?}");
    }
    set_var("TILL_COLOUR", Some("blue"));
    assert_eq!(project.planned(), 0);
}

#[test]
fn pitfall_09_an_edited_command_keeps_no_evidence() {
    let project = project();
    project.verify();
    project.replace(DOCUMENT, "grep -q 5 price.txt", "grep -q 55 price.txt");
    let judged = project.judged("Priced");
    assert_eq!((judged.proof, judged.evidence.len()), (Proof::Missing, 0));
    // Nor does one whose settings were edited.
    let named = Project::new(&milestone("- [ ] Priced <!-- milepost: run price -->"));
    named.write("milepost.toml", "[checks.price]\nrun = 'true'\n").commit().verify();
    assert_eq!(named.planned(), 0);
    named.write("milepost.toml", "[checks.price]\nrun = 'true'\ntimeout = 9\n");
    assert_eq!(named.judged("Priced").proof, Proof::Missing);
}

fn copy(from: PathBuf, to: PathBuf) {
    let status = std::process::Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(status.success());
}

#[test]
fn pitfall_12_what_was_proven_or_signed_in_another_repository_is_nothing_here() {
    let criteria = format!(
        "{CRITERIA}\n- [ ] Accepted <!-- milepost: signed-off by owner -->\n- [ ] Late: `test -d away`"
    );
    let (here, there) = (Project::new(&milestone(&criteria)), Project::new(&milestone(&criteria)));
    there.write("price.txt", "5\n").commit();
    here.write("price.txt", "5\n").write("other.txt", "other root commit\n").commit();
    here.git(&["rm", "-q", "other.txt"]);
    here.commit();
    there.moves(Transition::Start);
    there.verify();
    there.sign_off("Accepted").unwrap();
    there.waive("Late", 5).unwrap();
    assert_eq!(there.standing("Accepted"), Standing::Proven);
    assert_eq!(there.standing("Late"), Standing::Waived);
    copy(there.root().join(".git/milepost"), here.root().join(".git/milepost"));
    copy(there.root().join(".milepost"), here.root().join(".milepost"));
    for words in ["Priced", "Written", "Accepted", "Late"] {
        assert_eq!(here.standing(words), Standing::Open, "{words}");
    }
    assert!(here.assess(|assessment| assessment.baseline.is_none()));
}

#[test]
fn pitfall_12_an_attestation_of_another_repository_completes_nothing_here() {
    let (here, there) = (project(), project());
    here.write("other.txt", "x").git(&["add", "-A"]);
    here.git(&["commit", "-q", "--amend", "-m", "another root"]);
    there.moves(Transition::Start);
    there.commit();
    there.moves(Transition::Complete);
    copy(there.root().join(".milepost"), here.root().join(".milepost"));
    here.write(DOCUMENT, there.read(DOCUMENT));
    assert_eq!(there.standing("Priced"), Standing::Proven);
    assert_eq!(here.standing("Priced"), Standing::Claimed);
}

#[test]
fn pitfall_12_evidence_of_another_item_document_or_tree() {
    let project = Project::new(&milestone(
        "- [ ] First seen\n- [ ] Second seen\n- [ ] Tried <!-- milepost: manual -->",
    ));
    project.write(
        "docs/milestone-2-other.md",
        milestone("- [ ] First seen").replace("Milestone 1", "Milestone 2"),
    );
    project.write("price.txt", "5\n").commit();
    project.sign_off("First").unwrap();
    project.sign_off("Tried").unwrap();
    assert_eq!(project.standing("First"), Standing::Proven);
    assert_eq!(project.standing("Second"), Standing::Open);
    assert_eq!(project.standing("Tried"), Standing::Proven);
    let workspace = project.open();
    let other = workspace.portfolio.find("docs/milestone-2-other.md").unwrap();
    let session = milepost_engine::session::Session::read(&workspace).unwrap();
    let other = session.assess(other, false, false).unwrap();
    assert!(other.judged.iter().all(|judged| judged.standing == Standing::Open));
    // The manual test was made on another tree.
    project.write("price.txt", "6\n");
    assert_eq!(project.standing("Tried"), Standing::Stale);
    assert_eq!(project.standing("First"), Standing::Proven);
}

#[test]
fn pitfall_12_two_projects_of_one_repository_share_no_evidence() {
    let document = milestone("- [ ] Priced <!-- milepost: run price -->");
    let one = Project::in_folder("one", "sha1", &document);
    let config = "[checks.price]\nrun = 'test ! -e ../two/broken || test $(basename $PWD) = one'\ninputs = ['src/**']\n";
    for folder in ["one", "two"] {
        for (path, text) in [("milepost.toml", config), (DOCUMENT, &document), ("src/a.txt", "a")] {
            one.write(&format!("../{folder}/{path}"), text);
        }
    }
    one.write("../two/broken", "");
    one.commit().verify();
    assert_eq!(one.standing("Priced"), Standing::Proven);
    let two = milepost_engine::Workspace::open(
        std::sync::Arc::new(milepost_system::OsSystem),
        &one.repository().join("two"),
        &[],
    );
    let two = two.unwrap();
    let session = milepost_engine::session::Session::read(&two).unwrap();
    let assessment = session.assess(Project::index(&two), false, false).unwrap();
    assert_eq!(assessment.judged[0].standing, Standing::Open, "{:?}", assessment.judged[0]);
}

#[test]
fn pitfall_25_a_whole_life_in_a_sha256_repository() {
    let project = filled(Project::in_folder("", "sha256", &milestone(CRITERIA)));
    project.moves(Transition::Ready);
    project.commit();
    let started = project.moves(Transition::Start);
    assert_eq!(started.baseline.unwrap().commit.len(), 64);
    project.commit().write("price.txt", "6\n").commit();
    assert!(project.refused(Transition::Complete).contains("Priced"));
    project.write("price.txt", "5\n").commit();
    assert!(project.moves(Transition::Complete).attestation.is_some());
    assert_eq!(project.standing("Priced"), Standing::Proven);
    project.commit();
    project.moves(Transition::Reopen);
    project.moves(Transition::Cancel);
    project.moves(Transition::Archive);
    assert!(project.read(DOCUMENT).contains("Archived"), "{}", project.read(DOCUMENT));
}

#[test]
fn pitfall_26_a_waiver_is_always_shown() {
    let criteria = format!("{CRITERIA}\n- [ ] Fast: `test -d away`");
    let document = milestone(&criteria).replace(
        "## Success Criteria",
        "## Dependencies\n\n### Prerequisites\n\n- [ ] A till is bought\n\n## Success Criteria",
    );
    let project = filled(Project::new(&document));
    assert!(project.refused(Transition::Start).contains("A till is bought"));
    project.waive("A till", 3).unwrap();
    project.commit();
    let started = project.moves(Transition::Start);
    assert!(
        started.waivers.len() == 1 && started.waivers[0].contains("no host yet"),
        "{:?}",
        started.waivers
    );
    project.waive("Fast", 3).unwrap();
    project.commit();
    let report = project.verify();
    let shown = &report.documents[0].explanation.items;
    let fast = shown.iter().find(|item| item.text.starts_with("Fast")).unwrap();
    assert_eq!(fast.standing, Some(Standing::Waived));
    assert!(fast.reason.as_ref().unwrap().contains("waived by ann@example.org until"), "{:?}", fast.reason);
    let completed = project.moves(Transition::Complete);
    assert!(completed.waivers.iter().any(|waiver| waiver.contains("Fast") && waiver.contains("no host yet")));
    // It is shown when all is over, too, and its box is not ticked.
    assert_eq!(project.standing("Fast"), Standing::Waived);
    assert!(project.read(DOCUMENT).contains("- [ ] Fast"), "{}", project.read(DOCUMENT));
}

#[test]
fn pitfall_28_what_cannot_be_recorded_does_not_happen() {
    let project = project();
    // A file where a folder would be: nothing can be written there, whoever runs this.
    project.write(".milepost/records", "in the way\n");
    let (before, branch) = (project.read(DOCUMENT), project.git(&["branch", "--show-current"]));
    assert!(project.move_it(Transition::Start).is_err());
    assert_eq!(project.read(DOCUMENT), before);
    assert_eq!(project.git(&["branch", "--show-current"]), branch, "the branch is left as well");
    assert_eq!(project.open().interrupted_change(), None);
    std::fs::remove_file(project.root().join(".milepost/records")).unwrap();
    project.moves(Transition::Start);
    project.commit();
    project.write(".milepost/attestations", "in the way\n");
    let before = project.read(DOCUMENT);
    assert!(project.move_it(Transition::Complete).is_err());
    assert_eq!(project.read(DOCUMENT), before);
}

#[test]
fn pitfall_28_evidence_that_cannot_be_kept_prevents_the_move_and_not_the_run() {
    // Its output is too long to stand in a record.
    let project = Project::new(&milestone("- [ ] Loud: `bash loud.sh` <!-- milepost: invariant -->"));
    project.write("loud.sh", "head -c 400000 /dev/zero | tr '\\0' x\n").commit();
    project.moves(Transition::Start);
    project.commit();
    project.write(".git/milepost/blobs", "in the way\n");
    let report = project.verify();
    assert_eq!(report.documents[0].runs.iter().filter(|run| run.ran && run.verdict == "pass").count(), 1);
    assert!(report.warnings.iter().any(|warning| warning.contains("not kept")), "{:?}", report.warnings);
    assert_ne!(report.exit(), Exit::Ok);
    let before = project.read(DOCUMENT);
    let refused = project.refused(Transition::Complete);
    assert!(refused.contains("could not be kept"), "{refused}");
    assert_eq!(project.read(DOCUMENT), before);
}
