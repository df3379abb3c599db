//! What holds wherever an entry is written.

use jiff::civil::date;
use milepost_document::{parse, view::NoteKind};
use proptest::prelude::*;

use super::{
    entries::{Entry, entries},
    place::{NewEntry, placed},
};

/// Sections of notes in the forms that people give them, between others, with words that are told apart.
fn document() -> impl Strategy<Value = String> {
    let words = || (0_u32..90).prop_map(|number| format!("w{number}"));
    let entry = prop_oneof![
        (1_u32..4, words(), words())
            .prop_map(|(n, a, b)| format!("{n}. **{a}**: {b}\n   - **Date**: 2026-01-05\n")),
        (1_u32..4, words()).prop_map(|(n, a)| format!("- **Decision {n}**: {a}\n")),
        (1_u32..4, words()).prop_map(|(n, a)| format!("- {a}\n  - below {n}\n")),
        (1_u32..4, words(), words()).prop_map(|(n, a, b)| format!("\n### {n}. {a}\n\n{b}\n")),
        (1_u32..4, words(), words())
            .prop_map(|(n, a, b)| format!("\n| ID | Decision | Why |\n|---|---|---|\n| {n} | {a} | {b} |\n")),
        words().prop_map(|a| format!("{a}\n\n")),
        Just("- None yet\n".to_owned()),
        Just("\n".to_owned()),
    ];
    let section = (
        prop::sample::select(vec![
            "## Notes & Decisions\n\n### Design Decisions\n\n",
            "### Design Decisions\n",
            "### Lessons Learned\n\n",
            "### Open Questions\n\n",
            "## Other\n\n",
        ]),
        prop::collection::vec(entry, 0..4),
        prop::sample::select(vec!["", "\n", "\n---\n", "\n---\n\n**Last Updated**: 2026-01-01\n"]),
    );
    let section = section.prop_map(|(heading, entries, end)| format!("{heading}{}{end}\n", entries.concat()));
    (prop::collection::vec(section, 0..4), any::<bool>()).prop_map(|(sections, windows)| {
        let text = format!("# Milestone 1: X\n\n**Status**: Planned\n\n{}", sections.concat());
        if windows { text.replace('\n', "\r\n") } else { text }
    })
}

proptest! {
    #[test]
    fn an_entry_is_read_again_and_no_word_is_lost(
        text in document(),
        kind in prop::sample::select(vec![NoteKind::Decision, NoteKind::Lesson, NoteKind::Question]),
        why in any::<bool>(),
    ) {
        let why = (why && kind == NoteKind::Decision).then_some("it is x|y");
        let new = NewEntry { kind, number: 77, day: date(2026, 1, 2), words: "Newest", why, behind: Vec::new() };
        let edits = placed(&parse(&text).document, &new).unwrap();
        let after = edits.apply(&text).unwrap();
        let words = |text: &str| {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.starts_with('w'));
            words.filter(|word| word[1..].parse::<u32>().is_ok()).map(str::to_owned).collect::<Vec<_>>()
        };
        prop_assert_eq!(words(&after), words(&text), "{}", after);
        prop_assert_eq!(after.contains("\r\n"), text.contains("\r\n"));
        prop_assert_eq!(after.matches("\r\n").count() == after.matches('\n').count(), text.contains("\r\n"));
        let document = parse(&after).document;
        let found = entries(&document, kind);
        let is_new = |entry: &&Entry| document.text(entry.whole).contains("Newest");
        prop_assert_eq!(found.iter().filter(is_new).count(), 1, "{}", after);
    }
}
