use std::{collections::BTreeSet, fmt::Write as _};

use proptest::prelude::*;

use super::*;
use crate::portfolio_of;

const README: &str = "# Initiative: Shop

## Current Status

**Active Milestone**: [Milestone 1](milestone-1.md)
**Overall Progress**: 0/2 milestones (0%)
**Blockers**: None
**Total Effort**: 10 hours

## Milestones

### [Milestone 1: Cart](milestone-1.md)

**Status**: 🚧 In Progress

### Milestone 2: Vouchers

**Status**: ⏳ Planned

## Progress Table

| Milestone | Status | Progress | Notes |
|-----------|--------|----------|-------|
| [M1](milestone-1.md) | 🚧 In Progress | 1/4 | a \\| b |
| M2 Vouchers | planned | 0% | |
| M2 ragged | planned | 0% | | more | cells |
";
const HUB: &str =
    "# Plan\n\n| Initiative | State |\n|---|---|\n| [Shop](shop/README.md) | 🚧 In Progress |\n";

fn milestone(n: u32, status: &str, effort: u32) -> String {
    let ticked = if status.contains("Completed") { "x" } else { " " };
    format!(
        "# Milestone {n}: X\n\n**Status**: {status}\n**Estimated Effort**: {effort} hours\n\n## Success Criteria\n\n\
         - [{ticked}] a\n- [{ticked}] b\n- [x] c\n- [{ticked}] d\n"
    )
}

fn shop(first: &str, second: &str) -> Vec<(&'static str, String)> {
    vec![
        ("plan/README.md", HUB.to_owned()),
        ("plan/shop/README.md", README.to_owned()),
        ("plan/shop/milestone-1.md", milestone(1, first, 4)),
        ("plan/shop/milestone-2.md", milestone(2, second, 6)),
    ]
}

/// The texts of the files that change, and why others were left.
fn apply(files: &[(&str, String)], milestones: Option<&[&str]>) -> (Vec<(String, String)>, Vec<String>) {
    let portfolio = portfolio_of(files);
    let subjects = milestones
        .map(|paths| paths.iter().map(|path| portfolio.find(path).unwrap()).collect::<BTreeSet<_>>());
    let scope = Scope { milestones: subjects.as_ref(), ..Scope::WHOLE };
    let rollup = rollup_edits(&portfolio, scope);
    let texts = rollup
        .files
        .iter()
        .map(|file| {
            let document = portfolio.documents[portfolio.find(&file.path).unwrap()].document();
            (file.path.clone(), file.edits.apply(&document.source).unwrap())
        })
        .collect();
    (texts, rollup.skipped.iter().map(|skipped| skipped.why.clone()).collect())
}

/// The texts once everything is right.
fn synced(mut files: Vec<(&str, String)>) -> Vec<(&str, String)> {
    for (path, text) in apply(&files, None).0 {
        files.iter_mut().find(|file| file.0 == path).unwrap().1 = text;
    }
    files
}

const RAGGED: &str = "a row of 6 cells under a header of 4";

#[test]
fn every_copy_follows() {
    let (texts, skipped) = apply(&shop("✅ Completed", "⏳ Planned"), Some(&["plan/shop/milestone-1.md"]));
    let expected = README
        .replace("[M1](milestone-1.md) | 🚧 In Progress | 1/4", "[M1](milestone-1.md) | ✅ Completed | 4/4")
        .replace(
            "milestone-1.md)\n\n**Status**: 🚧 In Progress",
            "milestone-1.md)\n\n**Status**: ✅ Completed",
        )
        .replace("0/2 milestones (0%)", "1/2 milestones (50%)")
        .replace("**Active Milestone**: [Milestone 1](milestone-1.md)", "**Active Milestone**: None");
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert_eq!(texts[0].1, expected);
    assert!(skipped.is_empty(), "{skipped:?}");
}

#[test]
fn the_hub_follows_the_initiative() {
    let (texts, _) = apply(&shop("✅ Completed", "✅ Completed"), None);
    assert_eq!(texts[0].0, "plan/README.md");
    assert!(texts[0].1.contains("| [Shop](shop/README.md) | ✅ Completed"), "{}", texts[0].1);
    assert!(texts[1].1.contains("2/2 milestones (100%)"), "{}", texts[1].1);
}

