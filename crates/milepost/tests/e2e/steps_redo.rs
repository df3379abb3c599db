//! Steps that passed and are done once more.

use std::{collections::BTreeSet, path::PathBuf};

use crate::steps::{DOCUMENT, Steps, step};

/// The records of all evidence.
fn records(case: &Steps) -> BTreeSet<PathBuf> {
    let files = case.project.files().into_iter().map(|(path, _)| path);
    files.filter(|path| path.to_string_lossy().contains("milepost/records/")).collect()
}

#[test]
fn a_step_that_passed_runs_once_more_when_somebody_says_why_and_its_evidence_stays() {
    let steps =
        [step("Make", "echo a >> log"), step("Look", "echo b >> log"), "- Tell somebody\n".to_owned()];
    let case = Steps::new(&steps.concat());
    case.run(&["--redo", "1", "--reason", "x"]).exits(3).says("its commands have not passed yet");
    case.run(&[]).exits(5);
    case.run(&["--redo", "3", "--reason", "x"]).exits(3).says("it has no command");
    case.run(&["--done", "3"]).exits(0);
    let before = records(&case);

    // Nobody can be asked here.
    case.run(&["--redo", "1"]).exits(2).says("wants a reason");
    case.run(&["--reason", "x"]).exits(2).says("--redo STEP");
    case.run(&["--redo", "7", "--reason", "x"]).exits(2).says("there is no step 7");
    assert_eq!(case.log(), "a b ");
    let shown = case.shows(0, &["--redo", "1", "--reason", "it was lost"]);
    assert_eq!((case.log().as_str(), shown["state"].as_str()), ("a b a ", Some("finished")), "{shown:#}");
    assert_eq!((&shown["steps"][0]["state"], &shown["steps"][1]["state"]), (&"done".into(), &"found".into()));
    let after = records(&case);
    assert!(after.is_superset(&before) && after.len() > before.len(), "{before:?} {after:?}");
    assert_eq!(case.states(), "finished: found found declared");
    case.run(&[]).exits(0).says("done before");
    assert_eq!(case.log(), "a b a ");
    case.project.milepost(&["ledger", "verify"]).exits(0);
}

#[test]
fn one_that_fails_the_second_time_is_open_and_one_that_is_given_up_is_as_before() {
    let case =
        Steps::new(&[step("Make", "echo a >> log\ntest ! -e stop"), step("Look", "echo b >> log")].concat());
    case.run(&[]).exits(0);
    case.project.write("stop", "");
    let boxes = || case.project.read(DOCUMENT).matches("- [x]").count();
    assert_eq!(boxes(), 2);
    let shown = case.shows(1, &["--redo", "1", "--reason", "x"]);
    assert_eq!((&shown["stopped"]["step"], &shown["steps"][0]["ticked"]), (&1.into(), &false.into()));
    assert!(case.project.read(DOCUMENT).contains("- [ ] Make"), "{}", case.project.read(DOCUMENT));
    assert_eq!((case.states().as_str(), boxes()), ("open: failed found", 1));
    case.project.remove("stop");
    case.run(&["--resume"]).exits(0);
    assert_eq!((case.log().as_str(), case.states().as_str()), ("a b a a ", "finished: found found"));
    assert_eq!(boxes(), 2);
}

#[test]
fn a_box_that_somebody_ticked_stays_where_its_step_fails_for_the_first_time() {
    let case = Steps::new(&step("Make", "false"));
    let text = case.project.read(DOCUMENT).replace("- [ ] Make", "- [x] Make");
    case.project.write(DOCUMENT, text);
    case.run(&[]).exits(1);
    assert!(case.project.read(DOCUMENT).contains("- [x] Make"));
}

#[test]
fn one_that_shows_nothing_the_second_time_is_open_too() {
    let case = Steps::new(&step(
        "Make",
        "echo a >> log\nif test -e stop; then python3 -c 'import os, time; os.fork() or time.sleep(30)'; fi",
    ));
    case.run(&[]).exits(0);
    case.project.write("stop", "");
    let shown = case.shows(9, &["--redo", "1", "--reason", "x"]);
    assert_eq!(shown["stopped"]["why"], "inconclusive", "{shown:#}");
    assert!(case.project.read(DOCUMENT).contains("- [ ] Make"), "{}", case.project.read(DOCUMENT));
    case.project.remove("stop");
    case.run(&["--resume"]).exits(0);
    assert!(case.project.read(DOCUMENT).contains("- [x] Make"));
}
