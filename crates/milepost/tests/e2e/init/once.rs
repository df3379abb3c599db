//! Nothing is overwritten, nothing is written twice.

use std::os::unix::fs::PermissionsExt as _;

use milepost_testkit::Project;

use super::project;
use crate::MILEPOST;

const FILES: &[(&str, &str)] =
    &[("package.json", "{ \"name\": \"x\", \"scripts\": { \"build\": \"true\" } }\n")];

#[test]
fn a_configuration_that_is_there_stays() {
    let project = project(FILES);
    project.write("milepost.toml", "[project]\nid = \"mine\"\n");
    let before = project.files();
    project.milepost(&["init"]).exits(2).says("is there already").says("init --diff").says("init --print");
    project.milepost(&["init", "--print"]).exits(0).says("npm run build");
    project.milepost(&["init", "--diff"]).exits(0).says("-id = \"mine\"");
    project.milepost(&["init", "--dry-run"]).exits(0).says("Nothing was written");
    assert_eq!(project.files(), before);
    // Also one that cannot be read: it is somebody's work.
    project.write("milepost.toml", "[broken\n");
    project.milepost(&["init"]).exits(2).says("is there already");
    assert_eq!(project.read("milepost.toml"), "[broken\n");
}

#[test]
fn showing_writes_nothing() {
    let project = project(FILES);
    let before = project.files();
    for args in [
        &["init", "--dry-run"][..],
        &["init", "--print"],
        &["init", "--diff"],
        &["init", "--git", "--agents", "--dry-run"],
        &["init", "--schema"],
    ] {
        project.milepost(args).exits(0);
        assert_eq!(project.files(), before, "{args:?}");
    }
    assert!(!project.has(".git/hooks/commit-msg"));
}

#[test]
fn the_answer_for_programs_names_commands_evidence_and_bindings() {
    let project = project(FILES);
    let run = project.milepost(&["init", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&run.exits(0).stdout).unwrap();
    assert_eq!(value["format"], "milepost.init/1");
    assert_eq!(value["written"][0], "milepost.toml");
    assert_eq!(value["commands"][0]["run"], "npm run build");
    assert_eq!(value["commands"][0]["evidence"][0]["path"], "package.json");
    assert_eq!(value["commands"][0]["evidence"][0]["line"], 1);
    assert!(value["bindings"][0]["signatures"].as_array().unwrap().len() == 1, "{value}");
    assert!(project.has(".milepost/milepost-toml.schema.json"));
}

#[test]
fn a_part_of_a_repository_can_be_a_project() {
    let project = project(FILES);
    project.write("parts/one/go.mod", "module example.org/one\n");
    project.milepost(&["-C", "parts/one", "init", "--here"]).exits(0);
    assert!(project.has("parts/one/milepost.toml") && !project.has("milepost.toml"));
}

#[test]
fn hooks_name_the_milestone_and_stop_no_commit() {
    let project = project(FILES);
    project.milepost(&["init", "--git"]).exits(0).says("wrote .git/hooks/commit-msg").says(".gitattributes");
    let mode = std::fs::metadata(project.path(".git/hooks/commit-msg")).unwrap().permissions().mode();
    assert_eq!(mode & 0o111, 0o111);
    let before = (project.files(), project.read(".git/hooks/commit-msg"));
    project
        .milepost(&["init", "--git"])
        .exits(0)
        .says("calls Milepost already")
        .says("has the attributes already");
    assert_eq!((project.files(), project.read(".git/hooks/commit-msg")), before);

    let folder = std::path::Path::new(MILEPOST).parent().unwrap().to_str().unwrap();
    let commit = |args: &str, editor: &str| {
        let script = format!("PATH=\"{folder}:$PATH\" GIT_EDITOR='{editor}' git commit --allow-empty {args}");
        project.run("bash", &["-c", &script])
    };
    let trailer = || project.git(&["log", "-1", "--format=%(trailers:key=Milestone,valueonly)"]);
    commit("-m 'On the default branch'", "true").exits(0);
    assert_eq!(trailer(), "");
    project.git(&["switch", "--quiet", "--create", "milestone/1-phrases"]);
    commit("-m 'With a message'", "true").exits(0);
    assert_eq!(trailer(), "milestones/1");
    commit("--amend --no-edit", "true").exits(0);
    assert_eq!(trailer(), "milestones/1", "once");
    commit("", "echo In an editor >").exits(0);
    assert_eq!(
        (project.git(&["log", "-1", "--format=%s"]).as_str(), trailer().as_str()),
        ("In an editor", "milestones/1")
    );
    // An editor that is left without a word ends the commit.
    commit("", "true").exits(1).says("empty commit message");
    // A milestone file that cannot be read stops nobody.
    project.write("milepost.toml", "[broken");
    commit("-m 'Still possible'", "true").exits(0);
}

#[test]
fn a_hook_of_somebody_else_stays() {
    let project = project(FILES);
    project.write(".git/hooks/commit-msg", "#!/bin/sh\nexit 0\n");
    project.write("shared-hooks/keep", "");
    project
        .milepost(&["init", "--git"])
        .exits(0)
        .says("is another hook")
        .says("milepost hook commit-msg \"$@\" || true");
    assert_eq!(project.read(".git/hooks/commit-msg"), "#!/bin/sh\nexit 0\n");
    // The folder that the repository names counts.
    project.git(&["config", "core.hooksPath", "shared-hooks"]);
    project.milepost(&["init", "--git"]).exits(0).says("wrote shared-hooks/commit-msg");
    assert!(project.has("shared-hooks/prepare-commit-msg"));
    // One outside of it serves other repositories too.
    let outside = project.outside("all-hooks");
    std::fs::create_dir(&outside).unwrap();
    project.git(&["config", "core.hooksPath", outside.to_str().unwrap()]);
    project.milepost(&["init", "--git"]).exits(0).says("outside of the repository");
    assert_eq!(std::fs::read_dir(outside).unwrap().count(), 0);
}

#[test]
fn a_section_for_agents_is_kept_in_its_place() {
    let project = project(FILES);
    project.write("AGENTS.md", "# Rules\n\nMine.\n").write("CLAUDE.md", "x\n");
    project.milepost(&["init", "--agents"]).exits(0).says("+## Milestones");
    let text = project.read("AGENTS.md");
    assert!(text.starts_with("# Rules\n\nMine.\n\n<!-- BEGIN MILEPOST"), "{text}");
    project.milepost(&["init", "--agents"]).exits(0).says("has the section already");
    assert_eq!(project.read("AGENTS.md"), text);
    assert_eq!(project.read("CLAUDE.md"), "x\n");
    // The section is no milestone and no finding.
    project.milepost(&["lint", "AGENTS.md"]).exits(0);
}

#[test]
fn without_a_repository_there_are_no_hooks() {
    let project = Project::without_git(MILEPOST);
    project.milepost(&["init"]).exits(0);
    project.milepost(&["init", "--git"]).exits(2).says("no Git repository");
}
