//! Fences of real life that end with 0 although something in them failed, or no test ran.

use milepost_testkit::{Milestone, Project, fenced};

use crate::MILEPOST;

const DOCUMENT: &str = "docs/milestone-1-checks.md";

/// A runner that says how many tests ran, and is content with none.
const RUNNER: &str = "#!/bin/sh
case \"$*\" in
    *nothing*) echo '====== no tests ran in 0.01s ======' ;;
    *bad*) echo '====== 1 failed in 0.02s ======'; exit 1 ;;
    *) echo '====== 3 passed in 0.02s ======' ;;
esac
";

/// What `verify` makes of a fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    /// Its text or its run shows that a failure could get lost: no pass.
    Refused,
    /// The strict shell stops at the failure.
    Red,
    /// One of both, by the tools that this machine has.
    NotGreen,
}

/// The name, the script, and what becomes of it.
const FENCES: [(&str, &str, Is); 83] = [
    ("a shell of its own", "bash -c \"bin/build; bin/pytest\"", Is::Refused),
    ("another shell of its own", "sh -c 'bin/build; true'", Is::Refused),
    ("a pipe in a shell of its own", "bash -c 'bin/build | cat'", Is::Refused),
    ("a loop in a shell of its own", "bash -c 'for x in 1 2; do bin/build $x; test 1; done'", Is::Refused),
    ("a strict shell of its own", "bash -ec 'bin/build; bin/pytest'", Is::Red),
    ("a strict pipe of its own", "bash -euo pipefail -c 'bin/build | cat'", Is::Red),
    ("a shell behind another program", "timeout 20 sh -c 'bin/build; true'", Is::Refused),
    ("a shell that reads its script", "bash <<'END'\nbin/build\ntrue\nEND", Is::Refused),
    ("a list of a loop", "for t in $(bin/build); do echo \"$t\"; done", Is::Refused),
    ("a here-string", "cat <<< \"$(bin/build)\"", Is::Refused),
    ("what a loop reads", "while read -r x; do echo \"$x\"; done < <(bin/build)", Is::Refused),
    ("what an array reads", "mapfile -t x < <(bin/build)", Is::Refused),
    ("an argument", "echo \"$(bin/build)\"\nbin/pytest", Is::Refused),
    ("a here-document", "cat <<END\n$(bin/build)\nEND", Is::Refused),
    ("a local variable", "f() {\n  local v=$(bin/build)\n  echo \"$v\"\n}\nf", Is::Refused),
    ("an exported variable", "export V=$(bin/build)\nbin/pytest", Is::Refused),
    ("a declared variable", "declare V=$(bin/build)\nbin/pytest", Is::Refused),
    ("a fixed variable", "readonly V=$(bin/build)\nbin/pytest", Is::Refused),
    ("a variable of one command", "X=$(bin/build) env > /dev/null", Is::Refused),
    ("an empty answer", "test -z \"$(bin/build)\"", Is::Refused),
    ("an empty answer in brackets", "[[ -z $(bin/build) ]]", Is::Refused),
    ("an empty script", "eval \"$(bin/build)\"", Is::Refused),
    ("an empty source", "source <(bin/build)", Is::Refused),
    ("a case of nothing", "case $(bin/build) in '') echo none ;; esac", Is::Refused),
    ("a sum of nothing", "echo $(($(bin/build) + 1))", Is::Refused),
    ("a comparison with nothing", "comm -12 <(echo a) <(bin/build)", Is::Refused),
    ("a function of the runner's name", "pytest() { echo fine; }\npytest", Is::Refused),
    ("another program of the runner's name", "hash -p /bin/true pytest\npytest", Is::Refused),
    ("an alias of the runner's name", "shopt -s expand_aliases\nalias pytest=true\npytest", Is::NotGreen),
    ("a program for each file", "find . -name README.md -exec bin/build {} \\;", Is::Refused),
    ("a program for all files", "find . -name README.md -exec bin/build {} +", Is::Red),
    ("arguments", "find . -name README.md | xargs bin/build", Is::Red),
    ("a trap at the end", "trap 'exit 0' EXIT\nbin/build", Is::Refused),
    ("a trap of errors", "trap : ERR\nbin/pytest", Is::Refused),
    ("a process beside", "coproc bin/build\nwait", Is::Refused),
    ("a process that is waited for", "bin/build & wait", Is::Refused),
    ("a process in the background", "bin/build &\nbin/pytest", Is::Refused),
    ("a process whose status is asked", "bin/build & wait $!", Is::Red),
    ("a condition before the run", "test -f nothing && bin/pytest", Is::Red),
    ("a run as a condition", "if bin/pytest bad; then echo fine; fi", Is::NotGreen),
    ("a run that waits", "while ! bin/pytest bad; do break; done", Is::NotGreen),
    ("a run until", "until bin/pytest bad; do break; done", Is::NotGreen),
    ("a run that may not take place", "if [ -f nothing ]; then\n  bin/pytest\nfi", Is::Refused),
    ("no strictness", "set +e\nbin/build\ntrue", Is::Refused),
    ("the opposite", "! bin/pytest bad", Is::NotGreen),
    ("a colon", "bin/build ||:", Is::Refused),
    ("true", "bin/build || true", Is::Refused),
    ("words", "bin/build || echo 'it failed'", Is::Refused),
    ("true behind it", "bin/build; true", Is::Red),
    ("a copy of the output", "bin/build | tee /dev/null", Is::Red),
    ("the head of the output", "bin/build | head -1", Is::Red),
    ("an early end", "exit 0\nbin/build", Is::Refused),
    ("an early end in a branch", "if [ ! -f nothing ]; then\n  exit 0\nfi\nbin/build", Is::Refused),
    ("an early end by `||`", "[ -f nothing ] || exit 0\nbin/build", Is::Refused),
    ("errors that Make ignores", "make -i -f make.mk", Is::NotGreen),
    ("errors after which Make goes on", "make -k -f make.mk", Is::Red),
    ("what Make would do", "make -n -f make.mk", Is::NotGreen),
    ("a script that is not there", "npm run nothing --if-present", Is::NotGreen),
    ("no tests, as asked", "bin/pytest -k nothing || [ $? -eq 5 ]", Is::NotGreen),
    ("no tests", "bin/pytest -k nothing", Is::NotGreen),
    ("a subshell before `||`", "(bin/build; true) || exit 1", Is::Refused),
    ("a group before `&&`", "{ bin/build; true; } && bin/pytest", Is::Refused),
    ("a function before `||`", "f() {\n  bin/build\n  true\n}\nf || exit 1", Is::Refused),
    ("a function as a condition", "f() {\n  bin/build\n  true\n}\nif f; then echo fine; fi", Is::Refused),
    ("a subshell", "(bin/build; true)", Is::Red),
    ("arithmetic", "((0))", Is::Red),
    ("a plain variable", "x=$(bin/build)", Is::Red),
    ("a loop behind a pipe", "echo a | while read -r x; do bin/build; done", Is::Red),
    ("a loop", "for x in 1 2; do bin/build; done", Is::Red),
    ("a failure before `&&`", "bin/build && true\ntrue", Is::Refused),
    ("a text that is run", "eval 'bin/build; true'", Is::Red),
    ("an empty answer as a condition", "if [ -z \"$(bin/build)\" ]; then echo fine; fi", Is::Refused),
    ("a count as a condition", "[ \"$(bin/build | wc -l)\" = 0 ] || exit 1", Is::Refused),
    ("a substitution behind `!`", "! grep -q x <(bin/build)", Is::Refused),
    ("a loop before `||`", "for x in 1 2; do [ $x = 2 ] || bin/build; bin/x; done || exit 1", Is::NotGreen),
    ("a function by way of another", "f() {\n  bin/build\n  true\n}\ng() { f; }\ng || exit 1", Is::Refused),
    ("a text with escapes", "bash -c $'bin/build\\ntrue'", Is::Refused),
    ("a shell that reads a string", "bash <<< 'bin/build; true'", Is::Refused),
    ("words before a failure", "[ -n \"$(echo building; bin/build)\" ] || exit 1", Is::Refused),
    (
        "a loop over lines before `||`",
        "while read -r x; do bin/build; echo; done < README.md || exit 1",
        Is::Refused,
    ),
    (
        "a loop in a function",
        "f() { for x in 1 2; do bin/build; bin/pytest; done; }\nf || exit 1",
        Is::Refused,
    ),
    ("a failure before a closed pipe", "echo \"$(bin/build | yes | head -1)\"", Is::Refused),
    ("a time limit", "timeout 20 bin/build", Is::Red),
];

