//! Documents of other tools, read where they lie: what is shown of them, and what a move writes into them.

use milepost_testkit::Project;

use crate::MILEPOST;

const BACKLOG_TASK: &str = "---\nid: TASK-8\ntitle: Card payments\nstatus: To Do\nassignee:\n  - '@ada'\nmilestone: m-1\ndependencies:\n  - task-7\nupdated_date: '2025-01-02 10:00'\n---\n\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [ ] #1 The module is there: `test -f pay.txt`\n<!-- AC:END -->\n";
const BEAN: &str = "---\n# shop-1a2b\ntitle: Card payments\nstatus: todo\ntype: task\nupdated_at: 2025-01-02T10:00:00Z\nblocked_by:\n  - shop-0c0d\n---\n\n## Todo\n\n- [ ] The module is there: `test -f pay.txt`\n";
const GSD_PLAN: &str = "---\nphase: 08\nplan: 02\ndepends_on: [\"01\"]\n---\n\n# Card payments\n\n## Success Criteria\n\n- [ ] The module is there: `test -f pay.txt`\n";
const OPENSPEC: &str = "## 1. Payments\n\n- [ ] 1.1 The module is there: `test -f pay.txt`\n";
const SPEC_KIT: &str = "# Tasks: Card payments\n\n**Input**: Design documents\n\n## Phase 1: Setup\n\n- [ ] T001 [P] [US1] The module is there: `test -f pay.txt`\n";
const SIMONE: &str = "---\nmilestone_id: M02\ntitle: Card payments\nstatus: planning\nlast_updated: 2025-01-02 03:05\n---\n\n# M02: Card payments\n\n## Definition of Done\n\n- [ ] The module is there: `test -f pay.txt`\n";
const CYCLE: &str = "# Cycle 2 — Card payments\n\n**Milestone:** M1 — Shop\n**Status:** PLANNED\n\n## Exit Criteria\n\n- [ ] The module is there: `test -f pay.txt`\n";
const EXEC_PLAN: &str = "# Card payments\n\n## Purpose / Big Picture\n\nCards are taken.\n\n## Progress\n\n- [ ] Write it\n\n## Surprises & Discoveries\n\nNone yet.\n\n## Decision Log\n\nNone yet.\n\n## Validation and Acceptance\n\n- [ ] The module is there: `test -f pay.txt`\n";

/// A dialect's document, where it lies, how it is addressed, and what `start` and then `complete` make of a part of it.
struct Case {
    path: &'static str,
    text: &'static str,
    address: &'static str,
    before: &'static str,
    started: &'static str,
    completed: &'static str,
    /// Files around it.
    beside: &'static [(&'static str, &'static str)],
}