#[test]
fn a_master_plan_of_another_folder_follows() {
    let mut files = shop("✅ Completed", "⏳ Planned");
    let plan = "# Master Plan\n\n| Milestone | Status |\n|---|---|\n| [Cart](../plan/shop/milestone-1.md) | planned |\n";
    files.push(("docs/MASTERPLAN.md", plan.to_owned()));
    let (texts, _) = apply(&files, Some(&["plan/shop/milestone-1.md"]));
    assert_eq!(texts[0], ("docs/MASTERPLAN.md".to_owned(), plan.replace("planned", "completed")));
}

#[test]
fn what_is_right_is_not_touched() {
    let (texts, skipped) = apply(&shop("🚧 In Progress", "⏳ Planned"), None);
    // Vouchers have a ticked box of four.
    assert_eq!(texts[0].1, README.replace("Vouchers | planned | 0%", "Vouchers | planned | 25%"));
    assert_eq!(texts.len(), 1);
    assert_eq!(skipped, [RAGGED]);
}

#[test]
fn a_blocked_milestone_is_named() {
    let (texts, _) = apply(&shop("⛔ Blocked", "⏳ Planned"), None);
    assert!(texts.iter().any(|(_, text)| text.contains("**Blockers**: Milestone 1")), "{texts:?}");
}

#[test]
fn cells_without_a_status_are_left() {
    let files = [
        (
            "p/README.md",
            "# Initiative: P\n\n| Milestone | Status |\n|---|---|\n| [M1](milestone-1.md) | see notes |\n"
                .to_owned(),
        ),
        ("p/milestone-1.md", milestone(1, "✅ Completed", 1)),
    ];
    assert_eq!(apply(&files, None), (vec![], vec!["`see notes` is not a status".to_owned()]));
}

#[test]
fn a_status_is_spelled_as_the_other_rows_spell_it() {
    let readme = "# Initiative: P\n\n| Milestone | Status |\n|---|---|\n| [M1](m1.md) | shipped 🎉 |\n\
                  | [M2](m2.md) | ☐ todo |\n";
    let files = [
        ("p/README.md", readme.to_owned()),
        ("p/m1.md", milestone(1, "✅ Completed", 1)),
        ("p/m2.md", milestone(2, "✅ Completed", 1)),
    ];
    let (texts, _) = apply(&files, None);
    assert_eq!(texts[0].1, readme.replace("☐ todo |", "shipped 🎉 |"));
}

#[test]
fn an_estimate_is_repeated_in_the_unit_of_its_place_until_the_milestone_is_finished() {
    let readme = "# Initiative: P\n\n### [Milestone 1](m1.md)\n\n**Status**: Planned\n**Effort**: 16 hours\n\n\
                  | Milestone | Status | Effort |\n|---|---|---|\n| [M1](m1.md) | Planned | 2 days |\n\
                  | [M2](m2.md) | Completed | 3h |\n| [M3](m3.md) | Planned | L |\n| [M4](m4.md) | Planned | 1 day |\n";
    let files = vec![
        ("p/README.md", readme.to_owned()),
        ("p/m1.md", milestone(1, "Planned", 24)),
        ("p/m2.md", milestone(2, "Completed", 8)),
        ("p/m3.md", milestone(3, "Planned", 8)),
        ("p/m4.md", milestone(4, "Planned", 3)),
    ];
    let (changed, left) = apply(&files, None);
    let expected = readme.replace("16 hours", "24 hours").replace("2 days", "3 days");
    assert_eq!(changed, [("p/README.md".to_owned(), expected)]);
    assert_eq!(left, ["`1 day` cannot be made what `p/m4.md` says: `3 hours`"]);
}

