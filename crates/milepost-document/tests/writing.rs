//! Laws of the edits that Milepost itself makes, and of parsing.

use jiff::civil::date;
use milepost_document::{BoxState, Document, Edit, EditSet, ItemId, Span, parse, view, vocabulary::Status};
use proptest::prelude::*;

const PAYMENTS: &str = include_str!("fixtures/payments.md");

fn read(source: &str) -> Document {
    parse(source).document
}

fn bound(d: &Document) -> String {
    view::projection(d, |_| true, &[])
}

#[test]
fn every_copy_of_the_status_is_written_in_its_own_spelling() {
    let d = read(PAYMENTS);
    let after = view::set_status(&d, Status::Completed).apply(PAYMENTS).unwrap();
    let expected = PAYMENTS.replace("🚧 In Progress", "✅ Completed").replace("in-progress", "completed");
    assert_eq!(after, expected);
    assert!(view::set_status(&read(&after), Status::Completed).is_empty());
    assert!(view::set_status(&d, Status::InProgress).is_empty());
}

#[test]
fn a_status_keeps_its_quotes_and_foreign_words() {
    for (source, expected) in [
        ("---\nstatus: \"planned\" # why\n---\n", "---\nstatus: \"completed\" # why\n---\n"),
        (
            "---\nassignee: @user\nstatus: 'planned'\n---\n",
            "---\nassignee: @user\nstatus: 'completed'\n---\n",
        ),
        ("# ⏳ Milestone 1: X\n", "# ✅ Milestone 1: X\n"),
        ("# X\r\n**Status**: PLANNED\r\n", "# X\r\n**Status**: COMPLETED\r\n"),
    ] {
        let after = view::set_status(&read(source), Status::Completed).apply(source).unwrap();
        assert_eq!(after, expected);
    }
}

#[test]
fn a_document_without_a_status_gets_one() {
    for (source, expected) in [
        ("# X\n", "# X\n\n**Status**: 🚧 In Progress\n"),
        ("# X\n**Goal**: a\n", "# X\n\n**Status**: 🚧 In Progress\n\n**Goal**: a\n"),
        ("X\n===\n\ntext\n", "X\n===\n\n**Status**: 🚧 In Progress\n\ntext\n"),
        ("# X\r\n\r\ntext\r\n", "# X\r\n\r\n**Status**: 🚧 In Progress\r\n\r\ntext\r\n"),
        ("## 1. Setup\n\n- [ ] 1.1 a\n", "**Status**: 🚧 In Progress\n\n## 1. Setup\n\n- [ ] 1.1 a\n"),
        ("---\nphase: 8\n---\n# X\n", "---\nphase: 8\nstatus: in-progress\n---\n# X\n"),
        ("---\n---\n", "---\nstatus: in-progress\n---\n"),
        // Where it would not be read back, or where a key without a value waits for one, nothing is written.
        ("---\nstatus:\n---\n# X\n", "---\nstatus:\n---\n# X\n"),
    ] {
        let before = read(source);
        let after = view::set_status(&before, Status::InProgress).apply(source).unwrap();
        assert_eq!(after, expected);
        let again = read(&after);
        assert!(view::set_status(&again, Status::InProgress).is_empty(), "{after}");
        assert_eq!(bound(&before), bound(&again), "{source:?}");
        let done = view::set_status(&again, Status::Completed).apply(&after).unwrap();
        assert_eq!(bound(&before), bound(&read(&done)), "{source:?}");
    }
}