const CASES: [Case; 8] = [
    Case {
        path: "backlog/tasks/task-8 - Card-payments.md",
        text: BACKLOG_TASK,
        address: "task-8",
        before: "status: To Do",
        started: "status: In Progress",
        completed: "status: Done",
        beside: &[(
            "backlog/completed/task-7 - Cart.md",
            "---\nid: TASK-7\ntitle: Cart\nstatus: Done\n---\n\n## Acceptance Criteria\n\n- [x] #1 a\n",
        )],
    },
    Case {
        path: ".beans/shop-1a2b--card-payments.md",
        text: BEAN,
        address: "shop-1a2b",
        before: "status: todo",
        started: "status: in-progress",
        completed: "status: completed",
        beside: &[(
            ".beans/shop-0c0d--cart.md",
            "---\n# shop-0c0d\ntitle: Cart\nstatus: completed\n---\n\nDone.\n",
        )],
    },
    Case {
        path: ".planning/phases/08-cards/08-02-PLAN.md",
        text: GSD_PLAN,
        address: "08-02",
        before: "depends_on: [\"01\"]\n---",
        started: "depends_on: [\"01\"]\nstatus: in-progress\n---",
        completed: "depends_on: [\"01\"]\nstatus: completed\n---",
        beside: &[
            (".planning/phases/08-cards/08-01-PLAN.md", "---\nphase: 08\nplan: 01\n---\n\n# Cart\n"),
            (
                ".planning/phases/08-cards/08-01-SUMMARY.md",
                "---\nphase: 08\nplan: 01\n---\n\n# Cart: summary\n",
            ),
            (".planning/ROADMAP.md", "# Roadmap\n\n## Phases\n\n- [ ] **Phase 8: Cards**\n"),
        ],
    },
    Case {
        path: "openspec/changes/add-card-payments/tasks.md",
        text: OPENSPEC,
        address: "add-card-payments",
        before: "## 1. Payments",
        started: "**Status**: 🚧 In Progress\n\n## 1. Payments",
        completed: "**Status**: ✅ Completed\n\n## 1. Payments",
        beside: &[
            ("openspec/changes/add-card-payments/proposal.md", "# Change: cards\n\n## Why\n\nCards.\n"),
            ("openspec/changes/archive/2025-01-02-add-cart/tasks.md", "## 1. Cart\n\n- [x] 1.1 a\n"),
        ],
    },
    Case {
        path: "specs/001-card-payments/tasks.md",
        text: SPEC_KIT,
        address: "001",
        before: "# Tasks: Card payments\n",
        started: "# Tasks: Card payments\n\n**Status**: 🚧 In Progress\n",
        completed: "# Tasks: Card payments\n\n**Status**: ✅ Completed\n",
        beside: &[(
            "specs/001-card-payments/spec.md",
            "# Feature Specification: Card payments\n\n**Status**: Draft\n\n## Success Criteria\n\n- **SC-001**: a\n",
        )],
    },
    Case {
        path: ".simone/02_REQUIREMENTS/M02_Cards/M02_milestone_meta.md",
        text: SIMONE,
        address: "M2",
        before: "status: planning",
        started: "status: in_progress",
        completed: "status: completed",
        beside: &[(
            ".simone/03_SPRINTS/S01_M02_Cards/TX01_S01_Cart.md",
            "---\ntask_id: T01_S01\n---\n\n# Task: Cart\n\n## Acceptance Criteria\n\n- [x] a\n",
        )],
    },
    Case {
        path: ".add/cycles/cycle-2.md",
        text: CYCLE,
        address: "cycle-2",
        before: "**Status:** PLANNED",
        started: "**Status:** IN_PROGRESS",
        completed: "**Status:** COMPLETE",
        beside: &[],
    },
    Case {
        path: "plans/card-payments.md",
        text: EXEC_PLAN,
        address: "card-payments",
        before: "# Card payments\n",
        started: "# Card payments\n\n**Status**: 🚧 In Progress\n",
        completed: "# Card payments\n\n**Status**: ✅ Completed\n",
        beside: &[],
    },
];

fn project(case: &Case) -> Project {
    let project = Project::new(MILEPOST);
    project.write("pay.txt", "paid\n").write(case.path, case.text);
    for (path, text) in case.beside {
        project.write(path, text);
    }
    project.commit("one");
    project
}

#[test]
fn each_tree_as_it_is_shown() {
    let mut shown = String::new();
    for case in &CASES {
        let project = project(case);
        let status = project.milepost(&["status"]);
        let page = project.milepost(&["show", case.address, "--all"]);
        for run in [status.exits(0), page.exits(0)] {
            shown.extend(["$ ", &run.command, "\n", &run.stdout, "\n"]);
        }
    }
    let data = snapbox::file!["snapshots/dialects.md"].coerce_to(snapbox::data::DataFormat::Text);
    snapbox::assert_data_eq!(shown, data);
}

#[test]
fn a_move_writes_in_the_place_and_the_spelling_of_the_dialect() {
    for case in &CASES {
        let project = project(case);
        let digest = project.digest(case.path);
        project.milepost(&["start", case.address, "--allow-digest", &digest]).exits(0);
        let started = case.text.replacen(case.before, case.started, 1);
        assert_eq!(project.read(case.path), started, "{}", case.path);
        project.commit("start");
        project.milepost(&["verify", case.address, "--allow-digest", &digest]).exits(0).says("1 proven");
        project.milepost(&["complete", case.address, "--allow-digest", &digest]).exits(0);
        let completed = case.text.replacen(case.before, case.completed, 1);
        let ticked = match completed.split_once("- [ ] Write it\n") {
            // What decides nothing is not ticked.
            Some((head, tail)) => format!("{head}- [ ] Write it\n{}", tail.replace("- [ ]", "- [x]")),
            None => completed.replace("- [ ]", "- [x]"),
        };
        assert_eq!(project.read(case.path), ticked, "{}", case.path);
        project.milepost(&["ledger", "verify"]).exits(0);
    }
}
