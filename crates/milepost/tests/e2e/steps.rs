//! Implementation steps that are run: what passes, what fails, what somebody has to do, and what is left out.

use milepost_testkit::{Project, Run};
use serde_json::Value;

use crate::MILEPOST;

pub(crate) const DOCUMENT: &str = "plan/milestone-1-shop.md";

/// Work in progress with steps. What a step writes into `log` tells how often it ran.
pub(crate) struct Steps {
    pub(crate) project: Project,
}

impl Steps {
    pub(crate) fn new(steps: &str) -> Self {
        Self::with(steps, "")
    }

    pub(crate) fn with(steps: &str, config: &str) -> Self {
        let project = Project::new(MILEPOST);
        project.write(
            DOCUMENT,
            format!(
                "# Milestone 1: Shop\n\n## Overview\n\nThe shop sells.\n\n**Risk Level**: 🟢 Low\n**Status**: Planned\n\n\
                 ### Implementation Steps\n\n{steps}\n\n## Success Criteria\n\n- [ ] It is described: `test -f README.md`\n\n\
                 ## Notes & Decisions\n\n### Design Decisions\n\n- **Decision 1**: It is small\n"
            ),
        );
        project.write("README.md", "# Shop\n").write("milepost.toml", config).write(".gitignore", "log\n");
        project.write(".milepost/allowed_signers", project.allowed_signer()).commit("Plan");
        let digest = project.digest("1");
        project.milepost(&["start", "1", "--allow-digest", &digest, "--commit"]).exits(0);
        Self { project }
    }

    pub(crate) fn digest(&self) -> String {
        let run = self.project.milepost(&["trust", "1", "--class", "run", "--digest"]);
        run.stdout.trim().to_owned()
    }

    pub(crate) fn run(&self, more: &[&str]) -> Run {
        self.project.milepost(&[&["run", "1", "--allow-digest", &self.digest()], more].concat())
    }

    /// What it answers as JSON.
    pub(crate) fn shows(&self, exit: i32, more: &[&str]) -> Value {
        let run = self.run(&[more, &["--json"]].concat());
        run.exits(exit);
        serde_json::from_str(&run.stdout).unwrap()
    }

    pub(crate) fn log(&self) -> String {
        if self.project.has("log") { self.project.read("log").replace('\n', " ") } else { String::new() }
    }

    /// How each step stands.
    pub(crate) fn states(&self) -> String {
        let shown: Value =
            serde_json::from_str(&self.project.milepost(&["run", "1", "--status", "--json"]).stdout).unwrap();
        let states = shown["steps"].as_array().unwrap().iter().map(|step| step["state"].as_str().unwrap());
        format!("{}: {}", shown["state"].as_str().unwrap(), states.collect::<Vec<_>>().join(" "))
    }
}

/// An entry with a box and a command.
pub(crate) fn step(title: &str, script: &str) -> String {
    let script = script.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n");
    format!("- [ ] {title}\n\n  ```bash\n{script}\n  ```\n\n")
}

#[test]
fn steps_run_in_their_order_and_tick_their_boxes() {
    let case = Steps::new(
        &[
            step("Make", "echo a >> log\necho shop > shop.txt"),
            step("Look", "test -f shop.txt\necho b >> log"),
        ]
        .concat(),
    );
    let project = &case.project;
    // Nobody has trusted it: nothing runs, and a look runs nothing either.
    project
        .milepost(&["run", "1"])
        .exits(6)
        .says("2 implementation steps are not trusted")
        .says("--class run");
    let before = project.files();
    project.milepost(&["run", "1", "--dry-run"]).exits(0).says("test -f shop.txt");
    project.milepost(&["run", "1", "--status"]).exits(0).says("0 of 2 steps");
    assert_eq!(project.files(), before);

    let shown = case.shows(0, &[]);
    assert_eq!((shown["state"].as_str(), case.log().as_str()), (Some("finished"), "a b "), "{shown:#}");
    assert_eq!(shown["steps"][0]["commands"][0]["verdict"], "pass");
    assert!(shown["written"].to_string().contains("[x] Make"), "{shown:#}");
    let document = project.read(DOCUMENT);
    assert!(document.contains("- [x] Make") && document.contains("- [x] Look"), "{document}");
    assert!(document.contains("- [ ] It is described"), "{document}");

    // What was done is done, on other files too; a new attempt begins with nothing.
    project.write("other.txt", "x");
    case.run(&[]).exits(0).says("done before");
    assert_eq!(case.log(), "a b ");
    project.milepost(&["show", "1"]).exits(0).says("proven");
    let digest = project.digest("1");
    project.milepost(&["verify", "1", "--allow-digest", &digest, "--write"]).exits(0);
    assert_eq!(case.log(), "a b ");
    assert!(project.read(DOCUMENT).contains("- [x] Make"));
    project.milepost(&["ledger", "verify"]).exits(0);
}

