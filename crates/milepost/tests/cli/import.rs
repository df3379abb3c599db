//! Milestone documents from what other tools keep.

use std::{io::Write as _, process::Stdio};

use milepost_testkit::Project;
use serde_json::{Value, json};

use crate::MILEPOST;

/// Files of one tool, what is imported, and what has to stand in which new document.
struct Case {
    from: &'static str,
    files: &'static [(&'static str, &'static str)],
    expected: &'static [(&'static str, &'static [&'static str])],
}

const CASES: [Case; 8] = [
    Case {
        from: "backlog",
        files: &[
            (
                "backlog/tasks/task-8 - Card-payments.md",
                "---\nid: TASK-8\ntitle: Card payments\nstatus: In Progress\nassignee:\n  - '@ada'\nlabels: [shop]\nmilestone: m-1\ndependencies:\n  - task-7\n---\n\n## Description\n\nTake [cards](../docs/cards.md), after [the cart](task-7%20-%20Cart.md).\n\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [x] #1 A\n- [ ] #2 B\n<!-- AC:END -->\n\n## Colours\n\nRed.\n",
            ),
            (
                "backlog/tasks/task-7 - Cart.md",
                "---\nid: TASK-7\ntitle: Cart\nstatus: Done\nmilestone: m-1\n---\n\n## Acceptance Criteria\n\n- [x] #1 C\n",
            ),
            (
                "backlog/milestones/m-1 - shop.md",
                "---\nid: m-1\ntitle: \"Shop\"\n---\n\n## Description\n\nSell.\n",
            ),
            ("backlog/docs/cards.md", "# Cards\n"),
        ],
        expected: &[
            (
                "docs/milestones/milestone-8-card-payments.md",
                &[
                    "status: in-progress",
                    "imported-from: 'backlog/tasks/task-8 - Card-payments.md'",
                    "- **Assigned to**: `@ada`",
                    "- **Labels**: `shop`",
                    "[cards](../../backlog/docs/cards.md)",
                    "[the cart](milestone-7-cart.md)",
                    "### Prerequisites\n\n- [ ] [Milestone 7: Cart](milestone-7-cart.md)",
                    "- [x] #1 A\n- [ ] #2 B",
                    "## Imported",
                    "### Colours\n\nRed.",
                    "- **Part of**: [Milestone 1: Shop](milestone-1-shop.md)",
                ],
            ),
            (
                "docs/milestones/milestone-1-shop.md",
                &[
                    "## Success Criteria\n\n- [x] [Milestone 7: Cart](milestone-7-cart.md)\n- [ ] [Milestone 8: Card payments]",
                ],
            ),
            ("docs/milestones/milestone-7-cart.md", &["status: completed"]),
        ],
    },
    Case {
        from: ".beans",
        files: &[(
            ".beans/shop-1a2b--card-payments.md",
            "---\n# shop-1a2b\ntitle: Card payments\nstatus: todo\ntype: task\n---\n\nWhy.\n\n## Todo\n\n- [ ] A\n",
        )],
        expected: &[(
            "docs/milestones/milestone-1-card-payments.md",
            &[
                "status: planned",
                "## Success Criteria\n\n**Todo**\n\n- [ ] A",
                "# shop-1a2b",
                "- **Status there**: `todo`",
            ],
        )],
    },
    Case {
        from: ".",
        files: &[
            (
                ".planning/ROADMAP.md",
                "# Roadmap\n\n- [ ] **Phase 7: Cart** - what is bought\n- [ ] **Phase 8: Cards** - plastic\n\n### Phase 8: Cards\n\n**Goal:** Pay\n\n**Depends on:** Phase 7\n\n**Success Criteria** (what must be TRUE):\n1. Paid\n\n### Phase 7: Cart\n\n**Goal:** Fill\n",
            ),
            (
                ".planning/phases/08-cards/08-01-PLAN.md",
                "---\nphase: 08\n---\n\n# Readers\n\n## Success Criteria\n\n- [ ] read\n",
            ),
            (".planning/phases/08-cards/08-01-SUMMARY.md", "# Summary\n\nIt reads.\n"),
            (".planning/phases/08-cards/08-02-PLAN.md", "# Writers\n"),
            (".planning/PROJECT.md", "# Project\n"),
        ],
        expected: &[
            (
                "docs/milestones/milestone-8-cards.md",
                &[
                    "status: in-progress",
                    "imported-from: '.planning#phase-8'",
                    "## Success Criteria\n\n### Success Criteria (what must be TRUE)\n\n1. Paid",
                    "- [ ] [Milestone 7: Cart](milestone-7-cart.md)",
                    "- [x] 08-01: Readers\n- [ ] 08-02: Writers",
                    "It reads.",
                ],
            ),
            ("docs/milestones/milestone-7-cart.md", &["status: planned", "**Goal:** Fill", "what is bought"]),
        ],
    },
    Case {
        from: "openspec/changes/add-cards",
        files: &[
            ("openspec/changes/add-cards/proposal.md", "# Change: Cards\n\n## Why\n\nMoney.\n"),
            (
                "openspec/changes/add-cards/tasks.md",
                "## 1. Payments\n\n- [x] 1.1 A\n\n## 2. Testing\n\n- [ ] 2.1 B\n",
            ),
            ("openspec/changes/add-cards/specs/pay/spec.md", "## ADDED Requirements\n\nMUST pay.\n"),
        ],
        expected: &[(
            "docs/milestones/milestone-1-add-cards.md",
            &[
                "status: in-progress",
                "imported-from: 'openspec/changes/add-cards'",
                "### 1. Payments\n\n- [x] 1.1 A\n\n**2. Testing**\n\n- [ ] 2.1 B",
                "- **Title there**: `Change: Cards`",
                "### Why\n\nMoney.",
                "#### ADDED Requirements\n\nMUST pay.",
            ],
        )],
    },
    Case {
        from: "specs/001-cards",
        files: &[
            (
                "specs/001-cards/spec.md",
                "# Feature Specification: Cards\n\n**Status**: Draft\n\n## Success Criteria\n\n- SC-1 paid\n",
            ),
            ("specs/001-cards/tasks.md", "# Tasks: Cards\n\n## Phase 1: Setup\n\n- [ ] T001 [P] A\n"),
            ("specs/001-cards/contracts/api.yaml", "openapi: 3\n"),
        ],
        expected: &[(
            "docs/milestones/milestone-1-cards.md",
            &["- SC-1 paid", "- [ ] T001 [P] A", "Feature Specification: Cards", "**Status**&#58; Draft"],
        )],
    },
    Case {
        from: ".simone",
        files: &[
            (
                ".simone/02_REQUIREMENTS/M02_Shop/M02_milestone_meta.md",
                "---\nmilestone_id: M02\ntitle: Shop\nstatus: active\n---\n\n# M02: Shop\n\n## Definition of Done\n\n- [ ] Sold\n",
            ),
            (
                ".simone/03_SPRINTS/S01_M02_Cards/T01_S01_Readers.md",
                "---\ntask_id: T01_S01\nstatus: completed\n---\n\n# Task: Readers\n\n## Acceptance Criteria\n\n- [ ] Reads\n",
            ),
        ],
        expected: &[
            (
                "docs/milestones/milestone-2-shop.md",
                &["status: in-progress", "### Definition of Done\n\n- [ ] Sold"],
            ),
            (
                "docs/milestones/milestone-3-readers.md",
                &["status: in-progress", "- **Status there**: `completed`"],
            ),
        ],
    },
    Case {
        from: ".add/cycles/cycle-2.md",
        files: &[(
            ".add/cycles/cycle-2.md",
            "# Cycle 2 — Card payments\n\n**Status:** PLANNED\n**Duration Budget:** 1 week\n\n## Work Items\n\n| Feature | Effort |\n|---|---|\n| Cards | 2 days |\n\n## Exit Criteria\n\n- [ ] Paid\n",
        )],
        expected: &[(
            "docs/milestones/milestone-2-cycle-2-card-payments.md",
            &["status: planned", "**Status&#58;** PLANNED", "| Cards | 2 days |", "- [ ] Paid"],
        )],
    },
    Case {
        from: "plans/cards.md",
        files: &[(
            "plans/cards.md",
            "# Card payments\n\n## Purpose / Big Picture\n\nCards are taken.\n\n## Progress\n\n- [ ] Write it\n\n## Surprises & Discoveries\n\nNone yet.\n\n## Decision Log\n\nNone.\n\n## Validation and Acceptance\n\n- [ ] It runs\n",
        )],
        expected: &[(
            "docs/milestones/milestone-1-card-payments.md",
            &[
                "### Purpose / Big Picture\n\nCards are taken.",
                "### Validation and Acceptance\n\n- [ ] It runs",
                "### Surprises & Discoveries",
            ],
        )],
    },
];

