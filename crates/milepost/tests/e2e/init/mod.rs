//! `init` in projects of many kinds, and what is written where.

mod configured;
mod kinds;
mod once;
mod run;
mod trees;

use milepost_testkit::{Milestone, Project, Run};

use crate::MILEPOST;

/// A milestone whose items are phrases that no document has to explain.
fn phrases() -> String {
    Milestone::new(1, "Phrases")
        .section(
            "Success Criteria",
            "- [ ] Lint passes\n- [ ] Type checking passes\n- [ ] Build succeeds\n- [ ] All tests passing\n- [ ] It reads well",
        )
        .text()
}

/// A project of these files with that milestone, in Git.
fn project(files: &[(&str, &str)]) -> Project {
    let project = Project::new(MILEPOST);
    for (path, text) in files {
        project.write(path, text);
    }
    project.write("docs/milestones/milestone-1-phrases.md", phrases()).commit("The project");
    project
}

/// Runs `init` and everything that has to hold afterwards, whatever the project is.
fn initialised(files: &[(&str, &str)]) -> (Project, Run) {
    let project = project(files);
    let printed = project.milepost(&["init", "--print"]);
    let run = project.milepost(&["init"]);
    run.exits(0).says("milepost.toml");
    assert_eq!(printed.exits(0).stdout, project.read("milepost.toml"), "the same bytes each time");
    project.milepost(&["init", "--diff"]).exits(0);
    assert_eq!(project.milepost(&["init", "--diff"]).stdout, "");
    project.milepost(&[]).keeps_silent_on("error:").says("Phrases");
    (project, run)
}

/// What decides an item, by `explain`.
fn decided(project: &Project, words: &str) -> String {
    let run = project.milepost(&["explain", "1", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&run.exits(0).stdout).unwrap();
    let items = value["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["text"].as_str().unwrap().starts_with(words));
    item.unwrap_or_else(|| panic!("{words}: {value}"))["check"].as_str().unwrap().to_owned()
}

/// The script of a named command, by `explain`.
fn script(project: &Project, label: &str) -> String {
    let run = project.milepost(&["explain", "1", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&run.exits(0).stdout).unwrap();
    let runs = value["runs"].as_array().unwrap();
    let found = runs.iter().find(|run| run["label"] == label);
    found.unwrap_or_else(|| panic!("{label}: {value}"))["script"].as_str().unwrap().trim_end().to_owned()
}