/// Fences that look like these and prove what they say.
const HONEST: [&str; 17] = [
    "bin/pytest",
    "x=$(echo hi)\ntest \"$x\" = hi",
    "bash -euo pipefail -c 'bin/pytest; bin/pytest'",
    "sh -c 'cd bin && ./pytest'",
    "(cd bin && ./pytest)",
    "diff <(echo a) <(echo a)",
    "if x=$(bin/build); then exit 1; fi\nbin/pytest",
    "find . -name README.md -exec grep -q Checks {} \\;",
    "f() {\n  local x=$1\n  test -n \"$x\"\n}\nif f a; then echo fine; fi\nbin/pytest",
    "for f in $(echo README.md); do test -s \"$f\"; done",
    "test -z \"$(echo)\"",
    "grep -q 1 <(seq 1 1000000)",
    "[ \"$(git rev-parse --is-inside-work-tree)\" = true ] || exit 1",
    "found=$(bin/pytest)\nif [ -z \"$found\" ]; then exit 1; fi",
    "make -s -f fine.mk",
    "if [ -f README.md ]; then\n  bin/pytest\nelse\n  exit 1\nfi",
    "# milepost: allow unasked-substitution because \"there may be none\"\necho \"$(bin/build)\"\nbin/pytest",
];

fn project() -> Project {
    let project = Project::new(MILEPOST);
    project
        .write("README.md", "# Checks\n")
        .write("bin/pytest", RUNNER)
        .write("bin/build", "#!/bin/sh\nexit 1\n")
        .write("make.mk", "all:\n\t@bin/build\n")
        .write("fine.mk", "all:\n\t@bin/pytest\n");
    project.run("chmod", &["+x", "bin/pytest", "bin/build"]).exits(0);
    project.commit("checks");
    project
}

