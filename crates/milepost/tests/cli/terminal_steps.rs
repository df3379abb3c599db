//! What `milepost run` asks at a terminal.

use milepost_testkit::Project;

use crate::{MILEPOST, terminal::Terminal};

const DOCUMENT: &str = "plan/milestone-1-shop.md";

/// Work in progress with these implementation steps, and what allows them to run.
fn project(steps: &str) -> (Project, String) {
    let project = Project::new(MILEPOST);
    let text = format!(
        "# Milestone 1: Shop\n\n## Overview\n\nThe shop sells.\n\n**Risk Level**: 🟢 Low\n**Status**: Planned\n\n\
         ### Implementation Steps\n\n{steps}\n\n## Success Criteria\n\n- [ ] It is described: `test -f README.md`\n\n\
         ## Notes & Decisions\n\n### Design Decisions\n\n- **Decision 1**: It is small\n"
    );
    project.write(DOCUMENT, text).write("README.md", "# Shop\n").write(".gitignore", "log\n");
    project.write(".milepost/allowed_signers", project.allowed_signer()).commit("Plan");
    let verify = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &verify, "--commit"]).exits(0);
    let digest = project.milepost(&["trust", "1", "--class", "run", "--digest"]).stdout.trim().to_owned();
    (project, digest)
}

fn run(project: &Project, digest: &str, more: &[&str]) -> Terminal {
    Terminal::start(project, (50, 110), &[], &[&["run", "1", "--allow-digest", digest], more].concat())
}

const STEPS: &str = "- [ ] Make\n\n  ```bash\n  echo a >> log\n  ```\n\n- [ ] Tell somebody\n\n- [ ] Look\n\n  ```bash\n  echo b >> log\n  ```\n";

#[test]
fn whoever_is_at_the_terminal_says_what_no_command_does() {
    let (project, digest) = project(STEPS);
    // Neither no nor nothing is a yes.
    for answer in ["n\r", "\r", "\x04"] {
        let mut terminal = run(&project, &digest, &["--resume"][usize::from(!project.has("log"))..]);
        terminal.says("Is step 2 done?").types(answer);
        assert_eq!(terminal.ends().code(), Some(5), "{answer:?}\n{}", terminal.text());
        assert_eq!(project.read("log"), "a\n");
    }
    // To leave it out wants a reason.
    let mut terminal = run(&project, &digest, &["--resume"]);
    terminal.says("Is step 2 done?").types("s\r").says("Why is it left out?").types("\r");
    assert_eq!(terminal.ends().code(), Some(5), "{}", terminal.text());
    let mut terminal = run(&project, &digest, &["--resume"]);
    terminal.says("Is step 2 done?").types("s\r").says("Why is it left out?").types("they know\r");
    assert_eq!(terminal.ends().code(), Some(0), "{}", terminal.text());
    assert!(project.read(DOCUMENT).contains("they know"), "{}", project.read(DOCUMENT));
    assert_eq!(project.read("log"), "a\nb\n");

    // A step that passed is asked about before it runs once more.
    for (answer, log) in [("n\r", "a\nb\n"), ("y\r", "a\nb\na\n")] {
        let mut terminal = run(&project, &digest, &["--redo", "1"]);
        terminal.says("Run the commands of step 1 once more (Make)?").types(answer);
        terminal.ends();
        assert_eq!(project.read("log"), log, "{}", terminal.text());
    }
}

#[test]
fn a_command_that_ctrl_c_stopped_is_asked_about() {
    let (project, digest) =
        project("- [ ] Wait\n\n  ```bash\n  echo a >> log\n  test -f go || sleep 3602.25\n  ```\n");
    let mut terminal = run(&project, &digest, &[]);
    let start = std::time::Instant::now();
    while !project.has("log") {
        assert!(start.elapsed().as_secs() < 30, "{}", terminal.text());
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    terminal.types("\x03");
    assert_eq!(terminal.ends().code(), Some(130), "{}", terminal.text());
    project.write("go", "");
    let mut terminal = run(&project, &digest, &["--resume"]);
    terminal.says("Run the command of step 1 once more?").types("y\r");
    assert_eq!(terminal.ends().code(), Some(0), "{}", terminal.text());
    assert_eq!(project.read("log"), "a\na\n");
}
