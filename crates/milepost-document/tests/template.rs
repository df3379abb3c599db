//! The whole milestone template: each of its sections is typed, and nothing in it is overlooked.

use std::fmt::Write as _;

use milepost_document::{BoxState, Document, SectionId, parse};

const TEMPLATE: &str = include_str!("../fixtures/milestone-template.decoded.md");

fn template() -> Document {
    let parsed = parse(TEMPLATE);
    assert_eq!(parsed.problems, [], "the template has no flaw");
    parsed.document
}

/// What a section holds itself: its meaning, labels, entries, fences and tables.
fn section(d: &Document, id: SectionId) -> String {
    let section = d.section(id);
    let mut lines =
        format!("{} {}: {:?}\n", "#".repeat(section.level.into()), d.text(section.title), section.kind);
    for field in d.fields.iter().filter(|field| field.section == id) {
        let _ = writeln!(lines, "  label {}: {:?}", d.text(field.key), field.kind);
    }
    let items: Vec<_> = d.items.iter().filter(|item| item.section == id).collect();
    let mut kinds: Vec<_> = items.iter().map(|item| item.kind).collect();
    kinds.dedup();
    for kind in kinds {
        let of_kind = || items.iter().filter(|item| item.kind == kind);
        let boxes = of_kind().filter_map(|item| item.checkbox).filter(|b| b.state == BoxState::Open);
        let _ = writeln!(lines, "  {} entries of {kind:?}, {} open boxes", of_kind().count(), boxes.count());
    }
    for fence in d.fences.iter().filter(|fence| fence.section == id) {
        let owner = if fence.item.is_some() { " in an entry" } else { "" };
        let _ = writeln!(lines, "  fence {} of {:?}{owner}", d.text(fence.info), fence.kind);
    }
    for table in d.tables.iter().filter(|table| table.section == id) {
        let _ = writeln!(lines, "  table of {:?}, {} rows", table.kind, table.rows.len());
    }
    lines
}

#[test]
fn the_template_is_read_whole() {
    let d = template();
    let front = d.front_matter.as_ref().expect("a front matter");
    let keys: Vec<_> = front.entries.iter().map(|entry| entry.key.as_str()).collect();
    let mut model = format!("front matter: {}\n", keys.join(", "));
    for at in 0..d.sections.len() as u32 {
        model += &section(&d, SectionId(at));
    }
    insta::assert_snapshot!(model);
}

#[test]
fn every_section_of_the_template_is_typed() {
    let d = template();
    let untyped: Vec<_> =
        d.sections.iter().filter(|s| s.level > 1 && s.kind.is_none()).map(|s| d.text(s.title)).collect();
    assert_eq!(untyped, [""; 0]);
    assert!(d.items.iter().all(|item| item.kind.is_some()));
    assert!(d.tables.iter().all(|table| table.kind.is_some()));
    assert!(d.fences.iter().all(|fence| fence.kind.is_some() && fence.closed));
}

#[test]
fn every_box_label_fence_and_table_of_the_template_is_found() {
    let d = template();
    let lines = |found: fn(&str) -> bool| TEMPLATE.lines().filter(|line| found(line)).count();
    let boxes = d.items.iter().filter(|item| item.checkbox.is_some()).count();
    assert_eq!(boxes, lines(|line| line.starts_with("- [ ] ")));
    assert_eq!(d.fences.len() * 2, lines(|line| line.trim_start().starts_with("```")));
    let rows: usize = d.tables.iter().map(|table| table.rows.len() + 2).sum();
    assert_eq!(rows, lines(|line| line.starts_with('|')));
    assert_eq!(d.sections.len() - 1, section_lines());
}

/// Headings outside of fences.
fn section_lines() -> usize {
    let mut fenced = false;
    TEMPLATE
        .lines()
        .filter(|line| {
            fenced ^= line.trim_start().starts_with("```");
            !fenced && line.starts_with('#')
        })
        .count()
}