#[test]
fn a_step_that_fails_stops_the_run_and_is_run_again_alone() {
    let steps = [
        step("Make", "echo a >> log"),
        step("Look", "echo b >> log\ntest -f shop.txt"),
        step("Tell", "echo c >> log"),
    ];
    let case = Steps::new(&steps.concat());
    let project = &case.project;
    let shown = case.shows(1, &[]);
    let words = shown["stopped"]["words"].as_str().unwrap();
    assert!(
        words.contains("step 2") && words.contains(DOCUMENT) && words.contains("`test -f shop.txt`"),
        "{words}"
    );
    assert_eq!(case.states(), "open: found failed open");
    let document = project.read(DOCUMENT);
    assert!(document.contains("- [x] Make") && document.contains("- [ ] Look"), "{document}");
    case.run(&[]).exits(3).says("a run of them began").says("--resume");
    project.write("shop.txt", "shop");
    case.run(&["--resume"]).exits(0);
    assert_eq!(case.log(), "a b b c ");
    case.run(&["--resume"]).exits(2).says("no run of the steps");
    assert_eq!(case.states(), "finished: found found found");
}

#[test]
fn what_has_no_command_waits_for_somebody_and_what_is_left_out_is_written_down() {
    let steps = [
        step("Make", "echo a >> log"),
        "- [ ] Ask **Lin**\n\n".to_owned(),
        step("Break", "false"),
        step("Tell", "echo c >> log"),
    ];
    let case = Steps::new(&steps.concat());
    let project = &case.project;
    case.run(&[]).exits(5).says("step 2 has no command").says("--done 2");
    case.run(&["--done", "1"]).exits(3).says("what they come to decides");
    case.run(&["--done", "7"]).exits(2).says("numbered from 1 to 4");
    case.run(&["--skip", "1", "--reason", "x"]).exits(3).says("it is done");
    project.milepost(&["run", "1", "--skip", "3"]).exits(2);
    case.run(&["--done", "2", "--note", "Lin agrees"]).exits(1).says("step 3");
    // What somebody says ticks no box.
    assert!(project.read(DOCUMENT).contains("- [ ] Ask"));
    case.run(&["--skip", "3", "--reason", "it broke last year"]).exits(0).says("it broke last year");
    assert_eq!(case.states(), "finished: found declared skipped found");
    let document = project.read(DOCUMENT);
    assert!(
        document.contains("step 3 is left out (Break)") && document.contains("it broke last year"),
        "{document}"
    );
    assert!(document.contains("- [ ] Break") && document.contains("- [x] Tell"), "{document}");
    // Said once, it is known in the next run too, until what was left out is taken up.
    case.run(&[]).exits(0).says("done by somebody").says("left out");
    case.run(&["--take-up", "3"]).exits(1).says("step 3");
    assert_eq!(case.log(), "a c ");
    case.run(&["--abort"]).exits(0);
    assert_eq!(case.states(), "aborted: found declared failed found");
    case.run(&["--from", "4"]).exits(5).says("3. Break: open");
}

#[test]
fn a_run_can_begin_behind_a_step() {
    let case = Steps::new(&[step("Make", "echo a >> log"), step("Tell", "echo b >> log")].concat());
    case.run(&["--from", "3"]).exits(2).says("there is no step 3");
    case.run(&["--from", "2"]).exits(5).says("passed over");
    assert_eq!(case.log(), "b ");
    case.run(&[]).exits(0);
    assert_eq!(case.log(), "b a ");
}

