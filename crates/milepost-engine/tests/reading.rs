//! What only reads writes nothing, anywhere.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make and damage real files and start real processes"
)]

mod support;

use milepost_engine::{
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
