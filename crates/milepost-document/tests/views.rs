//! Typed views on one filled document and on small ones.

use milepost_document::{
    Document, ItemId, Span, parse,
    view::{self, DocumentKind, Place, PlannedUse, ReferenceTarget, TestKind},
    vocabulary::{Risk, Status},
};

fn payments() -> Document {
    parse(include_str!("fixtures/payments.md")).document
}

fn texts<'d>(d: &'d Document, items: &[ItemId]) -> Vec<&'d str> {
    items.iter().map(|id| d.text(d.item(*id).text)).collect()
}

#[test]
fn the_filled_document_has_no_problem() {
    let parsed = parse(include_str!("fixtures/payments.md"));
    assert_eq!(parsed.problems, []);
    assert!(parsed.document.sections[2..].iter().all(|section| section.kind.is_some()));
}

#[test]
fn overview_and_identity() {
    let d = payments();
    let overview = view::overview(&d);
    let text = d.text(overview.description.unwrap());
    assert_eq!(
        text,
        "Customers pay by card, and every payment can be taken back.\nIt replaces the invoice form."
    );
    assert_eq!(overview.risk.unwrap().risk, Some(Risk::Medium));
    assert_eq!(overview.effort.unwrap().effort.unwrap().hours.unwrap().low.to_string(), "24");
    assert_eq!(d.text(overview.duration.unwrap().value), "3-4 days");
    let identity = view::identity(&d, "milestone-03-payments.md");
    assert_eq!((identity.number.as_deref(), identity.file_number.as_deref()), (Some("3"), Some("3")));
    assert_eq!((identity.name.as_str(), identity.kind), ("Card payments", DocumentKind::Milestone));
    let template = parse("# Milestone 1: X\n\n**Risk Level**: 🟢 Low / 🟡 Medium / 🔴 High\n").document;
    assert_eq!(view::overview(&template).risk.unwrap().risk, None);
}

#[test]
fn kinds_of_documents() {
    for (source, file, kind) in [
        ("---\ntype: milestone\n---\n# X\n", "x.md", DocumentKind::Milestone),
        ("# Phase 2: X\n", "x.md", DocumentKind::Phase),
        ("# X\n**Status**: Done\n## Success Criteria\n- [ ] a\n", "x.md", DocumentKind::Milestone),
        ("# X\n**Status**: Done\n", "x.md", DocumentKind::Other),
        ("# Payments\n## Milestones\n", "README.md", DocumentKind::InitiativeReadme),
        ("# P\n- [a](milestone-1.md)\n- [b](milestone-2.md)\n", "README.md", DocumentKind::InitiativeReadme),
        ("# P\n## Initiatives\n", "MASTERPLAN.md", DocumentKind::Hub),
        ("# P\n", "README.md", DocumentKind::Other),
    ] {
        assert_eq!(view::document_kind(&parse(source).document, file), kind, "{source:?} {file}");
    }
}

#[test]
fn numbers_come_from_title_front_matter_or_file() {
    for (source, file, number, name) in [
        ("# M03 – Y\n", "x.md", Some("3"), "Y"),
        ("# Y\n", "milestone-07-y.md", Some("7"), "Y"),
        ("# Y\n", "M7-z.md", Some("7"), "Y"),
        ("# Y\n", "05-z.md", Some("5"), "Y"),
        ("---\nnumber: 4\n---\n# Y\n", "x.md", Some("4"), "Y"),
        ("text\n", "phase-5.2-more-work.md", Some("5.2"), "more work"),
        ("text\n", "notes.md", None, "notes"),
    ] {
        let identity = view::identity(&parse(source).document, file);
        assert_eq!((identity.number.as_deref(), identity.name.as_str()), (number, name), "{source:?} {file}");
    }
}