#[test]
fn placeholders_are_filled_or_refused_with_their_place() {
    let case = Steps::new(&step("Look", "git rev-parse --verify [previous-commit] >> log\ntrue"));
    case.project.replace(DOCUMENT, "  true\n", "  git tag [release]\n");
    case.run(&[]).exits(3).says("`plan/milestone-1-shop.md` line 15, step 1").says("`[release]`");
    assert_eq!(case.log(), "");
    case.project.replace(DOCUMENT, "git tag [release]", "true");
    case.run(&[]).exits(0);
    assert_eq!(case.log().trim(), case.project.git(&["rev-parse", "HEAD^"]));
}

#[test]
fn what_would_hide_a_failure_or_was_changed_since_does_not_run() {
    let case =
        Steps::new(&[step("Make", "echo a >> log"), step("Hide", "false || true\necho b >> log")].concat());
    case.run(&[]).exits(3).says("step 2").says("go unnoticed");
    assert_eq!(case.log(), "");
    case.project.replace(DOCUMENT, "false || true\n", "bash later.sh\n").write("later.sh", "true\n");
    // What a later step names is another thing when its turn comes.
    case.project.replace(DOCUMENT, "echo a >> log", "echo false > later.sh");
    case.run(&[]).exits(6).says("changed behind the command that was trusted");
    case.run(&["--resume"]).exits(1).says("step 2");
    // Other steps than those with which the run began are a new run; what passed stays done.
    case.project.replace(DOCUMENT, "bash later.sh", "true");
    case.run(&["--resume"]).exits(3).says("are not those with which it began");
    case.run(&["--abort"]).exits(0).says("aborted");
    case.run(&[]).exits(0);
    assert_eq!(case.log(), "b ");
}

#[test]
fn only_work_that_goes_on_is_carried_out() {
    let case = Steps::with("Only words.", "[steps]\ntimeout = 1\n");
    case.run(&[]).exits(4).says("no steps");
    case.project.replace(DOCUMENT, "Only words.", &step("Wait", "sleep 20"));
    case.run(&[]).exits(1).says("did not end within 1 s");
    case.run(&["--abort"]).exits(0);
    case.project.milepost(&["block", "1", "--reason", "no key"]).exits(0);
    case.run(&[]).exits(3).says("it is blocked");
}

#[test]
fn a_new_attempt_begins_with_nothing() {
    let case = Steps::new(&step("Make", "echo a >> log"));
    let project = &case.project;
    case.run(&[]).exits(0);
    project.commit("work");
    project.milepost(&["adopt", "1", "--baseline", "HEAD~1", "--no-run"]).exits(0);
    assert_eq!(case.states(), "planned: open");
    case.run(&[]).exits(0);
    assert_eq!(case.log(), "a a ");
}

/// A step of a command and of something else.
const MIXED: &str =
    "- [ ] Move the data\n\n  ```bash\n  echo a >> log\n  ```\n\n  ```sql\n  select 1;\n  ```\n\n";

#[test]
fn what_no_command_of_a_step_does_is_asked_of_somebody() {
    let case = Steps::new(&[MIXED.to_owned(), step("Look", "echo b >> log")].concat());
    let project = &case.project;
    let shown = case.shows(5, &[]);
    assert_eq!((case.log().as_str(), shown["stopped"]["why"].as_str()), ("a ", Some("manual")), "{shown:#}");
    assert!(shown["stopped"]["words"].to_string().contains("the rest is somebody's"), "{shown:#}");
    assert!(project.read(DOCUMENT).contains("- [ ] Move the data"));
    case.run(&["--done", "1", "--note", "by hand"]).exits(0);
    assert_eq!(case.log(), "a b ");
    // A word ticks nothing.
    assert!(
        project.read(DOCUMENT).contains("- [ ] Move the data")
            && project.read(DOCUMENT).contains("- [x] Look")
    );

    // Another statement is another step.
    project.replace(DOCUMENT, "select 1;", "drop table t;");
    case.run(&[]).exits(5).says("the rest is somebody's");
}

