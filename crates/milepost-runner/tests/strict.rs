//! A script passes only when every part of it did its work.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use milepost_runner::{CheckSpec, Inconclusive, Interpreter, Outcome, ReportSource, Verdict};
use support::Place;

#[test]
fn pitfall_01_eight_blocks_that_did_not_do_their_job_never_pass() {
    let place = Place::new();
    let plain = ["false\ntrue", "false | cat", "x=$(false; echo hi)", "ls \"/nowhere/$unset_variable\""];
    for script in plain {
        let outcome = place.run(script);
        assert!(matches!(outcome.verdict, Verdict::Fail { .. }), "{script}: {:?}", outcome.verdict);
    }
    // Bash goes on here, and its trap tells.
    for (script, line) in [("f() { local v=$(false); echo done; }\nf", 1), ("\necho \"$(false)\"", 2)] {
        let statements = vec![format!("line {line}: `false` failed, and the shell went on")];
        let expected = Inconclusive::UnsafeStatement { statements };
        assert_eq!(place.run(script).verdict, Verdict::Inconclusive(expected), "{script}");
    }
    // No shell notices this: whoever reads the script says so.
    let (script, statement) = ("false && true\ntrue", "false && true");
    let mut spec = place.spec(script);
    assert!(place.run_spec(&spec).verdict.is_pass(), "{script} is noticed, no rule is needed any more");
    spec.unsafe_statements = vec![statement.to_owned()];
    let expected = Inconclusive::UnsafeStatement { statements: vec![statement.to_owned()] };
    assert_eq!(place.run_spec(&spec).verdict, Verdict::Inconclusive(expected));
    let mut tests = place.spec("echo 'running 0 tests'; echo; echo 'test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 120 filtered out; finished in 0.00s'");
    tests.is_test = true;
    let outcome = place.run_spec(&tests);
    assert!(matches!(outcome.verdict, Verdict::Fail { .. }) && outcome.nothing_ran, "{:?}", outcome.verdict);
    let outcome = place.run("sleep 30 &\ntrue");
    assert!(
        matches!(outcome.verdict, Verdict::Inconclusive(Inconclusive::LeakedProcess { .. })),
        "{:?}",
        outcome.verdict
    );
    let control = place.run("set -o | grep -q errexit\nx=$(echo hi)\ntest \"$x\" = hi\necho done | cat");
    assert_eq!(control.verdict, Verdict::Pass, "{}", control.stderr.text());
}

fn failed(outcome: &Outcome) -> (u32, &str) {
    let place = outcome.failed_at.as_ref().expect("a place");
    (place.line, place.command.as_str())
}

#[test]
fn the_line_and_the_command_that_failed_are_named() {
    let place = Place::new();
    assert_eq!(failed(&place.run("echo one\n\ncat <<'END'\n\ntext\nEND\nfalse --now")), (7, "false --now"));
    assert_eq!(failed(&place.run("f() {\n  true\n  false\n}\ntrue\nf")), (3, "false"));
    assert_eq!(failed(&place.run("true\necho \"$nothing\"\ntrue")), (2, "echo \"$nothing\""));
    assert_eq!(failed(&place.run("true\nif true; then\n")).0, 2);
    assert_eq!(failed(&place.run("exit 3")), (1, "exit 3"));
    // Of a subshell the versions of Bash name the first line or the last.
    assert!((1..=3).contains(&failed(&place.run("(\n  exit 3\n)\ntrue")).0));
    let mut spec = place.spec("true\nfalse");
    spec.command.first_line = 120;
    assert_eq!(failed(&place.run_spec(&spec)), (121, "false"));
    assert!(place.run("true").failed_at.is_none());
}

#[test]
fn the_script_runs_verbatim() {
    let place = Place::new();
    let outcome = place
        .run("cat <<END\n\na\n\n  b\nEND\nprintf '%s\\n' \"$0\" \"$#\" \"${BASH_ENV-unset}\" \"$LINENO\"");
    assert_eq!(outcome.stdout.text(), "\na\n\n  b\nbash\n0\nunset\n7\n");
    assert_eq!(outcome.stderr.text(), "");
    let long = format!("# {}\necho long\nfalse", "x".repeat(200_000));
    let outcome = place.run(&long);
    assert_eq!(outcome.stdout.text(), "long\n");
    assert_eq!(failed(&outcome), (3, "false"));
    let outcome = place.run("bash -c 'false; true'\n(exit 0)\necho fine");
    assert!(outcome.verdict.is_pass(), "a script that is called keeps its own rules");
}

