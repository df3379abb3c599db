use std::{path::Path, sync::Arc, time::Instant};

use jiff::civil::date;
use milepost_ledger::{Digest, DocumentReference, TaskName, TimeEntry};
use milepost_system::MemorySystem;

use super::*;
use crate::{
    forecast::unit::{Recorded, units},
    tracking::Booked,
};

fn workspace(tasks: &str) -> Workspace {
    let system = MemorySystem::new();
    let text = format!("# Milestone 1: A\n\n**Status**: In Progress\n\n### Task Breakdown\n\n{tasks}");
    system.file("/p/milepost.toml", "").file("/p/plan/milestone-1-a.md", &text);
    Workspace::open(Arc::new(system), Path::new("/p"), &[]).unwrap()
}

/// Looking for each entry's task among all tasks, for each task again, took minutes.
#[test]
#[expect(clippy::disallowed_methods, reason = "it is the time that is tested")]
fn a_thousand_tasks_with_two_thousand_entries_are_read_at_once() {
    let tasks: Vec<String> =
        (1..=1000).map(|n| format!("- [ ] Task {n}: Piece number {n} (Estimated: 2 hours)\n")).collect();
    let workspace = workspace(&tasks.concat());
    let entry = |n: u32| Booked {
        record: Digest::of(n.to_be_bytes()),
        recorded: "2026-01-05T10:00:00Z".to_owned(),
        entry: TimeEntry {
            document: DocumentReference { id: "plan/1".to_owned(), path: "plan/milestone-1-a.md".to_owned() },
            task: Some(TaskName {
                number: Some((n % 1000 + 1).to_string()),
                name: format!("Piece number {}", n % 1000 + 1),
            }),
            person: "ada@example.org".to_owned(),
            day: date(2026, 1, 5),
            minutes: 30,
            start: None,
            end: None,
            note: None,
            corrects: None,
            becomes: None,
            adopted: false,
        },
    };
    let entries: Vec<Booked> = (0..2000).map(entry).collect();
    let begun = Instant::now();
    let found = units(
        &workspace,
        0,
        Recorded { entries: &entries, ends: &[], completed: None, is_completed: false, people: &[] },
    )
    .pieces;
    let took = begun.elapsed().as_secs_f64();
    assert_eq!(found.len(), 1000);
    assert!(found.iter().all(|unit| (unit.spent - 1.0).abs() < 1e-9));
    assert!(took < 5.0, "{took} s");
}

#[test]
fn elapsed_days_are_those_that_are_over_and_follow_what_the_plan_has_left() {
    let workspace = workspace(
        "- [x] Task 1: Over (Estimated: 3 hours)\n- [ ] Task 2: Open (Estimated: 4 hours)\n\
         - [ ] Task 3: Late (Estimated: 5 hours)\n",
    );
    let mut work = Work::of(&workspace).unwrap();
    // A Monday.
    work.milestones.get_mut(&0).unwrap().started = Some(date(2026, 3, 2));
    let history = work.history(|_, _| true);
    let model = Model {
        workspace: &workspace,
        work: &work,
        history: &history,
        team: crate::forecast::team::team(&workspace, &work, date(2026, 3, 6)),
        calendar: Calendar::default(),
        earlier: Vec::new(),
        today: date(2026, 3, 6),
        settings: Settings {
            trials: 100,
            seed: Seed([1; 32]),
            threads: std::num::NonZeroUsize::MIN,
            block: None,
        },
        compared: None,
    };
    let scope = Scope {
        kind: "milestone",
        id: None,
        title: String::new(),
        milestones: Vec::new(),
        waits_for: Vec::new(),
        own: vec![0],
        needed: Vec::new(),
        partly: Vec::new(),
        paced: vec![0],
    };
    let mut plan = model.plan(&scope);
    let course = |plan: &Plan, from| model.course(&scope, plan, from).unwrap();
    let (friday, saturday) = (date(2026, 3, 6), date(2026, 3, 7));
    assert_eq!(
        course(&plan, friday),
        (12.0, 4.0),
        "Monday to Thursday: Friday is the first day of what is left"
    );
    assert_eq!(course(&plan, saturday), (12.0, 5.0), "something was booked on Friday: it is over");
    plan.tasks.retain(|task| task.id != "plan/1#3");
    assert_eq!(course(&plan, friday), (7.0, 4.0), "what is dropped takes no days");
}
