//! Laws of findings and fixes, over documents made of the pieces that rules look at.

#![expect(clippy::unwrap_used, reason = "tests")]

use milepost_lint::{Grade, NoFacts, RULES, fixes, lint};
use milepost_portfolio::{Portfolio, portfolio_of};
use proptest::prelude::*;

const PIECES: [&str; 18] = [
    "**Status**: ✅ Completed\n",
    "**Status**: ‚è≥ Planned\n",
    "**Status**: plannd\n",
    "**Risk Level**: High\n**Last Updated**: 2025-02-30\n",
    "\n## Success Criteria\n\n- [ ] A\n- [x] B [Milestone Name]\n",
    "\nSee [a](milestone-2.md#x) and [b](gone.md) â€“ ok.\n",
    "\n### Prerequisites\n\n- [ ] M2\n- [ ] M7\n",
    "\n### Blockers\n\n- Waiting\n",
    "\n## Testing Strategy\n\n```bash\na && b\nc || true\n```\n",
    "\n- item\n\n   ```sh\n   true\n   ```\n",
    "\n### Time Tracking\n\n| Task | Estimated |\n|---|---|\n| A | 2 hours |\n\n**Total Estimated**: 5 hours\n",
    "\n<!-- milepost: allow placeholder because \"x\" -->\n",
    "\n<!-- milepost: nonsense -->\n",
    "\n| Milestone | Status |\n|---|---|\n| [M2](milestone-2.md) | Planned |\n",
    "\n---\n\n**Last Updated**: 2025-01-01\n**Status**: In Progress\n",
    "\r\nText with\ttabs\r\n",
    "\n```text\nopen",
    "\n## Rollback Plan\n\n```\nx\n```\n",
];

fn document() -> impl Strategy<Value = String> {
    let front = prop_oneof![
        Just(""),
        Just("---\nstatus: planned\nlast-updated: 2025-01-02\n---\n"),
        Just("\u{feff}"),
        Just("---\na: b: c\n---\n")
    ];
    (front, prop::collection::vec(prop::sample::select(&PIECES[..]), 0..8))
        .prop_map(|(front, pieces)| format!("{front}# Milestone 1: Cart\n\n{}", pieces.concat()))
}

fn portfolio(text: &str) -> Portfolio {
    portfolio_of(&[
        (
            "p/README.md",
            "# Initiative: P\n\n| Milestone | Status |\n|---|---|\n| [M1](milestone-1.md) | Blocked |\n",
        ),
        ("p/milestone-1.md", text),
        ("p/milestone-2.md", "# Milestone 2: B\n\n**Status**: Completed\n**Depends on**: M1\n"),
    ])
}

fn texts(portfolio: &Portfolio) -> Vec<(String, String)> {
    portfolio
        .documents
        .iter()
        .map(|document| (document.path.clone(), document.document().source.to_string()))
        .collect()
}

/// The portfolio after all fixes of a grade.
fn fixed(portfolio: &Portfolio, grade: Grade) -> Portfolio {
    let findings = lint(portfolio, &[0, 1, 2], &NoFacts);
    let mut files = texts(portfolio);
    for (path, edits) in fixes(&findings, grade) {
        let (_, text) = files.iter_mut().find(|(own, _)| *own == path).unwrap();
        *text = edits.apply(text).unwrap();
    }
    portfolio_of(&files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn findings_are_sorted_in_bounds_and_of_known_rules(text in document()) {
        let portfolio = portfolio(&text);
        let findings = lint(&portfolio, &[2, 1, 0, 1], &NoFacts);
        prop_assert!(findings.is_sorted_by(|a, b| (&a.path, a.span) <= (&b.path, b.span)));
        for finding in &findings {
            prop_assert!(RULES.iter().any(|rule| rule.id == finding.rule));
            let source = &portfolio.documents[portfolio.find(&finding.path).unwrap()].document().source;
            prop_assert!(source.get(finding.span.range()).is_some(), "{finding:?}");
            prop_assert!(!finding.message.ends_with('.') && !finding.message.is_empty());
            for related in &finding.related {
                let source = &portfolio.documents[portfolio.find(&related.path).unwrap()].document().source;
                prop_assert!(source.get(related.span.range()).is_some(), "{finding:?}");
            }
        }
        prop_assert_eq!(&findings, &lint(&portfolio, &[0, 1, 2], &NoFacts));
    }

    #[test]
    fn safe_fixes_need_one_run(text in document()) {
        let once = fixed(&portfolio(&text), Grade::Safe);
        prop_assert_eq!(texts(&fixed(&once, Grade::Safe)), texts(&once));
        prop_assert!(lint(&once, &[0, 1, 2], &NoFacts).iter().all(|finding| finding.rule != "mis-decoded-text"));
    }

    #[test]
    fn all_fixes_come_to_an_end(text in document()) {
        // One fix may uncover another (a repaired status drifts from its row): a few runs, then nothing changes.
        let mut now = portfolio(&text);
        for _ in 0..5 {
            now = fixed(&now, Grade::Suggestion);
        }
        prop_assert_eq!(texts(&fixed(&now, Grade::Suggestion)), texts(&now));
        let left = lint(&now, &[0, 1, 2], &NoFacts);
        prop_assert!(left.iter().all(|finding| finding.fix.is_none()), "{left:?}");
    }

    #[test]
    fn any_bytes_are_linted(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let portfolio = portfolio_of(&[("p/milestone-1.md", bytes.as_slice())]);
        prop_assert_eq!(portfolio.documents.len(), 1);
        lint(&portfolio, &[0], &NoFacts);
    }
}
