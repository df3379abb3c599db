//! Runs of implementation steps that are killed: nothing that passed runs again, and what was in the midst is asked about.

use std::{
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::steps::{DOCUMENT, Steps, step};

/// Lines of the journal after which the process is killed: the run is open by then, and has more to do.
const MOMENTS: [usize; 5] = [1, 2, 4, 5, 8];

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

/// The lines of the journal of the run that is open.
fn lines(case: &Steps) -> usize {
    let runs = std::fs::read_dir(case.project.path(".git/milepost/run")).into_iter().flatten().flatten();
    let texts = runs.filter_map(|run| std::fs::read_to_string(run.path().join("journal.ndjson")).ok());
    texts.map(|text| text.lines().count()).sum()
}

#[test]
fn wherever_a_run_is_killed_what_passed_stays_done() {
    let letters = ["a", "b", "c", "d"];
    let case =
        Steps::new(&letters.map(|letter| step(letter, &format!("echo {letter} >> log\nsleep 0.1"))).concat());
    let (mut again, mut open) = (0, 0);
    let mut arguments: &[&str] = &[];
    for moment in MOMENTS {
        let mut child = begun(&case, arguments);
        until(|| lines(&case) >= moment);
        child.kill().unwrap();
        child.wait().unwrap();
        let states = case.states();
        open += usize::from(states.starts_with("open"));
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
    assert!(
        open >= MOMENTS.len() - 1 && again > 0,
        "{open} runs were open, {again} in the midst of a command"
    );
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