#[test]
fn an_initiative_begins_with_its_first_milestone_and_ends_by_a_decision() {
    let readme = "---\nstatus: planned\n---\n\n# Initiative: P\n\n**Status**: ⏳ Planned\n\n## Milestones\n\n\
                  | Milestone | Status |\n|---|---|\n| [M1](m1.md) | ✅ Completed |\n| [M2](m2.md) | ✅ Completed |\n\n\
                  ## Notes\n\n---\n\n**Status**: ⏳ Planned\n";
    let hub = "# Plan\n\n| Initiative | Status |\n|---|---|\n| [P](p/README.md) | ⏳ Planned |\n";
    let files = |readme: &str, second: &str| {
        vec![
            ("README.md", hub.to_owned()),
            ("p/README.md", readme.to_owned()),
            ("p/m1.md", milestone(1, "✅ Completed", 1)),
            ("p/m2.md", milestone(2, second, 1)),
        ]
    };
    let begun = synced(files(readme, "⏳ Planned"));
    let expected = readme
        .replace("status: planned", "status: in-progress")
        .replace("**Status**: ⏳ Planned", "**Status**: 🚧 In Progress")
        .replace("[M2](m2.md) | ✅ Completed", "[M2](m2.md) | ⏳ Planned");
    assert_eq!(begun[1].1, expected);
    assert_eq!(begun[0].1, hub.replace("⏳ Planned", "🚧 In Progress"));
    // That all of its milestones are completed does not end it: more may be to come.
    let ended = synced(files(&expected, "✅ Completed"));
    assert_eq!(ended[1].1, expected.replace("[M2](m2.md) | ⏳ Planned", "[M2](m2.md) | ✅ Completed"));
    // And what somebody decided stays.
    let put_off = readme.replace("planned", "deferred").replace("⏳ Planned", "💤 Deferred");
    let deferred = synced(files(&put_off, "✅ Completed"));
    assert_eq!(deferred[1].1, put_off);
    assert_eq!(deferred[0].1, hub.replace("⏳ Planned", "💤 Deferred"));
}

#[test]
fn an_epic_repeats_the_milestones_beside_it_also_by_links_that_lead_nowhere() {
    let epic = "---\nid: E-16\nstatus: in-progress\n---\n\n# Milestone 16: Purification\n\n| ID | Title | Status |\n|---|---|---|\n\
                | [M-012](M-012.md) | References | planned |\n| M-013 | Boundary | planned |\n\
                | M-099 | Milestone 12 again | planned |\n";
    let files = [
        ("e/E-16/epic.md", epic.to_owned()),
        (
            "e/E-16/M-012-references.md",
            "---\nstatus: done\n---\n\n# Milestone 12: References\n\n- [x] a\n".to_owned(),
        ),
        (
            "e/E-16/M-013-boundary.md",
            "---\nstatus: planned\n---\n\n# Milestone 13: Boundary\n\n- [ ] a\n".to_owned(),
        ),
    ];
    let expected = epic.replace("References | planned", "References | completed");
    assert_eq!(apply(&files, None).0, vec![("e/E-16/epic.md".to_owned(), expected)]);
}

#[test]
fn a_status_with_a_link_is_judged_by_its_words_and_keeps_the_link() {
    let readme = "# Initiative: P\n\n| Milestone | Status |\n|---|---|\n| [M1](m1.md) | CELL |\n| [M2](m2.md) | ⏳ Planned |\n";
    let synced = |cell: &str| {
        let files = [
            ("p/README.md", readme.replace("CELL", cell)),
            ("p/m1.md", milestone(1, "✅ Completed", 1)),
            ("p/m2.md", milestone(2, "⏳ Planned", 1)),
        ];
        apply(&files, None)
    };
    let becomes = |cell: &str, new: &str| {
        let (files, left) = synced(cell);
        assert_eq!(
            (files, left),
            (vec![("p/README.md".to_owned(), readme.replace("CELL", new))], vec![]),
            "{cell}"
        );
    };
    becomes("[⏳ Planned](log.md)", "[✅ Completed](log.md)");
    becomes("⏳ Planned ([log](log.md))", "✅ Completed ([log](log.md))");
    becomes("⏳ Planned - [log](log.md)", "✅ Completed - [log](log.md)");
    assert_eq!(synced("[✅ Completed](log.md)"), (vec![], vec![]));
    let (files, left) = synced("[⏳ Planned](a.md), [b](b.md)");
    assert!(files.is_empty() && left.len() == 1, "{left:?}");
}

#[test]
fn a_remark_is_not_left_beside_another_number() {
    let readme = "# Initiative: P\n\n**Overall Progress**: 0% (awaiting approval)\n\n| Milestone | Status |\n|---|---|\n| [M1](m1.md) | Done |\n";
    let files = [("p/README.md", readme.to_owned()), ("p/m1.md", milestone(1, "✅ Completed", 1))];
    assert_eq!(
        apply(&files, None),
        (vec![], vec!["`0% (awaiting approval)` says more than how far it is".to_owned()])
    );
}

