//! Runs of implementation steps that are killed: nothing that passed runs again, and what was in the midst is asked about.

use std::{
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::steps::{DOCUMENT, Steps, step};

/// Milliseconds after the start of the process.
const MOMENTS: [u64; 6] = [100, 250, 400, 550, 700, 900];

fn begun(case: &Steps, more: &[&str]) -> Child {
    let digest = case.digest();
    let words = [&["run", "1", "--allow-digest", &digest], more].concat();
    let mut command = case.project.command(&words);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn until(what: impl Fn() -> bool) {
    let start = Instant::now();
    while !what() {
        assert!(start.elapsed() < Duration::from_secs(30), "it does not come");
        sleep(Duration::from_millis(10));
    }
}

#[test]
fn wherever_a_run_is_killed_what_passed_stays_done() {
    let letters = ["a", "b", "c", "d"];
    let case = Steps::new(&letters.map(|letter| step(letter, &format!("echo {letter} >> log"))).concat());
    let mut again = 0;
    let mut arguments: &[&str] = &[];
    for moment in MOMENTS {
        let mut child = begun(&case, arguments);
        sleep(Duration::from_millis(moment));
        child.kill().unwrap();
        child.wait().unwrap();
        let states = case.states();
        if states.contains("interrupted") {
            case.run(&["--resume"]).exits(5).says("nobody knows how far it came");
            again += 1;
            arguments = &["--again"];
        } else if states.starts_with("open") {
            arguments = &["--resume"];
        } else {
            arguments = &[];
        }
    }
    if !case.states().starts_with("finished") {
        case.run(arguments).exits(0);
    }
    assert_eq!(case.states(), "finished: found found found found");
    // A command ran twice at most where it was in the midst.
    let log = case.log();
    let mut seen: Vec<&str> = log.split_whitespace().collect();
    assert!(seen.len() <= letters.len() + again, "{log}");
    seen.dedup();
    assert_eq!(seen, letters);
    let document = case.project.read(DOCUMENT);
    assert_eq!(document.matches("- [x]").count(), 4, "{document}");
    case.project.milepost(&["ledger", "verify"]).exits(0);
}

#[test]
fn a_command_that_was_stopped_in_its_midst_is_asked_about() {
    let steps = [
        step("Make", "echo a >> log"),
        step("Wait", "echo b >> log\ntest -f go || sleep 60"),
        step("Tell", "echo c >> log"),
    ];
    let case = Steps::new(&steps.concat());
    for signal in ["-KILL", "-INT"] {
        let mut child = begun(&case, &[]);
        until(|| case.log().ends_with("b "));
        let killed = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        let code = child.wait().unwrap().code();
        assert_eq!(code, (signal == "-INT").then_some(130));
        assert_eq!(case.states(), "open: found interrupted open");
        assert!(case.project.read(DOCUMENT).contains("- [ ] Wait"));
        case.run(&["--resume"]).exits(5).says("--again").says("--skip 2");
        case.project.write("log", "");
        case.run(&["--abort"]).exits(0);
    }
    case.run(&["--again"]).exits(2).says("no run of the steps");
    let mut child = begun(&case, &[]);
    until(|| case.log().ends_with("b "));
    child.kill().unwrap();
    child.wait().unwrap();
    case.project.write("go", "");
    case.run(&["--again"]).exits(0);
    assert_eq!(case.log(), "b b c ");
}

#[test]
fn two_runs_at_once_are_one_after_the_other() {
    let case = Steps::new(&step("Make", "echo a >> log\nsleep 1"));
    let mut first = begun(&case, &[]);
    until(|| case.log() == "a ");
    case.run(&[]).exits(0).says("done before");
    assert!(first.wait().unwrap().success());
    assert_eq!(case.log(), "a ");
}
