use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

const BASE: &str = "---
type: milestone
last-updated: 2026-01-01
---

# Milestone 1: Vouchers

**Status**: 🚧 In Progress
**Last Updated**: 2026-01-01

## Success Criteria

- [ ] Vouchers reduce the total
- [ ] Tax is exact
- [ ] Orders keep them

### Time Tracking

| Task | Estimated | Actual | Status |
|------|-----------|--------|--------|
| Rules | 4 hours | - | Planned |
| Quotes | 3 hours | 1 hour | Planned |
| **Total** | 7 hours | 1 hour | |

**Total Actual**: 1 hour

### Design Decisions

1. **Cents**: Amounts are whole cents
2. **One voucher**: A cart has one

### Lessons Learned

- None yet
";

fn merged(base: &str, ours: &str, theirs: &str) -> Merged {
    merge_texts("docs/milestone-1.md", base, ours, theirs, &Marks::default())
}

/// Replacements, one after another.
fn with(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

/// What one of three branches does to the document.
fn branch(number: usize) -> String {
    let criterion = ["Vouchers reduce", "Tax is", "Orders keep"][number];
    let (task, minutes) =
        [("| Rules | 4 hours | - ", 2), ("| Quotes | 3 hours | 1 hour ", 3), ("| Rules | 4 hours | - ", 5)]
            [number];
    let booked = u32::from(task.ends_with("1 hour "));
    let row = format!("{}| {} hours ", task.rsplit_once("| ").unwrap().0, minutes + booked);
    with(
        BASE,
        &[
            ("last-updated: 2026-01-01", &format!("last-updated: 2026-02-0{}", number + 1)),
            ("**Last Updated**: 2026-01-01", &format!("**Last Updated**: 2026-02-0{}", number + 1)),
            (&format!("- [ ] {criterion}"), &format!("- [x] {criterion}")),
            (task, &row),
            ("| 7 hours | 1 hour |", &format!("| 7 hours | {} hours |", minutes + 1)),
            ("**Total Actual**: 1 hour", &format!("**Total Actual**: {} hours", minutes + 1)),
            (
                "A cart has one\n",
                &format!(
                    "A cart has one\n3. **Choice {number}**: As branch {number} took it\n   - **Date**: 2026-02-0{}\n",
                    number + 1
                ),
            ),
            ("- None yet\n", &format!("- Branch {number} learned something\n")),
        ],
    )
}

#[test]
fn three_branches_become_one_in_any_order() {
    let branches = [branch(0), branch(1), branch(2)];
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let all = orders.map(|[first, second, third]| {
        let two = merged(BASE, &branches[first], &branches[second]);
        assert_eq!(two.conflicts, 0, "{}", two.text);
        let three = merged(BASE, &two.text, &branches[third]);
        assert_eq!(three.conflicts, 0, "{}", three.text);
        three.text
    });
    for text in &all {
        assert_eq!(text, &all[0]);
    }
    let text = &all[0];
    assert_eq!(text.matches("- [x]").count(), 3, "{text}");
    for line in [
        "last-updated: 2026-02-03\n",
        "**Last Updated**: 2026-02-03\n",
        "| Rules | 4 hours | 7 hours | Planned |\n",
        "| Quotes | 3 hours | 4 hours | Planned |\n",
        "| **Total** | 7 hours | 11 hours | |\n",
        "**Total Actual**: 11 hours\n",
        "3. **Choice 0**: As branch 0 took it\n   - **Date**: 2026-02-01\n4. **Choice 1**",
        "5. **Choice 2**: As branch 2 took it\n",
        "- Branch 0 learned something\n- Branch 1 learned something\n- Branch 2 learned something\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("None yet"), "{text}");
}

#[test]
fn rows_of_an_initiative_and_what_follows_from_them() {
    let base = "# Initiative: Shop\n\n## Progress Table\n\n| Milestone | Status | Progress |\n|---|---|---|\n\
                | [Milestone 1: A](milestone-1-a.md) | 🚧 In Progress | 0% |\n\
                | [Milestone 2: B](milestone-2-b.md) | 🚧 In Progress | 0% |\n\
                | [Milestone 3: C](milestone-3-c.md) | 🚧 In Progress | 0% |\n\n## Current Status\n\n\
                - **Active Milestone**: Milestone 1: A, Milestone 2: B, Milestone 3: C\n\
                - **Overall Progress**: 0% (0 of 3 milestones)\n";
    let complete = |name: &str, left: &str| {
        let row = format!("milestone-{name}.md) | 🚧 In Progress | 0%");
        let done = format!("milestone-{name}.md) | ✅ Completed | 100%");
        with(
            base,
            &[
                (&row, &done),
                ("Milestone 1: A, Milestone 2: B, Milestone 3: C\n", &format!("{left}\n")),
                ("0% (0 of 3 milestones)", "33% (1 of 3 milestones)"),
            ],
        )
    };
    let path = "docs/shop/README.md";
    let merge = |ours: &str, theirs: &str| merge_texts(path, base, ours, theirs, &Marks::default());
    let (a, b) = (
        complete("1-a", "Milestone 2: B, Milestone 3: C"),
        complete("2-b", "Milestone 1: A, Milestone 3: C"),
    );
    let c = complete("3-c", "Milestone 1: A, Milestone 2: B");
    let two = merge(&a, &b);
    assert_eq!(two.conflicts, 0, "{}", two.text);
    assert!(
        two.text.contains("67% (2 of 3 milestones)")
            && two.text.contains("**Active Milestone**: Milestone 3: C\n"),
        "{}",
        two.text
    );
    let three = merge(&two.text, &c);
    assert_eq!(three.conflicts, 0, "{}", three.text);
    assert!(
        three.text.contains("100% (3 of 3 milestones)")
            && three.text.contains("**Active Milestone**: None\n"),
        "{}",
        three.text
    );
    assert_eq!(three, merge(&merge(&b, &c).text, &a));
}

#[test]
fn what_contradicts_stands_between_marks() {
    let ours = with(BASE, &[("🚧 In Progress", "✅ Completed")]);
    let theirs = with(BASE, &[("🚧 In Progress", "⛔ Blocked")]);
    let both = merged(BASE, &ours, &theirs);
    assert_eq!(both.conflicts, 1);
    assert!(
        both.text.contains(
            "<<<<<<< ours\n**Status**: ✅ Completed\n=======\n**Status**: ⛔ Blocked\n>>>>>>> theirs\n"
        ),
        "{}",
        both.text
    );
    // A tick is for the words that were ticked.
    let ours = with(BASE, &[("- [ ] Tax is exact", "- [x] Tax is exact")]);
    let theirs = with(BASE, &[("- [ ] Tax is exact", "- [ ] Tax is exact to the cent")]);
    assert_eq!(merged(BASE, &ours, &theirs).conflicts, 1);
    // Removed here, changed there.
    let ours = with(BASE, &[("2. **One voucher**: A cart has one\n", "")]);
    let theirs = with(BASE, &[("A cart has one", "A cart has two")]);
    assert_eq!(merged(BASE, &ours, &theirs).conflicts, 1);
}

#[test]
fn neighbouring_boxes_and_words_are_no_conflict() {
    let ours = with(BASE, &[("- [ ] Vouchers reduce", "- [x] Vouchers reduce")]);
    let theirs = with(BASE, &[("- [ ] Tax is exact", "- [ ] Tax is exact to the cent")]);
    let both = merged(BASE, &ours, &theirs);
    assert_eq!(both.conflicts, 0, "{}", both.text);
    assert!(
        both.text.contains("- [x] Vouchers reduce the total\n- [ ] Tax is exact to the cent\n- [ ] Orders"),
        "{}",
        both.text
    );
}

proptest! {
    #[test]
    fn a_side_without_changes_changes_nothing(text in document(), other in document()) {
        prop_assert_eq!(merged(&text, &text, &other), Merged { text: other.clone(), conflicts: 0 });
        prop_assert_eq!(merged(&text, &other, &text), Merged { text: other.clone(), conflicts: 0 });
        prop_assert_eq!(merged(&text, &other, &other), Merged { text: other, conflicts: 0 });
    }

    #[test]
    fn no_line_that_somebody_wrote_is_lost(base in document(), ours in document(), theirs in document()) {
        let both = merged(&base, &ours, &theirs);
        for (side, text) in [("ours", &ours), ("theirs", &theirs)] {
            for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.starts_with('w')) {
                if !base.contains(word) {
                    prop_assert!(both.text.contains(word), "{side}: {word}\n{}", both.text);
                }
            }
        }
    }

    /// Whatever stands there: broken tables, open fences, comments, front matter, other line ends.
    #[test]
    fn no_text_breaks_the_merge_or_is_lost_in_it(base in wild(), ours in wild(), theirs in wild()) {
        let both = merged(&base, &ours, &theirs);
        for (side, text) in [("ours", &ours), ("theirs", &theirs)] {
            for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.starts_with('w')) {
                prop_assert!(base.contains(word) || both.text.contains(word), "{side}: {word}\n{}", both.text);
            }
        }
        let marks = both.text.lines().filter(|line| line.starts_with("<<<<<<< ours")).count();
        prop_assert_eq!(marks, both.conflicts, "{}", both.text);
    }

    #[test]
    fn the_order_of_sides_does_not_matter(base in document(), ours in document(), theirs in document()) {
        let (one, other) = (merged(&base, &ours, &theirs), merged(&base, &theirs, &ours));
        prop_assert_eq!(one.conflicts, other.conflicts, "{}\n{}", one.text, other.text);
        if one.conflicts == 0 {
            prop_assert_eq!(one.text, other.text);
        }
    }
}