#[test]
fn a_step_that_commits_passes() {
    let case = Steps::new(&step(
        "Commit",
        "echo x > x.txt\ngit add x.txt\ngit -c user.name=a -c user.email=a@x.org commit --quiet -m x",
    ));
    case.run(&[]).exits(0);
    assert_eq!(case.project.git(&["log", "-1", "--format=%s"]), "x");
}

#[test]
fn the_same_command_in_another_step_is_not_done_with_the_first() {
    let steps = [
        step("Build", "echo x >> log"),
        step("Generate", "echo g >> log\ntest -f go"),
        step("Build again", "echo x >> log"),
    ];
    let case = Steps::new(&steps.concat());
    case.run(&[]).exits(1);
    assert_eq!(case.log(), "x g ");
    case.run(&["--abort"]).exits(0);
    let first = steps[0].replace("[ ]", "[x]");
    case.project.replace(DOCUMENT, &first, "").write("go", "");
    case.run(&[]).exits(0);
    assert_eq!(case.log(), "x g g x ");
}

#[test]
fn a_plan_that_somebody_wrote_into_runs_nothing() {
    let case = Steps::new(&[step("One", "test -f go"), step("Two", "echo two >> log")].concat());
    case.run(&[]).exits(1);
    let runs = case.project.path(".git/milepost/run");
    let folder = std::fs::read_dir(&runs).unwrap().next().unwrap().unwrap().path();
    let plan = folder.join("plan.json");
    let text = std::fs::read_to_string(&plan).unwrap();
    std::fs::write(&plan, text.replace("echo two", "echo evil")).unwrap();
    case.project.write("go", "");
    case.run(&["--resume"]).exits(3).says("frozen plan");
    assert_eq!(case.log(), "");
    std::fs::write(&plan, "{").unwrap();
    case.run(&["--resume"]).says("plan.json");
}

#[test]
fn what_is_left_out_stays_so_until_it_is_taken_up() {
    let case = Steps::new(&[step("One", "echo one >> log"), step("Two", "test -f go")].concat());
    let project = &case.project;
    case.run(&["--skip", "1", "--reason", "It is there"]).exits(1);
    // Work is not over while a run of its steps is not.
    let digest = project.digest("1");
    project
        .milepost(&["complete", "1", "--allow-digest", &digest])
        .exits(3)
        .says("a run of its steps is not over");
    case.run(&["--abort"]).exits(0);
    project.write("go", "");
    case.run(&[]).exits(0);
    assert_eq!(case.log(), "");
    assert_eq!(project.read(DOCUMENT).matches("Implementation step 1 is left out").count(), 1);
    case.run(&["--take-up", "2"]).exits(2).says("is not left out");
    case.run(&["--take-up", "1"]).exits(0);
    assert_eq!(case.log(), "one ");
}

#[test]
fn what_is_signed_for_is_done_and_equal_steps_are_two() {
    let case = Steps::new("- [ ] Deploy\n- [ ] Deploy\n- [ ] Ask Lin\n");
    let project = &case.project;
    case.run(&[]).exits(5).says("step 1");
    case.run(&["--done", "1"]).exits(5).says("step 2");
    case.run(&["--done", "2"]).exits(5).says("step 3");
    project.milepost(&["signoff", "1#implementation-steps/ask-lin"]).exits(0);
    case.run(&["--resume"]).exits(0);
    assert_eq!(case.states(), "finished: declared declared found");
}

#[test]
fn the_evidence_of_a_step_says_what_it_changed_and_what_ran() {
    let case = Steps::new(&step("Make", "echo [previous-commit] > base.txt"));
    let shown = case.shows(0, &[]);
    let record = shown["steps"][0]["commands"][0]["record"].as_str().unwrap().to_owned();
    let text = case.project.milepost(&["ledger", "show", &record, "--json"]).stdout;
    let told: Value = serde_json::from_str(&text).unwrap();
    let guard = told.pointer("/record/predicate/guard").or_else(|| told.pointer("/predicate/guard"));
    let guard = guard.unwrap_or_else(|| panic!("{told:#}"));
    assert_ne!(guard["before"], guard["after"], "{told:#}");
    let base = case.project.read("base.txt");
    assert!(text.contains(base.trim()), "{text}");
}
