//! What a completion commits is all that others need to check it.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make real repositories and start real processes"
)]

mod support;

use std::{process::Command, sync::Arc};

use milepost_engine::{
    Workspace,
    lifecycle::{Transition, TransitionOptions, transition},
    session::Session,
};
use milepost_system::OsSystem;
use support::{Project, milestone};

#[test]
fn a_clone_of_a_completed_milestone_can_be_checked() {
    let project = Project::new(&milestone(
        "- [ ] It is there: `test -s price.txt`\n- [ ] Seen <!-- milepost: manual -->",
    ));
    project.write("price.txt", "5\n").commit();
    project.moves(Transition::Start);
    project.verify();
    project.sign_off("Seen").unwrap();
    // Neither the baseline nor the signature was committed by hand.
    let workspace = Workspace::open(Arc::new(OsSystem), &project.root(), &[]).unwrap();
    let held = workspace.lock().unwrap();
    let options = TransitionOptions { commit: true, no_run: true, ..TransitionOptions::default() };
    let report = transition(&workspace, &held, 0, Transition::Complete, &options, &mut |_| {})
        .unwrap_or_else(|error| panic!("{error}: {:#?}", error.reasons));
    assert!(report.files.iter().any(|file| file.contains("baseline")), "{:?}", report.files);
    assert!(report.files.iter().any(|file| file.contains("sign-off")), "{:?}", report.files);

    let clone = project.folder.path().join("clone");
    let made =
        Command::new("git").args(["clone", "-q"]).arg(project.repository()).arg(&clone).status().unwrap();
    assert!(made.success());
    let other = Workspace::open(Arc::new(OsSystem), &clone, &[]).unwrap();
    let session = Session::read(&other).unwrap();
    let found = session.ledger.verify(session.signers.policy().unwrap()).unwrap();
    assert!(!found.is_tampered(), "{:#?}", found.flaws);
}