/// The files of the project, without those of Git and of Milepost beside them.
fn files(project: &Project) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files = project.files();
    files.retain(|(path, _)| !path.starts_with(project.path(".git")));
    files
}

/// The findings of level error in the new documents.
fn errors(project: &Project) -> Vec<String> {
    let lint = project.milepost(&["lint", "--json"]);
    let lint: Value =
        serde_json::from_str(&lint.stdout).unwrap_or_else(|error| panic!("{error}: {}", lint.text()));
    let found = lint["findings"].as_array().unwrap().iter();
    let of_new =
        found.filter(|finding| finding["path"].as_str().is_some_and(|path| path.starts_with("docs/")));
    of_new.filter(|finding| finding["severity"] == "error").map(Value::to_string).collect()
}

#[test]
fn every_tool_is_imported_once() {
    for case in &CASES {
        let project = Project::new(MILEPOST);
        for (path, text) in case.files {
            project.write(path, text);
        }
        project.commit("plans");
        let before = files(&project);
        for how in ["--dry-run", "--diff", "--print"] {
            project.milepost(&["import", case.from, how]).exits(0);
        }
        assert!(files(&project) == before, "{}: looking wrote something", case.from);
        let run = project.milepost(&["import", case.from]);
        run.exits(0);
        for (path, words) in case.expected {
            assert!(project.has(path), "no `{path}`: {}", run.text());
            let text = project.read(path);
            for words in *words {
                assert!(text.contains(words), "`{path}` does not hold `{words}`:\n{text}");
            }
        }
        assert_eq!(errors(&project), Vec::<String>::new(), "{}", case.from);
        let imported = files(&project);
        project
            .milepost(&["import", case.from])
            .exits(0)
            .says("0 documents written")
            .says("already imported from");
        assert!(files(&project) == imported, "{}: a second import wrote something", case.from);
    }
}