fn verified(project: &Project, script: &str) -> milepost_testkit::Run {
    let text = Milestone::new(1, "Checks")
        .section("Unit Tests", &fenced("bash", script))
        .section("Success Criteria", "- [ ] It is described <!-- milepost: exists README.md -->")
        .text();
    project.write(DOCUMENT, text);
    let digest = project.digest(DOCUMENT);
    project.milepost(&["verify", DOCUMENT, "--allow-digest", &digest])
}

#[test]
fn what_ends_well_without_having_done_its_work_is_never_green() {
    let project = project();
    let mut wrong = Vec::new();
    for (name, script, is) in FENCES {
        let run = verified(&project, script);
        let seen = match run.code {
            Some(9) => Is::Refused,
            Some(1) => Is::Red,
            Some(4) => Is::NotGreen,
            _ => {
                wrong.push(format!("{name}: {script:?} ended with {:?}\n{}", run.code, run.text()));
                continue;
            }
        };
        if is != Is::NotGreen && seen != is {
            wrong.push(format!("{name}: {script:?} is {seen:?}, not {is:?}\n{}", run.text()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_proves_what_it_says_is_green() {
    let project = project();
    let runs = HONEST.map(|script| (script, verified(&project, script)));
    let wrong = runs.iter().filter(|(_, run)| run.code != Some(0));
    let wrong: Vec<String> = wrong.map(|(script, run)| format!("{script:?}\n{}", run.text())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
