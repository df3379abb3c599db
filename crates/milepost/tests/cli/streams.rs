//! Standard output, standard error, pipes, colours, interrupts.

use std::{
    io::Read as _,
    process::Stdio,
    time::{Duration, Instant},
};

use milepost_testkit::{Milestone, Project};

use crate::MILEPOST;

fn project(criteria: &str) -> Project {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Streams").section("Success Criteria", criteria).text();
    project.write("plan/milestone-1-streams.md", text).commit("plan");
    project
}

#[test]
fn pitfall_23_what_says_failed_never_exits_0() {
    let project = project("- [ ] It fails <!-- milepost: run \"false\" -->");
    let digest = project.digest("1");
    for reporter in ["human", "concise", "json"] {
        let run = project.milepost(&["verify", "1", "--allow-digest", &digest, "--reporter", reporter]);
        run.exits(1).says("fail");
    }
    project.milepost(&["verify", "1", "--allow-digest", &digest, "--json"]).exits(1).says("\"exit\": 1");
    project.milepost(&["verify", "1", "--allow-digest", &digest, "--quiet"]).exits(1);
}

#[test]
fn pitfall_24_a_closed_pipe_ends_quietly_and_keeps_the_exit_code() {
    let many: Vec<String> = (0..2000).map(|n| format!("- [ ] criterion number {n} of very many")).collect();
    let many = many.join("\n");
    let project = project(&many);
    for (args, code) in [
        (&["explain", "1"][..], 0),
        (&["lint", "1"], 0),
        (&["show", "1"], 0),
        (&["verify", "--dry-run", "1"], 5),
    ] {
        let mut child = project.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 16];
        child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let status = child.wait().unwrap();
        assert!(!said.contains("panic") && !said.contains("bug"), "{said}");
        assert_eq!(status.code(), Some(code), "milepost {}: {said}", args.join(" "));
    }
}

#[test]
fn output_that_cannot_be_written_is_an_error() {
    let project = project("- [ ] x: `true`");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = project.command(&["explain", "1"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the output cannot be written"));
}

#[test]
fn colours_follow_the_option_and_the_environment() {
    let project = project("- [ ] x: `true`");
    let escapes =
        |env: &[(&str, &str)], args: &[&str]| project.milepost_with(env, args).stdout.contains('\u{1b}');
    assert!(!escapes(&[], &["status"]), "a pipe has no colours");
    assert!(escapes(&[], &["status", "--color", "always"]));
    assert!(escapes(&[("CLICOLOR_FORCE", "1")], &["status"]));
    assert!(!escapes(&[("CLICOLOR_FORCE", "1")], &["status", "--color", "never"]));
    assert!(!escapes(&[("NO_COLOR", "1")], &["status"]));
}

#[test]
fn data_goes_to_standard_output_and_talk_to_standard_error() {
    let project = project("- [ ] It fails <!-- milepost: run \"false\" -->");
    let digest = project.digest("1");
    let run = project.milepost(&["verify", "1", "--allow-digest", &digest, "--json"]);
    assert!(run.stdout.starts_with('{'), "{}", run.stdout);
    let run = project.milepost(&["show", "nothing"]);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
}

#[test]
fn without_a_terminal_nothing_is_trusted_and_nothing_runs() {
    let project = project("- [ ] leaves a trace: `touch trace`");
    project.milepost(&["verify", "1"]).exits(6).says("not trusted").says("--allow-digest sha256:");
    project.milepost(&["trust", "1"]).exits(6).says("touch trace");
    project.milepost_with(&[("CI", "1")], &["verify", "1"]).exits(6);
    assert!(!project.has("trace"));
}

#[test]
fn an_interrupt_ends_what_runs_and_says_so() {
    ends_by("-INT");
}

#[test]
fn a_terminal_that_goes_away_is_an_interrupt() {
    ends_by("-HUP");
}

fn ends_by(signal: &str) {
    let project = project("- [ ] It waits <!-- milepost: run \"sleep 60\" -->");
    let digest = project.digest("1");
    let args = ["verify", "1", "--allow-digest", &digest];
    let child = project.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    let id = child.id().to_string();
    let start = Instant::now();
    project.run("kill", &[signal, &id]).exits(0);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    project.milepost(&["ledger", "verify"]).exits(0);
}

#[test]
fn every_width_prints() {
    let project = project(
        "- [ ] x: `true`\n- [x] ünïcödé ⏳ and a rather long line of words that has to be broken somewhere",
    );
    for width in ["1", "7", "20", "41", "80", "500", "0", "nonsense"] {
        for args in
            [&["status"][..], &["show", "1"], &["explain", "1"], &["lint"], &["verify", "--dry-run", "1"]]
        {
            project.milepost_with(&[("COLUMNS", width)], args).keeps_silent_on("this is a bug");
        }
    }
}