fn run_with(place: &Place, interpreter: Interpreter, script: &str) -> Outcome {
    let mut spec: CheckSpec = place.spec(script);
    spec.command.interpreter = interpreter;
    place.run_spec(&spec)
}

#[test]
fn other_interpreters_are_strict_too() {
    let place = Place::new();
    assert!(run_with(&place, Interpreter::Sh, "x=1\ntest $x = 1").verdict.is_pass());
    assert!(!run_with(&place, Interpreter::Sh, "false\ntrue").verdict.is_pass());
    let unset = run_with(&place, Interpreter::Sh, "true\necho \"$nothing\"\ntrue");
    assert_eq!(failed(&unset).0, 2);
    assert!(run_with(&place, Interpreter::Python, "import sys\nprint(sys.stdin.read())").verdict.is_pass());
    let python = run_with(&place, Interpreter::Python, "def f():\n    raise ValueError('no')\n\nf()");
    assert_eq!(failed(&python), (2, "raise ValueError('no')"));
    assert!(run_with(&place, Interpreter::Node, "import fs from 'node:fs'\nawait 1").verdict.is_pass());
    let node = run_with(&place, Interpreter::Node, "const a = 1\nPromise.reject(new Error('no'))\n");
    assert!(matches!(node.verdict, Verdict::Fail { .. }));
    assert_eq!(failed(&node).0, 2);
}

#[test]
fn pitfall_02_a_report_of_an_earlier_run_proves_nothing() {
    let place = Place::new();
    let report = "<testsuite><testcase classname='a' name='b'/></testsuite>";
    place.write("old.xml", report);
    let spec = |script: &str| {
        let mut spec = place.spec(script);
        spec.is_test = true;
        spec.reports = vec![ReportSource { format: "junit".into(), path: "old.xml".into() }];
        place.run_spec(&spec)
    };
    let stale = spec("true");
    let reason = "report `old.xml` was not written by this run";
    assert!(stale.verdict.reason().unwrap().contains(reason), "{:?}", stale.verdict);
    let copied = spec("cp -p old.xml kept.xml; sleep 0.05; rm old.xml; cp -p kept.xml old.xml");
    assert!(copied.verdict.reason().unwrap().contains(reason), "{:?}", copied.verdict);
    let fresh = spec("cp old.xml new.xml; mv new.xml old.xml");
    assert_eq!(fresh.verdict, Verdict::Pass);
    assert_eq!(fresh.observed.tests.counts().unwrap().passed, 1);
    let empty = spec("echo '<testsuite/>' >old.xml");
    assert!(empty.nothing_ran && !empty.verdict.is_pass());
    let broken = spec("echo '<testsuite><testcase name=' >old.xml");
    assert!(broken.verdict.reason().unwrap().contains("report `old.xml`"), "{:?}", broken.verdict);
    let failed =
        spec("echo '<testsuite><testcase name=\"a\"><failure/></testcase></testsuite>' >old.xml; exit 1");
    assert_eq!(failed.observed.tests.counts().unwrap().failed, 1);
}

#[test]
fn a_test_run_whose_count_is_unknown_passes_by_its_exit_code_and_says_so() {
    let place = Place::new();
    let mut spec = place.spec("echo all is well");
    spec.is_test = true;
    let outcome = place.run_spec(&spec);
    assert_eq!(outcome.verdict, Verdict::Pass);
    assert_eq!(outcome.observed.tests, milepost_gate::TestsSeen::Unknown);
}

#[test]
fn what_cannot_start_is_inconclusive() {
    let place = Place::new();
    let mut spec = place.spec("true");
    spec.cwd = place.root().join("absent");
    assert!(matches!(
        place.run_spec(&spec).verdict,
        Verdict::Inconclusive(Inconclusive::NotStarted { reason }) if reason.contains("absent")
    ));
    let outcome = place.run("printf 'a\0b'");
    assert!(matches!(outcome.verdict, Verdict::Inconclusive(Inconclusive::NotStarted { .. })));
}
