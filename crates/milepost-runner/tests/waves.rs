//! What runs together, and what a change of files does to it.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{sync::Mutex, time::Duration};

use milepost_runner::{CheckSpec, Inconclusive, Outcome, TreeGuard, Verdict, run_checks};
use milepost_system::{
    ProcessRequest, System,
    git::{Git, WorkTree},
};
use support::{Blind, Place, SYSTEM, recorded};

fn repository() -> Place {
    let place = Place::new();
    place.write("code.txt", "one\n");
    place.write("other.txt", "one\n");
    for args in [
        &["init", "--quiet"][..],
        &["add", "--all"],
        &["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", "commit", "-qm", "x"],
    ] {
        let request = ProcessRequest::new("git").args(args).cwd(place.root());
        assert!(SYSTEM.run(&request).unwrap().success());
    }
    place
}

fn run(place: &Place, specs: &[CheckSpec], jobs: usize) -> (Vec<Outcome>, Vec<String>) {
    let found = Git::discover(&SYSTEM, &place.root()).unwrap().unwrap();
    let guard = TreeGuard::new(WorkTree::new(&SYSTEM, &found), || Ok(Vec::new()), vec![".milepost".into()]);
    let mut context = place.context(&guard);
    context.jobs = jobs;
    let events = Mutex::new(Vec::new());
    let outcomes = run_checks(specs, &context, &mut recorded(&events));
    (outcomes, events.into_inner().unwrap())
}

fn changed(outcome: &Outcome) -> Option<&[String]> {
    match &outcome.verdict {
        Verdict::Inconclusive(Inconclusive::InputsChanged { paths }) => Some(paths),
        _ => None,
    }
}

#[test]
fn pitfall_05_an_edit_during_a_run_is_no_pass() {
    let place = repository();
    let root = place.root();
    let editor = std::thread::spawn(move || {
        SYSTEM.sleep(Duration::from_millis(150));
        SYSTEM.write_atomic(&root.join("code.txt"), b"edited\n").unwrap();
    });
    let (outcomes, _) = run(&place, &[place.spec("sleep 0.5")], 1);
    editor.join().unwrap();
    assert_eq!(changed(&outcomes[0]).unwrap(), ["code.txt"]);
    let (outcomes, _) = run(&place, &[place.spec("sleep 0.01")], 1);
    assert_eq!(outcomes[0].verdict, Verdict::Pass);
    assert!(outcomes[0].guard.as_ref().is_some_and(|token| token.0.len() == 40));
}

#[test]
fn pitfall_06_a_check_that_rewrites_sources_is_no_pass_and_is_named() {
    let place = repository();
    let specs = [place.spec("cat code.txt"), place.spec("date +%N >>other.txt"), place.spec("true")];
    let (outcomes, events) = run(&place, &specs, 3);
    assert_eq!(changed(&outcomes[1]).unwrap(), ["other.txt"]);
    assert_eq!(outcomes[0].verdict, Verdict::Pass, "the innocent ones are found out");
    assert_eq!(outcomes[2].verdict, Verdict::Pass);
    assert!(events.contains(&"separating [0, 1, 2]".to_owned()));
}

#[test]
fn pitfall_06_a_rewrite_that_leaves_nothing_to_do_spoils_all_that_ran_with_it() {
    let place = repository();
    let specs = [place.spec("sed -i s/one/two/ code.txt"), place.spec("true")];
    let (outcomes, _) = run(&place, &specs, 2);
    for outcome in &outcomes {
        assert_eq!(changed(outcome).unwrap(), ["code.txt"]);
    }
}