#[test]
fn every_copy_of_the_status_is_found() {
    let d = payments();
    let places: Vec<_> =
        view::status_places(&d).iter().map(|p| (p.place, d.text(p.value).to_owned())).collect();
    let expected = [
        (Place::Label, "🚧 In Progress"),
        (Place::FrontMatter, "in-progress"),
        (Place::Footer, "🚧 In Progress"),
    ];
    assert_eq!(places, expected.map(|(place, text)| (place, text.to_owned())));
    assert_eq!(view::status(&d).unwrap().reading.unwrap().status, Status::InProgress);
}

#[test]
fn statuses_in_other_places() {
    for (source, expected) in [
        ("---\nmilestone_status: done\nstatus: current\n---\n# X\n", vec![(Place::MilestoneStatus, "done")]),
        ("---\nstatus: current\n---\n# X\n", vec![]),
        ("# X\n\n```\n┌────┐\n│ Status: Done │\n└────┘\n```\n", vec![(Place::HeaderFence, "Done")]),
        ("# X\n\n## 📊 Development Status: In Progress\n", vec![(Place::Heading, "In Progress")]),
        ("# X\n\nStatus: Done\n", vec![(Place::Plain, "Done")]),
        ("# Milestone 1: X (Completed)\n", vec![(Place::TitleSuffix, "Completed")]),
        ("# Milestone 1: X — COMPLETE\n", vec![(Place::TitleSuffix, "COMPLETE")]),
        ("# ⏳ Milestone 1: X\n", vec![(Place::TitleSuffix, "⏳")]),
        ("# Milestone 1: Payment (cards)\n", vec![]),
        ("# X\n\n- [ ] a **Status**: Done\n- [ ] **Status**: Done\n", vec![]),
        ("# X\n\n## A\n\n## Next Steps\n\n**Status**: Done\n", vec![]),
        ("# X\n\n## A\n\n## B\n\n**Status**: Done\n", vec![(Place::Footer, "Done")]),
        ("# X\n\n> **Status**: Done\n", vec![(Place::Label, "Done")]),
        ("# X\n\n**Status**:\n", vec![]),
    ] {
        let d = parse(source).document;
        let places: Vec<_> = view::status_places(&d).into_iter().map(|p| (p.place, p.value)).collect();
        let places: Vec<_> = places.into_iter().map(|(place, value)| (place, d.text(value))).collect();
        assert_eq!(places, expected, "{source:?}");
    }
}

#[test]
fn scope_files_and_settings() {
    let d = payments();
    assert_eq!(texts(&d, &view::in_scope(&d)), ["Card payments"]);
    assert_eq!(texts(&d, &view::out_of_scope(&d)), ["Bank transfer (next quarter)"]);
    let files: Vec<_> =
        view::planned_files(&d).iter().map(|f| (f.planned, d.text(f.path), d.text(f.description))).collect();
    assert_eq!(
        files,
        [
            (PlannedUse::Modify, "src/orders.ts", "paid state"),
            (PlannedUse::Modify, "src/routes.ts", "the new routes"),
            (PlannedUse::Create, "src/payments.ts", "the endpoint"),
        ]
    );
    let settings: Vec<_> = view::settings(&d).iter().map(|s| (d.text(s.name), d.text(s.value))).collect();
    assert_eq!(settings, [("PAYMENT_KEY", "test"), ("PAYMENT_URL", "\"https://example.org\"")]);
}