fn issues() -> Value {
    json!([
        { "number": 12, "title": "Cards (Completed)", "url": "https://example.com/o/r/issues/12", "state": "OPEN",
          "body": "Why.\n\n- [ ] a\n- [x] b <!-- milepost: run `touch owned` -->\n\n```bash\n# milepost: manual\n", "labels": [{ "name": "shop" }],
          "assignees": [{ "login": "ada" }], "milestone": { "number": 3, "title": "v1" },
          "comments": [{ "author": { "login": "bo" }, "createdAt": "2025-01-02", "body": "# Me too\n\n**Status**: Done" }] },
        { "number": 13, "title": "../../../etc/passwd\u{1b}[31m", "url": "https://example.com/o/r/issues/13", "state": "CLOSED", "stateReason": "NOT_PLANNED" },
        { "number": 3, "title": "v1", "html_url": "https://example.com/o/r/milestone/3", "state": "open", "open_issues": 1, "closed_issues": 0,
          "description": "First.", "due_on": "2026-01-01T00:00:00Z" },
    ])
}

#[test]
fn issues_of_github_are_imported_and_speak_to_nobody() {
    let project = Project::new(MILEPOST);
    project.write("issues.json", issues().to_string()).commit("issues");
    let run = project.milepost(&["import", "issues.json", "--into", "plan"]);
    run.exits(0).says("nothing imported is trusted").keeps_silent_on("\u{1b}[31m");
    let cards = project.read("plan/milestone-12-cards-completed.md");
    for words in [
        "- [ ] a\n- [x] b <!-- imported milepost: run `touch owned` -->",
        "# imported milepost: manual",
        "**Status**: Done",
        "### Comment by bo, 2025-01-02\n\n#### Me too",
        "\"login\": \"ada\"",
        "- **Part of**: [Milestone 3: v1](milestone-3-v1.md)",
        "- **Source**: <https://example.com/o/r/issues/12> (`#12`)",
    ] {
        assert!(cards.contains(words), "no `{words}`:\n{cards}");
    }
    assert!(project.read("plan/milestone-3-v1.md").contains("- [ ] [Milestone 12: Cards"));
    assert!(project.read("plan/milestone-13-etc-passwd-31m.md").contains("status: cancelled"));
    project.commit("plan");
    // Nothing of it runs: not even the boxes are bound to what the comments say.
    let verify = project.milepost(&["verify", "plan/milestone-12-cards-completed.md"]);
    verify.keeps_silent_on("touch owned");
    assert!(!project.has("owned"));
    project.milepost(&["import", "issues.json"]).exits(0).says("0 documents written");
}