#[test]
fn dates_keep_what_stands_behind_them() {
    for (source, expected) in [
        ("**Last Updated**: YYYY-MM-DD\n", "**Last Updated**: 2025-12-24\n"),
        ("**Last Updated**: 2025-01-02 (by me)\n", "**Last Updated**: 2025-12-24 (by me)\n"),
        ("**Last Updated**: Oct 20, 2025\n", "**Last Updated**: 2025-12-24\n"),
        ("---\nlast-updated: '2025-01-02'\n---\n", "---\nlast-updated: '2025-12-24'\n---\n"),
    ] {
        let d = read(source);
        let set = view::set_last_updated(&d, date(2025, 12, 24));
        let after = set.apply(source).unwrap();
        assert_eq!(after, expected);
        assert!(view::set_last_updated(&read(&after), date(2025, 12, 24)).is_empty());
        assert_eq!(bound(&d), bound(&read(&after)), "{source:?}");
    }
}

#[test]
fn cells_keep_their_table() {
    let d = read(PAYMENTS);
    let row = &view::time_rows(&d)[1];
    let (actual, _) = row.actual.clone().unwrap();
    for (text, line) in [
        ("6 hours", "| Refund   | 6 hours   | 6 hours | ⏳ Planned     |"),
        ("a|b", "| Refund   | 6 hours   | a\\|b    | ⏳ Planned     |"),
        ("much longer than before", "| Refund   | 6 hours   | much longer than before | ⏳ Planned     |"),
        ("a\nb", "| Refund   | 6 hours   | a b     | ⏳ Planned     |"),
    ] {
        let after = view::set_cell(&d, actual, text).apply(PAYMENTS).unwrap();
        assert!(after.contains(line), "{after}");
        assert_eq!(bound(&d), bound(&read(&after)), "{text}");
    }
    let source = "## Time Tracking\n\n|Task|Actual|Status|\n|-|-|-|\n|a||x|\n";
    let d = read(source);
    let (cell, _) = view::time_rows(&d)[0].actual.clone().unwrap();
    let after = view::set_cell(&d, cell, "1 h").apply(source).unwrap();
    assert!(after.contains("|a| 1 h |x|"), "{after}");
    assert_eq!(bound(&d), bound(&read(&after)));
}

#[test]
fn a_tick_of_a_bound_entry_leaves_the_projection_equal_and_of_another_does_not() {
    let d = read(PAYMENTS);
    for (at, item) in (0_u32..).zip(&d.items).filter(|(_, item)| item.checkbox.is_some()) {
        let id = ItemId(at);
        let edits = view::tick(&d, id, !item.is_ticked());
        assert_eq!(edits.edits().len(), 1);
        assert_eq!(edits.edits()[0].span, item.checkbox.unwrap().mark);
        let after = read(&edits.apply(PAYMENTS).unwrap());
        assert_eq!(after.item(id).is_ticked(), !item.is_ticked());
        assert!(view::tick(&after, id, !item.is_ticked()).is_empty());
        assert_eq!(bound(&d), bound(&after));
        let others = |other| other != id;
        assert_ne!(view::projection(&d, others, &[]), view::projection(&after, others, &[]));
    }
}

/// One line of a milestone document, or something close to one.
fn line() -> impl Strategy<Value = String> {
    let fixed = [
        "# Milestone 3: X",
        "## Success Criteria",
        "### Time Tracking",
        "#### Unit Tests",
        "- [ ] a",
        "- [x] b `c d`",
        "  - [~] e",
        "1. [ ] f",
        "- g <!-- milepost: manual -->",
        "<!-- milepost: manual -->",
        "<!-- milepost: wrong",
        "**Status**: ⏳ Planned",
        "**Status:** Done | **Last Updated**: 2025-01-02",
        "> **Status**: x",
        "Status: Done",
        "| Task | Actual | Status |",
        "|---|:-:|--|",
        "| a | 1 h | done | more |",
        "| a | - | ⏳ Planned |",
        "```bash",
        "```",
        "~~~",
        "   ```sql",
        "# milepost: manual",
        "---",
        "status: planned",
        "last-updated: YYYY-MM-DD",
        "[a](b.md) [c][d]",
        "[d]: <e f>",
        "**Key Test Cases**:",
        "**Total Actual**: - hours",
        "",
        "",
        "  ",
        "\t- x",
        "![i](j)",
        "<details>",
        "</details>",
        "text\u{1a}",
        "üß🟢 **ö**: ä",
        "\0",
        "===",
        "-",
        "*",
        "- [ ]",
        "|",
        "||",
    ];
    prop_oneof![8 => proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned), 1 => ".{0,20}", 1 => "[-*`#|<>\\[\\]()~! x]{0,16}"]
}