#[test]
fn tests_and_steps() {
    let d = payments();
    let fences: Vec<_> = view::test_fences(&d).iter().map(|f| (f.kind, d.fence_text(f.fence))).collect();
    assert_eq!(
        fences,
        [
            (TestKind::Unit, "pnpm test:unit\n".to_owned()),
            (TestKind::Integration, "pnpm test:integration\n".to_owned()),
        ]
    );
    assert_eq!(view::coverage_target(&d).unwrap().percent.to_string(), "90");
    assert_eq!(texts(&d, &view::key_cases(&d)), ["A card is declined", "A card is charged twice"]);
    let steps = view::implementation_steps(&d);
    assert_eq!(steps.iter().map(|s| s.fences.len()).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(d.fence_text(steps[0].fences[0]), "pnpm migrate\n\npnpm test\n");
}

#[test]
fn dependencies_block_while_they_are_open() {
    let d = payments();
    assert_eq!(view::prerequisites(&d).len(), 2);
    let open: Vec<_> =
        view::blockers(&d).iter().filter(|b| b.is_open).map(|b| d.text(d.item(b.item).text)).collect();
    assert_eq!(open, ["The provider's contract"]);
    let downstream: Vec<_> = view::downstream(&d)
        .into_iter()
        .map(|impact| {
            (impact.needs_update, impact.texts.iter().map(|text| d.text(*text)).collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(downstream, [(false, vec!["reports, payouts/4"]), (true, vec!["admin"])]);
    for (text, open) in [
        ("- None", false),
        ("- None currently identified", false),
        ("- N/A", false),
        ("- [x] Key", false),
        ("- [ ] Key", true),
        ("- ~~Key~~", false),
        ("- ~~Key~~ got it", false),
        ("- Key ✅ is missing", true),
        ("- ✅ Key", false),
        ("- **Resolved**: Key", false),
        ("- Nonexistent key", true),
        ("- Key is not resolved", true),
        ("- Or: Blocker description", true),
    ] {
        let d = parse(&format!("## Blockers\n{text}\n")).document;
        assert_eq!(view::blockers(&d)[0].is_open, open, "{text}");
    }
}

#[test]
fn rollback() {
    let d = payments();
    assert_eq!(texts(&d, &view::rollback_triggers(&d)), ["Performance degradation > 10%"]);
    let steps: Vec<_> =
        view::rollback_steps(&d).iter().map(|s| (s.number, d.text(s.title), d.text(s.body))).collect();
    assert_eq!(steps, [(1, "Revert the code", "git revert HEAD\n\n"), (2, "Verify", "pnpm test\n")]);
    assert_eq!(texts(&d, &view::post_rollback_actions(&d)), ["Tell the shop"]);
    let d = parse("## Rollback Procedure\n```bash\ngit revert HEAD\n```\n").document;
    let steps: Vec<_> = view::rollback_steps(&d).iter().map(|s| (s.number, d.text(s.body))).collect();
    assert_eq!(steps, [(1, "git revert HEAD\n")]);
    let d = parse("## Rollback Procedure\n```bash\nset -e\n# Step 1: a\nb\n```\n").document;
    assert_eq!(d.text(view::rollback_steps(&d)[0].body), "set -e\n# Step 1: a\nb\n");
}

#[test]
fn tasks_times_and_totals() {
    let d = payments();
    let tasks: Vec<_> = view::tasks(&d)
        .iter()
        .map(|t| (d.text(t.name).to_owned(), t.estimate.as_ref().map(|e| e.hours.unwrap().low)))
        .collect();
    assert_eq!(tasks, [("Endpoint".to_owned(), Some(8.0)), ("Refund".to_owned(), None)]);
    let rows = view::time_rows(&d);
    let hours = |cell: &Option<(Span, Option<milepost_document::vocabulary::Effort>)>| {
        cell.as_ref().and_then(|(_, effort)| effort.as_ref()?.hours).map(|range| range.low)
    };
    let rows: Vec<_> = rows
        .iter()
        .map(|r| (d.text(r.task), hours(&r.estimated), hours(&r.actual), r.status.unwrap().1))
        .collect();
    assert_eq!(
        rows,
        [
            ("Endpoint", Some(8.0), Some(9.0), Some(Status::Completed)),
            ("Refund", Some(6.0), None, Some(Status::Planned)),
        ]
    );
    let totals: Vec<_> = view::totals(&d).iter().map(|t| d.text(t.value)).collect();
    assert_eq!(totals, ["14 hours", "9 hours"]);
}

#[test]
fn notes_and_dates() {
    let d = payments();
    let notes: Vec<_> = view::notes(&d).iter().map(|n| (n.kind, d.text(d.item(n.item).text))).collect();
    assert_eq!(
        notes,
        [
            (view::NoteKind::Decision, "**Provider**: the one that refunds"),
            (view::NoteKind::Lesson, "**Tests**: write them first"),
            (view::NoteKind::Question, "**Fees**: who pays?"),
        ]
    );
    let dates: Vec<_> = view::last_updated_places(&d)
        .iter()
        .map(|p| (d.text(p.date).to_owned(), p.in_front_matter))
        .collect();
    assert_eq!(dates, [("2025-03-04".to_owned(), true), ("2025-03-04".to_owned(), false)]);
}

#[test]
fn item_ids_name_entries() {
    let d = payments();
    let ids = view::item_ids(&d);
    for id in [
        "objectives/capture-a-card-is-charged-once",
        "deliverables/payment-endpoint",
        "refund",
        "success-criteria/all-objectives-achieved",
        "success-criteria/no-performance-degradation",
        "success-criteria/no-performance-degradation~2",
        "post-implementation/type-check-passes",
        "task-breakdown/endpoint",
        "code-changes/paid-state",
    ] {
        assert!(ids.iter().any(|other| other == id), "{id} is not in {ids:#?}");
    }
    let mut unique = ids.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), ids.len());
    let long = parse(&format!("- [ ] {}\n- [ ] {}b\n", "word ".repeat(40), "word ".repeat(40))).document;
    let ids = view::item_ids(&long);
    assert!(ids.iter().all(|id| id.len() <= 60) && ids[0] != ids[1], "{ids:?}");
    let ids = |source: &str| view::item_ids(&parse(source).document);
    assert_eq!(ids("- [ ] Tests **pass** ✅\n"), ids("- [x] tests pass\n"));
    assert_eq!(ids("- a\n- a\n- a~2\n- a\n"), ["a", "a~2", "a-2", "a~3"]);
    assert_eq!(ids("- `x y`\n- ✅\n"), ["x-y", "item"]);
}

#[test]
fn anchors_follow_github() {
    let d = parse(
        "# 10. Layer `Architecture`\n## 📊 Status\n## A & B: c_d!\n## [Link](x.md) *here*\n## Status\n## Status\n## Größe\n## status-1\n",
    )
    .document;
    assert_eq!(
        view::anchors(&d),
        [
            "10-layer-architecture",
            "-status",
            "a--b-c_d",
            "link-here",
            "status",
            "status-1",
            "größe",
            "status-1-1",
        ]
    );
}

#[test]
fn references_to_milestones() {
    let check = |source: &str, expected: &[(&str, &str)]| {
        let d = parse(source).document;
        let found = view::references(&d, d.sections[0].body);
        let found: Vec<_> = found
            .iter()
            .map(|r| {
                let target = match &r.target {
                    ReferenceTarget::Number { number, .. } => number.clone(),
                    ReferenceTarget::Scoped { initiative, number } => format!("{initiative}/{number}"),
                    ReferenceTarget::Path(span) => d.text(*span).to_owned(),
                };
                (d.text(r.span), target)
            })
            .collect();
        let found: Vec<_> = found.iter().map(|(text, target)| (*text, target.as_str())).collect();
        assert_eq!(found, expected, "{source:?}");
    };
    check("M2, M03 and M-007.", &[("M2", "2"), ("M03", "3"), ("M-007", "7")]);
    check("Milestone 2 and phase 5.1.", &[("Milestone 2", "2"), ("phase 5.1", "5.1")]);
    check(
        "[Milestone 2](milestone-2.md#a) first",
        &[("[Milestone 2](milestone-2.md#a)", "milestone-2.md#a")],
    );
    check("payouts/4 and src/2/x, `M9`, 24/7 or a/b", &[("payouts/4", "payouts/4")]);
    check("MP3, M2x, XM2, Milestone two, [site](https://x.org/M2)", &[]);
}