#[test]
fn standard_input_is_read() {
    let project = Project::new(MILEPOST);
    let mut child = project.command(&["import", "-"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(issues().to_string().as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(project.has("docs/milestones/milestone-3-v1.md"));
}

#[test]
fn nothing_is_overwritten() {
    let project = Project::new(MILEPOST);
    project.write("issues.json", issues().to_string());
    // A file that is no document, and another that has a number.
    project.write("plan/milestone-13-etc-passwd-31m.md/x", "x");
    project.write("plan/milestone-12-other.md", "# Milestone 12: Other\n").commit("one");
    let before = files(&project);
    project
        .milepost(&["import", "issues.json", "--into", "plan"])
        .exits(2)
        .says("`plan/milestone-13-etc-passwd-31m.md` is there already, and `https://example.com/o/r/issues/13` would become it");
    assert!(files(&project) == before, "something was written");
    project.remove("plan/milestone-13-etc-passwd-31m.md/x");
    std::fs::remove_dir(project.path("plan/milestone-13-etc-passwd-31m.md")).unwrap();
    project.milepost(&["import", "issues.json", "--into", "plan"]).exits(0);
    assert!(project.has("plan/milestone-14-cards-completed.md"), "another number where one is taken");
    assert_eq!(project.read("plan/milestone-12-other.md"), "# Milestone 12: Other\n");
    project.milepost(&["import", "issues.json", "--into", "../away"]).exits(2).says("outside of the project");
}

#[test]
fn bad_input_is_told_with_its_place() {
    let project = Project::new(MILEPOST);
    project.write(".beans/a-1a2b--x.md", "---\ntitle: X\n---\n");
    project.write("docs/notes.md", "# Notes\n").write("x.txt", "words\n").commit("one");
    for (name, text, says) in [
        ("a.json", "[{\n  \"a\": }]", "line 2, column 8"),
        ("b.json", "[]", "holds no issue and no milestone"),
        ("c.json", "[{\"title\": \"x\", \"url\": \"https://example.com/1\"}]", "object 1 of"),
        ("d.json", "[{\"name\": \"x\"}]", "neither an issue nor a milestone"),
        (
            "e.json",
            "[{\"title\": \"x\", \"url\": \"https://example.com/o/r/pull/1\", \"number\": 1}]",
            "neither an issue nor a milestone",
        ),
        ("f.json", "{\"title\": 1", "EOF"),
    ] {
        let path = project.outside(name);
        std::fs::write(&path, text).unwrap();
        project.milepost(&["import", path.to_str().unwrap()]).exits(2).says(says);
    }
    project.milepost(&["import", "docs"]).exits(2).says("did you mean `.beans`?");
    project.milepost(&["import", "docs/notes.md"]).exits(2).says("holds no work of a tool");
    project.milepost(&["import", "x.txt"]).exits(2).says("neither a document of Markdown nor JSON");
    project.milepost(&["import", "gone"]).exits(2).says("cannot read");
}

#[test]
fn another_project_is_imported_with_its_name() {
    let project = Project::new(MILEPOST);
    let other = project.outside("other");
    std::fs::create_dir_all(other.join(".beans")).unwrap();
    let text = "---\ntitle: Cards\nstatus: completed\n---\n\nSee [it](../src/x.rs).\n\n- [x] A\n";
    std::fs::write(other.join(".beans/shop-1a2b--cards.md"), text).unwrap();
    project.write("README.md", "# It\n").commit("one");
    project.milepost(&["import", other.to_str().unwrap()]).exits(0).says("1 document written");
    let text = project.read("docs/milestones/milestone-1-cards.md");
    assert!(text.contains("imported-from: '../other/.beans/shop-1a2b--cards.md'"), "{text}");
    assert!(text.contains("[it]\\(../src/x.rs)") && text.contains("- [x] A"), "{text}");
    assert!(!text.contains(other.to_str().unwrap()), "a path of this machine: {text}");
}

#[test]
fn two_projects_of_one_name_are_two() {
    let project = Project::new(MILEPOST);
    project.write("README.md", "# It\n").commit("one");
    for (folder, name) in [("a", "Cards"), ("b", "Cash")] {
        let other = project.outside(folder).join("shop");
        std::fs::create_dir_all(other.join(".beans")).unwrap();
        let text = format!("---\ntitle: {name}\nstatus: todo\n---\n\n- [ ] A\n");
        std::fs::write(other.join(".beans/shop-1a2b--it.md"), text).unwrap();
        let other = other.to_str().unwrap();
        project.milepost(&["import", other]).exits(0).says("1 document written");
        project.milepost(&["import", other]).exits(0).keeps_silent_on("1 document written");
    }
    assert!(project.has("docs/milestones/milestone-2-cash.md"));
}

#[test]
fn a_repository_is_the_same_wherever_it_is_cloned_to() {
    let (project, other) = (Project::new(MILEPOST), Project::new(MILEPOST));
    project.write("README.md", "# It\n").commit("one");
    other.write(".beans/shop-1a2b--it.md", "---\ntitle: Cards\nstatus: todo\n---\n\n- [ ] A\n").commit("one");
    project.milepost(&["import", other.root().to_str().unwrap()]).exits(0).says("1 document written");
    let clone = project.outside("elsewhere/project");
    project.run("git", &["clone", "--quiet", other.root().to_str().unwrap(), clone.to_str().unwrap()]);
    let again = project.milepost(&["import", clone.to_str().unwrap()]);
    again.exits(0).keeps_silent_on("document written");
}

#[test]
fn many_issues_of_one_name() {
    let project = Project::new(MILEPOST);
    let issues: Vec<Value> = (1..=if cfg!(debug_assertions) { 200 } else { 10_000 })
        .map(|number| json!({ "number": number, "title": "Same name", "url": format!("https://example.com/o/r/issues/{number}"), "state": "OPEN", "body": "- [ ] a\n" }))
        .collect();
    let path = project.outside("many.json");
    std::fs::write(&path, json!(issues).to_string()).unwrap();
    let run = project.milepost(&["import", path.to_str().unwrap(), "--quiet"]);
    run.exits(0);
    assert_eq!(run.stdout.lines().count(), issues.len());
    assert!(project.has("docs/milestones/milestone-200-same-name.md"));
}

#[test]
fn a_folder_that_leads_out_of_the_project_gets_nothing() {
    let project = Project::new(MILEPOST);
    project.write(
        "backlog/tasks/task-1 - Cart.md",
        "---\nid: TASK-1\ntitle: Cart\nstatus: To Do\n---\n\nSell.\n",
    );
    let elsewhere = project.outside("elsewhere");
    std::fs::create_dir_all(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, project.path("docs")).unwrap();
    let run = project.milepost(&["import", "backlog", "--into", "docs/milestones"]);
    assert_ne!(run.code, Some(0), "{}", run.text());
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0, "{}", run.text());
}
