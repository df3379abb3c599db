use std::{fmt::Write as _, path::Path, sync::Arc};

use milepost_system::MemorySystem;

use super::*;
use crate::Workspace;

/// Milestones of one plan: the labels and the tasks of each.
fn workspace(milestones: &[(&str, &str)]) -> Workspace {
    let system = MemorySystem::new();
    system.file("/p/milepost.toml", "");
    for (at, (labels, tasks)) in milestones.iter().enumerate() {
        let number = at + 1;
        let labels = if labels.contains("**Status**") {
            (*labels).to_owned()
        } else {
            format!("**Status**: In Progress\n{labels}")
        };
        let text = format!("# Milestone {number}: Part\n\n{labels}\n\n### Task Breakdown\n\n{tasks}");
        system.file(format!("/p/plan/milestone-{number}-x.md"), &text);
    }
    Workspace::open(Arc::new(system), Path::new("/p"), &[]).unwrap()
}

/// What each task of the plan of a milestone waits for.
fn waits(milestones: &[(&str, &str)], of: usize) -> Vec<String> {
    let workspace = workspace(milestones);
    let work = Work::of(&workspace).unwrap();
    let id = format!("plan/{}", of + 1);
    let of = work.milestones.keys().copied().find(|index| workspace.document_id(*index) == id).unwrap();
    let all: Vec<usize> = std::iter::once(of).chain(work.needed(&[of])).collect();
    let tasks = open_tasks(&work, &all);
    tasks.into_iter().map(|task| format!("{}: {}", task.id, task.after.join(" "))).collect()
}

const ONE: &str = "- [ ] Task 1: Alone (Estimated: 2 hours)\n";

#[test]
fn what_was_given_up_does_not_cut_the_order() {
    let tasks = "- [ ] Task 1: One (Estimated: 2 hours)\n- [ ] Task 2: Two, after task 1 (Estimated: 2 hours)\n\
                 - [ ] Task 3: Three, after task 2 (Estimated: 2 hours)\n\n### Time Tracking\n\n\
                 | Task | Estimated | Actual | Status |\n|---|---|---|---|\n| Task 2 | 2 hours | - | Cancelled |\n";
    assert_eq!(waits(&[("", tasks)], 0), ["plan/1#1: ", "plan/1#3: plan/1#1"]);
    let over = tasks.replace("[ ] Task 1", "[x] Task 1");
    assert_eq!(waits(&[("", &over)], 0), ["plan/1#3: "]);
}

#[test]
fn a_milestone_that_was_given_up_does_not_cut_the_order_and_a_finished_one_does() {
    let of = |status: &str| {
        let second = format!("**Status**: {status}\n**Depends on**: M1");
        waits(&[("", ONE), (&second, ONE), ("**Depends on**: M2", ONE)], 2)
    };
    assert_eq!(of("Cancelled"), ["plan/3#1: plan/1#1", "plan/1#1: "]);
    assert_eq!(of("Completed"), ["plan/3#1: "]);
}

#[test]
fn milestones_of_single_tasks_are_reached_with_what_these_wait_for() {
    let third = "- [ ] Task 1: Here, after task 1 of M2 (Estimated: 2 hours)\n";
    let workspace = workspace(&[
        ("", ONE),
        ("**Depends on**: M1", &format!("{ONE}- [ ] Task 2: More (Estimated: 9 hours)\n")),
        ("", third),
        ("", ONE),
    ]);
    let work = Work::of(&workspace).unwrap();
    assert_eq!(work.needed(&[2]), [] as [usize; 0]);
    assert_eq!(reached(&work, &[2]), [0, 1]);
    let ids: Vec<String> = open_tasks(&work, &[2]).into_iter().map(|task| task.id).collect();
    assert_eq!(
        ids,
        ["plan/3#1", "plan/1#1", "plan/2#1"],
        "and the other task of the second one is not among them"
    );
}

#[test]
fn what_looks_like_another_milestone_is_looked_for_in_its_own() {
    let of = |words: &str, phases: &str| {
        let tasks = format!("#### Phase 2: Own\n\n{ONE}- [ ] Task 2: Two, {words} (Estimated: 2 hours)\n");
        let tasks = if phases.is_empty() { tasks.replace("#### Phase 2: Own\n\n", "") } else { tasks };
        let first = "- [ ] Task 1: Of the second (Estimated: 2 hours)\n";
        let all = waits(&[("", &tasks), ("", first)], 0);
        all.into_iter().find(|line| line.starts_with("plan/1#2")).unwrap()
    };
    assert_eq!(of("after task 1 in sprint-3", ""), "plan/1#2: plan/1#1");
    assert_eq!(of("after task 1 in phase 2", "phases"), "plan/1#2: plan/1#1");
    assert_eq!(of("after task 1 of M2", "phases"), "plan/1#2: plan/2#1");
    assert_eq!(of("after task 1 of M9", ""), "plan/1#2: ", "a milestone that is not there is not its own");
}

#[test]
fn parts_that_are_all_done_end_what_they_are_parts_of() {
    let tasks = |second: char| {
        format!(
            "- [ ] Task 1: Whole (Estimated: 6 hours)\n  - [x] Task 1.1: Half\n  - [{second}] Task 1.2: Half\n{}",
            ONE.replace("Task 1", "Task 2")
        )
    };
    assert_eq!(waits(&[("", &tasks('x'))], 0), ["plan/1#2: "]);
    assert_eq!(waits(&[("", &tasks(' '))], 0), ["plan/1#1: ", "plan/1#2: "]);
}

/// Two milestones in each of many layers, in which nothing is open, wait for both of the layer below: each path was listed.
#[test]
fn layers_in_which_nothing_is_open_are_walked_once() {
    let over = ONE.replace("[ ]", "[x]");
    let mut labels = vec![String::new(), String::new()];
    for layer in 1..24 {
        let mut line = String::new();
        let _ = write!(line, "**Depends on**: M{}, M{}", layer * 2 - 1, layer * 2);
        labels.extend([line.clone(), line]);
    }
    let milestones: Vec<(&str, &str)> = labels
        .iter()
        .enumerate()
        .map(|(at, labels)| (labels.as_str(), if at < 2 || at == 47 { ONE } else { over.as_str() }))
        .collect();
    let found = waits(&milestones, 47);
    assert_eq!(found, ["plan/48#1: plan/1#1 plan/2#1", "plan/1#1: ", "plan/2#1: "]);
}
