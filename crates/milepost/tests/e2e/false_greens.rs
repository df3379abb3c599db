//! Blocks that did not do their job and that a plain shell calls fine.

use milepost_testkit::{Milestone, Project, fenced};

use crate::MILEPOST;

const DOCUMENT: &str = "docs/milestone-1-checks.md";

/// A runner as many are: it says how many tests ran, and is content with none.
const RUNNER: &str = "#!/bin/sh
case \"$*\" in
    *nothing*) echo 'collected 0 items'; echo; echo '====== no tests ran in 0.01s ======' ;;
    *) echo 'collected 3 items'; echo; echo '====== 3 passed in 0.02s ======' ;;
esac
";

/// What the block is, its text, and the exit code of `verify`.
const BLOCKS: [(&str, &str, i32); 8] = [
    ("a failure that is not the last command", "false\ntrue", 1),
    ("a failure in a pipe", "false | cat", 1),
    ("a failure in a substitution", "x=$(false; echo hi)", 1),
    ("a failure that `local` hides", "probe() {\n  local v=$(false)\n  echo \"$v\"\n}\nprobe", 9),
    ("an unset variable in a path", "echo \"reading reports/$release/summary\"", 1),
    ("a failure before `&&`", "false && true\ntrue", 9),
    ("a test runner that ran no test", "bin/pytest -k nothing", 4),
    ("a process that is left running", "sleep 20 &\ntrue", 9),
];

/// The same document around any block: it stands and falls with the fence.
fn document(script: &str, ticked: bool) -> String {
    let mark = if ticked { 'x' } else { ' ' };
    Milestone::new(1, "Checks")
        .section("Unit Tests", &fenced("bash", script))
        .section("Post-Implementation", &format!("- [{mark}] No console warnings/errors"))
        .section(
            "Success Criteria",
            &format!("- [{mark}] It is described <!-- milepost: exists README.md -->"),
        )
        .text()
}

fn project() -> Project {
    let project = Project::new(MILEPOST);
    project.write("README.md", "# Checks\n").write("bin/pytest", RUNNER);
    project.run("chmod", &["+x", "bin/pytest"]).exits(0);
    project
}

#[test]
fn pitfall_01_eight_blocks_that_a_shell_calls_fine_are_never_green() {
    let project = project();
    for (what, script, code) in BLOCKS {
        for ticked in [false, true] {
            project.write(DOCUMENT, document(script, ticked)).commit(what);
            let digest = project.digest(DOCUMENT);
            let run = project.milepost(&["verify", DOCUMENT, "--allow-digest", &digest]);
            assert_eq!(run.code, Some(code), "{what} (ticked: {ticked})\n{}", run.text());
            // Asking again does not make it green.
            let again = project.milepost(&["verify", DOCUMENT, "--dry-run"]);
            assert_ne!(again.code, Some(0), "{what}\n{}", again.text());
        }
    }
}

#[test]
fn pitfall_01_the_control_is_green() {
    let project = project();
    let strict = "x=$(echo hi)\ntest \"$x\" = hi\necho done | cat";
    for script in [strict, "bin/pytest"] {
        for ticked in [false, true] {
            project.write(DOCUMENT, document(script, ticked)).commit("control");
            let digest = project.digest(DOCUMENT);
            project.milepost(&["verify", DOCUMENT, "--allow-digest", &digest]).exits(0);
        }
    }
}

/// As in many containers: nobody above us has a number here, and our session is that of nobody.
#[test]
fn a_run_in_a_process_namespace_of_its_own_is_judged_the_same() {
    let project = project();
    let apart = ["--user", "--map-root-user", "--pid", "--fork", "--mount-proc"];
    if project.run("unshare", &[&apart[..], &["true"]].concat()).code != Some(0) {
        eprintln!("skipped: this machine makes no process namespaces");
        return;
    }
    for (script, code) in [("true", 0), ("false", 1), ("sleep 20 &\ntrue", 9)] {
        project.write(DOCUMENT, document(script, false)).commit(script);
        let digest = project.digest(DOCUMENT);
        let milepost = [MILEPOST, "verify", DOCUMENT, "--allow-digest", &digest];
        let run = project.run("unshare", &[&apart[..], &milepost].concat());
        assert_eq!(run.code, Some(code), "{script}\n{}", run.text());
    }
}
