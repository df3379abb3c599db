//! Trust at the command line: who may grant, what is asked, what is kept.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use milepost_testkit::{Milestone, Project};
use serde_json::Value;

use crate::MILEPOST;

const DOCUMENT: &str = "plan/milestone-1-trust.md";

fn project() -> Project {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Trust").section("Success Criteria", "- [ ] It runs: `sh ./x.sh`").text();
    // What ran leaves a trace outside of the project, where a sandbox would not let it.
    project.write("milepost.toml", "[sandbox]\ntier = \"T1\"\n");
    project.write(DOCUMENT, text).write("x.sh", "date >> ../trace\n").commit("plan");
    project
}

fn runs(project: &Project) -> usize {
    std::fs::read_to_string(project.outside("trace")).map_or(0, |text| text.lines().count())
}

/// The program with these words at its standard input, which is no terminal.
fn piped(project: &Project, input: &str, args: &[&str]) -> (Option<i32>, String) {
    fed(project.command(args), input)
}

/// The same at a terminal of its own. `None` where there is no `script` to make one.
fn typed(project: &Project, input: &str, args: &str) -> Option<(Option<i32>, String)> {
    let mut command = Command::new("script");
    command
        .args(["-qec", &format!("{MILEPOST} {args}"), "/dev/null"])
        .current_dir(project.root())
        .env_clear();
    let like = project.command(&[]);
    command.envs(like.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if Command::new("script").arg("--version").output().is_err() {
        eprintln!("skipped: there is no `script` to make a terminal with");
        return None;
    }
    Some(fed(command, input))
}

fn fed(mut command: Command, input: &str) -> (Option<i32>, String) {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that never reads has gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.code(), text.into_owned())
}

#[test]
fn pitfall_16_nothing_but_a_terminal_grants() {
    let project = project();
    for args in [&["trust", "1"][..], &["verify", "1"], &["verify", "1", "--once"]] {
        let (code, text) = piped(&project, "y\ny\ny\n", args);
        assert_eq!(code, Some(6), "{args:?}: {text}");
        assert!(text.contains("--allow-digest sha256:") && text.contains("milepost trust"), "{text}");
    }
    for name in ["CI", "MILEPOST_TRUST", "MILEPOST_YES", "DEBIAN_FRONTEND"] {
        project.milepost_with(&[(name, "1")], &["trust", "1"]).exits(6);
        project.milepost_with(&[(name, "1")], &["verify", "1"]).exits(6).says("1 command is not trusted in");
    }
    for option in ["--yes", "--trust", "--force-trust"] {
        project.milepost(&["verify", "1", option]).exits(2);
        project.milepost(&["trust", "1", option]).exits(2);
    }
    assert_eq!(runs(&project), 0);
    assert!(!project.outside("state/milepost/trust").exists());
}

#[test]
fn the_question_is_asked_where_it_runs() {
    let project = project();
    let Some((code, text)) = typed(&project, "n\n", "verify 1") else { return };
    assert_eq!((code, runs(&project)), (Some(6), 0), "{text}");
    assert!(text.contains("sh ./x.sh") && text.contains("x.sh 1 line"), "{text}");
    // Once is once.
    let (code, text) = typed(&project, "d\no\n", "verify 1").unwrap();
    assert_eq!((code, runs(&project)), (Some(0), 1), "{text}");
    assert!(text.contains("date >> ../trace"), "the details\n{text}");
    project.milepost(&["verify", "1", "--force"]).exits(6);
    let (code, text) = typed(&project, "y\n", "verify 1 --once --force").unwrap();
    assert_eq!((code, runs(&project)), (Some(0), 2), "{text}");
    project.milepost(&["verify", "1", "--force"]).exits(6);
    // Yes holds until something changes, and the change is shown.
    let (code, text) = typed(&project, "y\n", "trust 1").unwrap();
    assert_eq!(code, Some(0), "{text}");
    project.milepost(&["verify", "1", "--force"]).exits(0);
    project.write("x.sh", "date >> ../trace; echo more\n");
    project.milepost(&["verify", "1"]).exits(6).says("`x.sh`");
    let (code, text) = typed(&project, "n\n", "trust 1").unwrap();
    assert_eq!(code, Some(6));
    assert!(text.contains("+date >> ../trace; echo more"), "{text}");
    assert_eq!(runs(&project), 3);
    // With nothing typed at all, nothing is granted.
    let (code, text) = typed(&project, "", "trust 1").unwrap();
    assert_eq!(code, Some(6), "{text}");
}

#[test]
fn grants_are_shown_listed_and_taken_back() {
    let project = project();
    let show = |args: &[&str]| -> Value {
        let run = project.milepost(&[args, &["--json"]].concat());
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.text()))
    };
    assert_eq!(show(&["trust", "show", "1"])["granted"], Value::Null);
    project.milepost(&["trust", "show", "1"]).exits(0).says("not trusted").says("sh ./x.sh");
    project.milepost(&["trust", "list"]).exits(0).says("nothing is granted");
    project.milepost(&["trust", "revoke", "1"]).exits(2).says("nothing is granted");
    project.milepost(&["trust", "revoke"]).exits(2);
    project.milepost(&["trust", "show", "1", "--class", "rollback"]).exits(0).says("holds no rollback step");
    if typed(&project, "y\n", "trust 1").is_none() {
        return;
    }
    assert_eq!(show(&["trust", "show", "1"])["granted"]["by"], "grant");
    let listed = show(&["trust", "list"]);
    assert_eq!(
        (&listed["grants"][0]["document"], &listed["grants"][0]["standing"]),
        (&DOCUMENT.into(), &"holds".into())
    );
    project.write("x.sh", "true\n");
    assert_eq!(show(&["trust", "list"])["grants"][0]["standing"], "changed");
    project.remove(DOCUMENT);
    assert_eq!(show(&["trust", "list", "--all"])["grants"][0]["standing"], "gone");
    project.milepost(&["trust", "revoke", DOCUMENT]).exits(0).says("took back 1 grant");
    assert_eq!(show(&["trust", "list", "--all"])["grants"], Value::Array(Vec::new()));
}

#[test]
fn pitfall_16_a_policy_counts_only_outside_of_the_checkout() {
    let project = project();
    let digest = project.digest("1");
    let root = project.root();
    let policy = format!("[[allow]]\nroot = '{}'\ndigests = ['{digest}']\n", root.display());
    project.write("trust.toml", &policy).commit("a policy of its own");
    let outside = project.outside("trust.toml");
    std::fs::write(&outside, &policy).unwrap();
    project
        .milepost(&["verify", "1", "--trust-policy", "trust.toml"])
        .exits(6)
        .says("lies inside of the checkout");
    project.milepost(&["verify", "1"]).exits(6);
    assert_eq!(runs(&project), 0);
    project.milepost(&["verify", "1", "--trust-policy", outside.to_str().unwrap()]).exits(0);
    assert_eq!(runs(&project), 1);
    project.write("x.sh", "rm -rf ../trace\n");
    project.milepost(&["verify", "1", "--trust-policy", outside.to_str().unwrap()]).exits(6);
}