#[test]
fn a_completion_with_open_boxes_is_named_unless_it_is_attested() {
    let files = [
        (
            "p/README.md",
            "# Initiative: P\n\n| Milestone | Status | Progress |\n|---|---|---|\n| [M1](m1.md) | Completed | 1/4 |\n"
                .to_owned(),
        ),
        ("p/m1.md", milestone(1, "⏳ Planned", 1).replace("⏳ Planned", "✅ Completed").replacen("[ ]", "[x]", 2)),
    ];
    let (texts, skipped) = apply(&files, None);
    assert_eq!((texts.len(), skipped), (0, vec!["`p/m1.md` is completed with 3 of 4 boxes".to_owned()]));
    let portfolio = portfolio_of(&files);
    let rollup = rollup_edits(&portfolio, Scope { attested: &|_| true, ..Scope::WHOLE });
    assert_eq!(rollup.files[0].cells[0].new, "4/4");
    // What the boxes say and what the completion says are both right.
    for right in ["3/4", "4/4", "100%", "75%"] {
        let mut files = files.clone();
        files[0].1 = files[0].1.replace("1/4", right);
        assert_eq!(apply(&files, None), (vec![], vec![]), "{right}");
    }
}

#[test]
fn a_table_that_counts_all_boxes_goes_on_counting_them() {
    let text = milestone(1, "🚧 In Progress", 1)
        .replace("## Success", "## Deliverables\n\n- [ ] x\n- [x] y\n\n## Success");
    let table = |first: &str, second: &str| {
        format!(
            "# Initiative: P\n\n| Milestone | Tasks |\n|---|---|\n| [M1](m1.md) | {first} |\n| [M2](m2.md) | {second} |\n"
        )
    };
    let files = |readme: String| {
        [
            ("p/README.md", readme),
            ("p/m1.md", text.clone()),
            ("p/m2.md", text.replace("Milestone 1", "Milestone 2")),
        ]
    };
    let (texts, _) = apply(&files(table("1/6", "2/6")), None);
    assert_eq!(texts[0].1, table("2/6", "2/6"));
}

#[test]
fn a_table_of_many_rows_is_held_against_one_milestone() {
    let rows = "| [M1](m1.md) | Planned |\n| [M1](m1.md) | Done |\n".repeat(50_000);
    let files = [
        ("p/README.md", format!("# Initiative: P\n\n| Milestone | Status |\n|---|---|\n{rows}")),
        ("p/m1.md", milestone(1, "✅ Completed", 1)),
    ];
    let portfolio = portfolio_of(&files);
    let rollup = rollup_edits(&portfolio, Scope::WHOLE);
    assert_eq!(rollup.files[0].cells.len(), 50_000);
    assert_eq!(rollup.files[0].cells[0].new, "Done");
}

proptest! {
    #[test]
    fn twice_is_once(
        statuses in proptest::collection::vec(prop::sample::select(WORDS), 4),
        cells in proptest::collection::vec((prop::sample::select(WORDS), prop::sample::select(SHARES)), 6),
        own in prop::sample::select(WORDS),
        label in prop::sample::select(SHARES),
    ) {
        let mut readme = format!("# Initiative: P\n\n**Status**: {own}\n\n**Overall Progress**: {label}\n\
            **Active Milestone**: [M1](m1.md)\n\n| Milestone | Status | Progress |\n|---|:--|---|\n");
        for (at, (status, share)) in cells.iter().enumerate() {
            let number = at % 4 + 1;
            writeln!(readme, "| [M{number}](m{number}.md) | {status} | {share} |").unwrap();
        }
        writeln!(readme, "\n### Milestone 2\n\n**Status**: {}\n**Progress**: {label}", cells[0].0).unwrap();
        let hub = format!("# Plan\n\n| Initiative | Status | Milestones |\n|---|---|---|\n| [P](p/README.md) | {} | {} |\n",
            cells[1].0, cells[2].1);
        let mut files = vec![("README.md", hub), ("p/README.md", readme)];
        for (at, path) in ["p/m1.md", "p/m2.md", "p/m3.md", "p/m4.md"].into_iter().enumerate() {
            files.push((path, milestone(at as u32 + 1, statuses[at], 2)));
        }
        let once = synced(files);
        prop_assert_eq!(apply(&once, None).0, vec![]);
    }
}

const WORDS: &[&str] = &[
    "Planned",
    "✅ Completed",
    "done",
    "🚧 In Progress",
    "IN_PROGRESS",
    "**Blocked**",
    "Complete (2025-01-02)",
    "–",
    "see below",
    "Ready",
    "Planning complete",
    "Deferred",
    "cancelled",
    "Archived",
    "In review",
];
const SHARES: &[&str] =
    &["0%", "1/4", "2/4", "3/4 (75%)", "100%", "██░░", "–", "33%", "1 of 4 milestones", "7/9", ""];
