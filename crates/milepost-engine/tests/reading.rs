//! What only reads writes nothing, anywhere.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make and damage real files and start real processes"
)]

mod support;

use std::{path::Path, sync::Arc};

use milepost_engine::{
    Workspace,
    doctor::doctor,
    explain::explain,
    lifecycle::{Transition, TransitionOptions, transition},
    overview::overview,
    session::Session,
    verify::{VerifyOptions, verify},
    why::why,
};
use support::{Project, milestone};

#[test]
fn pitfall_07_reading_changes_no_file_anywhere() {
    let project = Project::new(&milestone(
        "- [ ] It is there: `test -s price.txt`\n- [ ] Seen <!-- milepost: manual -->",
    ));
    project.write("price.txt", "5\n").commit();
    // Without any state, with fresh evidence, with stale evidence, with a baseline and a signature.
    for stage in 0..4 {
        match stage {
            1 => drop(project.verify()),
            2 => drop(project.write("price.txt", "6\n")),
            3 => {
                project.commit();
                project.moves(Transition::Start);
                project.sign_off("Seen").unwrap();
            }
            _ => {}
        }
        let before = project.listing();
        for _ in 0..2 {
            let workspace = project.open();
            let index = Project::index(&workspace);
            let seen = overview(&workspace).unwrap();
            assert_eq!(seen.milestones.len(), 1);
            explain(&workspace, index);
            let session = Session::read(&workspace).unwrap();
            let assessment = session.assess(index, false, false).unwrap();
            (0..assessment.bound.bindings.len()).for_each(|at| drop(why(&assessment, at)));
            let options = VerifyOptions { dry_run: true, ..VerifyOptions::default() };
            verify(&workspace, &[index], &options, &mut |_| {}).unwrap();
            drop(doctor(&workspace));
            let options = TransitionOptions { dry_run: true, ..TransitionOptions::default() };
            let held = milepost_engine::Held::for_dry_run();
            for kind in [Transition::Start, Transition::Complete, Transition::Adopt] {
                drop(transition(&workspace, &held, index, kind, &options, &mut |_| {}));
            }
        }
        let after = project.listing();
        let differs =
            after.iter().filter(|(path, found)| before.get(*path) != Some(found)).map(|(path, _)| path);
        assert_eq!(differs.collect::<Vec<_>>(), Vec::<&std::path::PathBuf>::new(), "stage {stage}");
        assert_eq!(before.len(), after.len(), "stage {stage}: a file is gone");
    }
}

#[test]
fn the_users_state_below_the_project_is_no_part_of_what_checks_see() {
    let system = milepost_system::MemorySystem::new();
    system.file("/home/docs/milestone-1.md", "# Milestone 1: X\n\n**Status**: ⏳ Planned\n");
    system.set_var("HOME", "/home");
    let workspace = Workspace::open(Arc::new(system.clone()), Path::new("/home"), &[]).unwrap();
    let before = Session::read(&workspace).unwrap().now.id().unwrap().clone();
    system.file("/home/.local/state/milepost/projects/x/heads", "changed");
    assert_eq!(Session::read(&workspace).unwrap().now.id().unwrap(), &before);
    system.file("/home/other.txt", "changed");
    assert_ne!(Session::read(&workspace).unwrap().now.id().unwrap(), &before);
}