/// What one of several branches does: criteria that it ticks, minutes on each task, decisions with their days, whether it learned
/// something, and the day of its last change.
#[derive(Debug, Clone)]
struct Work {
    ticks: [bool; 3],
    minutes: [u32; 2],
    decisions: Vec<u32>,
    learned: bool,
    day: u32,
}

fn work() -> impl Strategy<Value = Work> {
    let minutes = prop_oneof![Just(0_u32), 1_u32..600];
    let fields = (
        any::<[bool; 3]>(),
        [minutes.clone(), minutes],
        prop::collection::vec(1_u32..29, 0..3),
        any::<bool>(),
        1_u32..29,
    );
    fields.prop_map(|(ticks, minutes, decisions, learned, day)| Work {
        ticks,
        minutes,
        decisions,
        learned,
        day,
    })
}

/// Minutes as a table shows them.
fn shown(minutes: u32) -> String {
    if minutes == 0 {
        "-".to_owned()
    } else {
        crate::tracking::spelled(milepost_time::Minutes(minutes.into()))
    }
}

/// The document after the work of one branch.
fn worked(branch: usize, work: &Work) -> String {
    let Work { ticks, minutes, decisions, learned, day } = work;
    let mut text = BASE.replace("2026-01-01", &format!("2026-02-{day:02}"));
    for (criterion, ticked) in ["Vouchers reduce", "Tax is", "Orders keep"].iter().zip(ticks) {
        if *ticked {
            text = with(&text, &[(&format!("- [ ] {criterion}"), &format!("- [x] {criterion}"))]);
        }
    }
    let (rules, quotes) = (minutes[0], 60 + minutes[1]);
    let all = shown(rules + quotes);
    text = with(
        &text,
        &[
            ("| 4 hours | - |", &format!("| 4 hours | {} |", shown(rules))),
            ("| 3 hours | 1 hour |", &format!("| 3 hours | {} |", shown(quotes))),
            ("| 7 hours | 1 hour |", &format!("| 7 hours | {all} |")),
            ("**Total Actual**: 1 hour", &format!("**Total Actual**: {all}")),
        ],
    );
    let mut taken = String::new();
    for (number, day) in (3..).zip(decisions) {
        let _ = write!(
            taken,
            "{number}. **Choice {branch}.{number}**: As taken\n   - **Date**: 2026-02-{day:02}\n"
        );
    }
    text = with(&text, &[("A cart has one\n", &format!("A cart has one\n{taken}"))]);
    if *learned {
        text = with(&text, &[("- None yet\n", &format!("- Branch {branch} learned something\n"))]);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn generated_branches_become_one_in_any_order(works in [work(), work(), work()]) {
        let texts: Vec<String> = works.iter().enumerate().map(|(at, work)| worked(at, work)).collect();
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        let mut found: Option<String> = None;
        for order in orders {
            let two = merged(BASE, &texts[order[0]], &texts[order[1]]);
            let three = merged(BASE, &two.text, &texts[order[2]]);
            prop_assert_eq!(two.conflicts + three.conflicts, 0, "{}", three.text);
            let first = found.get_or_insert_with(|| three.text.clone());
            prop_assert_eq!(&*first, &three.text, "{:?}", order);
        }
        let text = found.unwrap_or_default();
        let sum = |task: usize| works.iter().map(|work| work.minutes[task]).sum::<u32>();
        let all = shown(60 + sum(0) + sum(1));
        prop_assert!(text.contains(&format!("| Rules | 4 hours | {} |", shown(sum(0)))), "{}", text);
        prop_assert!(text.contains(&format!("| Quotes | 3 hours | {} |", shown(60 + sum(1)))), "{}", text);
        prop_assert!(text.contains(&format!("| 7 hours | {all} |")), "{}", text);
        prop_assert!(text.contains(&format!("**Total Actual**: {all}\n")), "{}", text);
        let ticked = (0..3).filter(|at| works.iter().any(|work| work.ticks[*at])).count();
        prop_assert_eq!(text.matches("- [x]").count(), ticked);
        let decisions: usize = works.iter().map(|work| work.decisions.len()).sum();
        prop_assert_eq!(text.matches("**Choice ").count(), decisions, "{}", text);
        prop_assert!(text.contains(&format!("{}. **", 2 + decisions)), "{}", text);
        let learned = works.iter().filter(|work| work.learned).count();
        prop_assert_eq!(text.matches("learned something").count(), learned);
        let day = works.iter().map(|work| work.day).max().unwrap_or_default();
        prop_assert!(text.contains(&format!("**Last Updated**: 2026-02-{day:02}\n")), "{}", text);
    }
}

/// Small documents of lines whose words are told apart.
fn document() -> impl Strategy<Value = String> {
    let word = || (0_u32..40).prop_map(|number| format!("w{number}"));
    let line = prop_oneof![
        word().prop_map(|word| format!("{word}\n")),
        (word(), prop::bool::ANY)
            .prop_map(|(word, ticked)| format!("- [{}] {word}\n", if ticked { 'x' } else { ' ' })),
        (word(), 1_u32..4).prop_map(|(word, number)| format!("{number}. {word}\n")),
        (word(), word()).prop_map(|(word, value)| format!("**{word}**: {value}\n")),
        word().prop_map(|word| format!("  - {word}\n")),
        word().prop_map(|word| format!("## {word}\n")),
        (word(), word()).prop_map(|(key, value)| format!("| A | B |\n|---|---|\n| {key} | {value} |\n")),
        Just("\n".to_owned()),
    ];
    prop::collection::vec(line, 0..10).prop_map(|lines| lines.concat())
}

/// Texts that are hardly documents, with words that are told apart.
fn wild() -> impl Strategy<Value = String> {
    let word = || (0_u32..60).prop_map(|number| format!("w{number}"));
    let opening = prop::sample::select(vec![
        "",
        "- [ ] ",
        "- [x",
        "1. ",
        "99999999999999999999. ",
        "| ",
        "|---|",
        "## ",
        "\u{feff}",
        "---\n",
        "```",
        "~~~",
        "<!-- ",
        "<!-- milepost: ",
        "**",
        "**Status**: ",
        "> ",
        "\t- ",
        "      ",
        "last-updated: ",
        "⏳ ",
        "é\u{301}",
        "\u{0}",
    ]);
    let ending =
        prop::sample::select(vec!["\n", "\r\n", "\r", "", " |\n", "**: 3 hours\n", " -->\n", ":\n", "\n\n"]);
    let line =
        (opening, word(), ending).prop_map(|(opening, word, ending)| format!("{opening}{word}{ending}"));
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.concat())
}