#[test]
fn declared_writes_run_alone_and_are_no_change() {
    let place = repository();
    let mut build = place.spec("mkdir -p dist; echo built >dist/app.js");
    build.writes = vec!["dist/**".into()];
    let mut wrong = place.spec("echo more >>code.txt");
    wrong.writes = vec!["dist/**".into()];
    let specs = [place.spec("true"), build, place.spec("cat dist/app.js"), wrong];
    let (outcomes, events) = run(&place, &specs, 4);
    let verdicts: Vec<&str> = outcomes.iter().map(|outcome| outcome.verdict.name()).collect();
    assert_eq!(verdicts, ["pass", "pass", "pass", "inconclusive"]);
    assert_eq!(changed(&outcomes[3]).unwrap(), ["code.txt"]);
    let waves: Vec<&String> = events.iter().filter(|event| event.starts_with("wave")).collect();
    assert_eq!(waves, ["wave [0]", "wave [1]", "wave [2]", "wave [3]"]);
    assert_ne!(outcomes[0].guard, outcomes[2].guard);
}

#[test]
fn a_guard_that_cannot_look_makes_nothing_pass() {
    struct Broken;
    impl milepost_runner::Guard for Broken {
        fn before(&self) -> std::io::Result<milepost_runner::Token> {
            Err(std::io::Error::other("no"))
        }
        fn after(&self, _: &milepost_runner::Token, _: &[String]) -> std::io::Result<Vec<String>> {
            Ok(Vec::new())
        }
    }
    let place = Place::new();
    let outcomes = run_checks(&[place.spec("true")], &place.context(&Broken), &mut |_| {});
    assert!(matches!(outcomes[0].verdict, Verdict::Inconclusive(Inconclusive::Undecided { .. })));
}

#[test]
fn pitfall_10_a_retry_shows_a_flake_as_a_flake() {
    let place = Place::new();
    let mut flaky = place.spec("test -e seen || { touch seen; exit 1; }");
    flaky.retries = 2;
    let outcome = place.run_spec(&flaky);
    assert!(matches!(outcome.verdict, Verdict::Flaky { .. }), "{:?}", outcome.verdict);
    assert_eq!(outcome.attempts.len(), 2);
    let mut failing = place.spec("exit 1");
    failing.retries = 2;
    let outcome = place.run_spec(&failing);
    assert!(matches!(outcome.verdict, Verdict::Fail { .. }));
    assert_eq!(outcome.attempts.len(), 3);
}

#[test]
fn checks_of_a_wave_overlap_and_their_events_are_in_order() {
    let place = Place::new();
    let mut context = place.context(&Blind);
    context.jobs = 2;
    // Each waits for the other: alone neither would end.
    let script = |own: &str, other: &str| {
        format!("touch {own}\nuntil test -e {other}; do sleep 0.01; done\necho {own}; echo {own}-err >&2")
    };
    let specs = [place.spec(&script("a", "b")), place.spec(&script("b", "a"))];
    let events = Mutex::new(Vec::new());
    let outcomes = run_checks(&specs, &context, &mut recorded(&events));
    assert!(outcomes.iter().all(|outcome| outcome.verdict.is_pass()));
    let events = events.into_inner().unwrap();
    assert_eq!(events[0], "wave [0, 1]");
    for (check, name) in [(0, "a"), (1, "b")] {
        let place =
            |event: String| events.iter().position(|e| *e == event).unwrap_or_else(|| panic!("{event}"));
        let started = place(format!("started {check}.1"));
        let output = place(format!("output {check} Stdout {name}"));
        let finished = place(format!("finished {check} pass"));
        assert!(started < output && output < finished);
        assert!(events.contains(&format!("output {check} Stderr {name}-err")));
    }
}

#[test]
fn pitfall_18_a_stray_of_unknown_origin_is_traced_by_running_one_by_one() {
    let place = Place::new();
    let mut context = place.context(&Blind);
    context.jobs = 2;
    let specs =
        [place.spec("sleep 0.4"), place.spec("env -i setsid sleep 976.1 >/dev/null 2>&1 &\nsleep 0.1")];
    let outcomes = run_checks(&specs, &context, &mut |_| {});
    assert_eq!(outcomes[0].verdict, Verdict::Pass);
    assert!(matches!(outcomes[1].verdict, Verdict::Inconclusive(Inconclusive::LeakedProcess { .. })));
    assert!(!support::lives("sleep 976."));
}
