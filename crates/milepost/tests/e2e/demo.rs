//! The demo is a walk of its own and checks itself.

use milepost_testkit::Project;

use crate::MILEPOST;

#[test]
fn the_demo_goes_as_it_says() {
    let project = Project::without_git(MILEPOST);
    let temporary = project.outside("tmp");
    std::fs::create_dir(&temporary).unwrap();
    let run = project.milepost_with(&[("TMPDIR", temporary.to_str().unwrap())], &["demo"]);
    run.exits(0).says("$ milepost lint").says("refuted").says("cents keep their zero").says("completed");
    if project.run("sh", &["-c", "command -v ssh-keygen"]).code == Some(0) {
        run.says("Good \"milepost@v1\" signature for ada@example.org");
    }
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0, "the demo cleans up");
    assert_eq!(
        std::fs::read_dir(project.outside("state")).unwrap().count(),
        0,
        "the user's own state is not touched"
    );
}

#[test]
fn a_demo_that_is_kept_can_be_looked_at() {
    let project = Project::without_git(MILEPOST);
    let temporary = project.outside("tmp");
    std::fs::create_dir(&temporary).unwrap();
    let run = project.milepost_with(&[("TMPDIR", temporary.to_str().unwrap())], &["demo", "--keep"]);
    let folder = std::fs::read_dir(&temporary).unwrap().next().unwrap().unwrap().path();
    run.exits(0).says(folder.to_str().unwrap());
    let document = folder.join("project/docs/till/milestone-1-discounts.md");
    let text = std::fs::read_to_string(document).unwrap();
    assert_eq!(text.matches("Completed").count(), 2, "the label and the footer");
    assert!(text.contains("\nstatus: completed\n"));
    let readme = std::fs::read_to_string(folder.join("project/docs/till/README.md")).unwrap();
    assert!(readme.contains("100%"), "{readme}");
}