/// A document of such lines with any line ends.
fn source() -> impl Strategy<Value = String> {
    let ends = proptest::sample::select(vec!["\n", "\n", "\n", "\r\n", "\r"]);
    let bom = proptest::bool::weighted(0.1);
    (bom, proptest::collection::vec((line(), ends), 0..40)).prop_map(|(bom, lines)| {
        let mut source = if bom { "\u{feff}".to_owned() } else { String::new() };
        for (line, end) in lines {
            source.push_str(&line);
            source.push_str(end);
        }
        source
    })
}

fn spans(d: &Document) -> Vec<Span> {
    let mut spans = Vec::new();
    spans.extend(d.sections.iter().flat_map(|s| [s.heading, s.title, s.body, s.own]));
    spans.extend(d.fields.iter().flat_map(|f| [f.key, f.value]));
    spans.extend(d.items.iter().flat_map(|i| [i.span, i.text]));
    spans.extend(d.items.iter().flat_map(|i| i.code.iter().copied()));
    spans.extend(d.items.iter().filter_map(|i| i.checkbox).flat_map(|c| [c.span, c.mark]));
    spans.extend(d.fences.iter().flat_map(|f| [f.span, f.info, f.content]));
    spans.extend(d.links.iter().flat_map(|l| [l.span, l.text, l.target]));
    spans.extend(d.tables.iter().map(|t| t.span));
    spans.extend(d.tables.iter().flat_map(|t| t.header.iter().copied()));
    spans.extend(d.tables.iter().flat_map(|t| &t.rows).flat_map(|r| r.cells.iter().copied().chain([r.span])));
    spans.extend(d.annotations.iter().map(|a| a.span));
    spans
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn the_source_is_kept_and_every_span_is_of_it(source in source()) {
        let parsed = parse(&source);
        let d = &parsed.document;
        prop_assert_eq!(&*d.source, source.as_str());
        for span in spans(d).into_iter().chain(parsed.problems.iter().map(|p| p.span)) {
            prop_assert!(source.get(span.range()).is_some(), "{:?}", span);
        }
        prop_assert!(parsed.problems.is_sorted_by_key(|p| p.span));
    }

    #[test]
    fn children_lie_in_their_parents(source in source()) {
        let d = read(&source);
        for section in &d.sections {
            prop_assert!(section.body.contains(section.own));
            if let Some(parent) = section.parent {
                prop_assert!(d.section(parent).body.contains(section.heading) && d.section(parent).body.contains(section.body));
            }
        }
        for item in &d.items {
            prop_assert!(item.span.contains(item.text) || item.text.is_empty());
            prop_assert!(d.section(item.section).body.contains(item.span), "{:?}", d.text(item.span));
            if let Some(parent) = item.parent {
                prop_assert!(d.item(parent).span.contains(item.span));
            }
        }
        for fence in &d.fences {
            prop_assert!(fence.span.contains(fence.content));
        }
        for link in &d.links {
            prop_assert!(link.span.contains(link.text));
        }
        prop_assert!(d.items.is_sorted_by_key(|i| i.span.start));
        prop_assert!(d.fields.is_sorted_by_key(|f| f.key.start));
        prop_assert!(d.fences.is_sorted_by_key(|f| f.span.start));
        prop_assert!(d.links.is_sorted_by_key(|l| l.span.start));
    }

    #[test]
    fn views_read_any_document(source in source()) {
        let d = read(&source);
        let _ = (view::identity(&d, "milestone-1.md"), view::overview(&d), view::planned_files(&d), view::settings(&d));
        let _ = (view::tasks(&d), view::time_rows(&d), view::totals(&d), view::rollback_steps(&d), view::test_fences(&d));
        let _ = (view::blockers(&d), view::notes(&d), view::implementation_steps(&d), view::coverage_target(&d));
        let _ = view::references(&d, d.sections[0].body);
        prop_assert_eq!(view::anchors(&d).len() + 1, d.sections.len());
        let mut ids = view::item_ids(&d);
        prop_assert_eq!(ids.len(), d.items.len());
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), d.items.len());
    }

    #[test]
    fn what_is_written_is_read_back_and_projects_equal(source in source(), status in proptest::sample::select(Status::ALL.to_vec())) {
        let d = read(&source);
        let before = bound(&d);
        let edits = view::set_status(&d, status);
        let after = read(&edits.apply(&source).unwrap());
        if let Some(place) = view::status(&d) {
            prop_assert_eq!(view::status(&after).and_then(|p| p.reading).map(|r| r.status), Some(status), "{:?}", place);
        }
        prop_assert_eq!(&bound(&after), &before);
        prop_assert!(view::set_status(&after, status).is_empty());

        let edits = view::set_last_updated(&d, date(2025, 12, 24));
        let after = read(&edits.apply(&source).unwrap());
        prop_assert_eq!(&bound(&after), &before);
        prop_assert!(view::set_last_updated(&after, date(2025, 12, 24)).is_empty());

        for cell in view::owned_cells(&d) {
            let in_table = d.tables.iter().any(|t| t.span.contains(cell));
            if in_table {
                let after = read(&view::set_cell(&d, cell, "7|8 h").apply(&source).unwrap());
                prop_assert_eq!(&bound(&after), &before);
            }
        }
    }

    #[test]
    fn ticks_touch_one_mark(source in source(), at in any::<prop::sample::Index>()) {
        let d = read(&source);
        let boxes: Vec<_> = (0..d.items.len()).filter(|at| d.items[*at].checkbox.is_some()).collect();
        prop_assume!(!boxes.is_empty());
        let id = ItemId(boxes[at.index(boxes.len())] as u32);
        for ticked in [true, false] {
            let edits = view::tick(&d, id, ticked);
            let after = read(&edits.apply(&source).unwrap());
            prop_assert_eq!(after.item(id).checkbox.map(|c| c.state), Some(if ticked { BoxState::Ticked } else { BoxState::Open }));
            prop_assert!(view::tick(&after, id, ticked).is_empty());
            prop_assert_eq!(bound(&after), bound(&d));
        }
    }

    #[test]
    fn any_other_edit_changes_the_projection(source in source(), at in any::<prop::sample::Index>(), text in "[a-z]{1,3}") {
        let d = read(&source);
        let boundaries: Vec<_> = (0..=source.len()).filter(|at| source.is_char_boundary(*at)).collect();
        let at = boundaries[at.index(boundaries.len())] as u32;
        let mut owned: Vec<_> = view::owned_cells(&d);
        owned.extend(view::status_places(&d).iter().map(|p| p.value));
        owned.extend(view::last_updated_places(&d).iter().map(|p| p.value));
        owned.extend(d.items.iter().filter_map(|i| i.checkbox).map(|c| c.span));
        // A blank beside an owned value belongs to it.
        let near = |span: &Span| at + 8 >= span.start && at <= span.end + 8;
        prop_assume!(!owned.iter().any(near));
        let edit = EditSet::new(vec![Edit::insert(at, text)]).unwrap();
        let after = read(&edit.apply(&source).unwrap());
        prop_assert_ne!(bound(&after), bound(&d));
    }

    #[test]
    fn any_text_parses(source in "\\PC{0,200}") {
        let d = read(&source);
        prop_assert_eq!(&*d.source, source.as_str());
    }
}
