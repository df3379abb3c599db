//! Which document this is, without reading it to its end.

use std::sync::Arc;

use crate::{
    Document, front_matter, parse_shared,
    vocabulary::{HEADING_SIGNS, dialect_place},
};

use super::identity::{Identity, identity, kind_by_head};

/// What [`identity`] answers for the whole text, where its front matter and a heading of the first level right below that
/// are enough to know it. `None` says nothing of the document.
pub fn identity_of_head(source: &str, path: &str) -> Option<Identity> {
    let place = dialect_place(path);
    if place.is_none() && may_show_a_dialect(source) {
        return None;
    }
    let document = head(source)?;
    kind_by_head(&document, path, place.as_ref())?;
    Some(identity(&document, path))
}

/// The front matter and the heading of the first level below it, when nothing else stands before its end.
fn head(source: &str) -> Option<Document> {
    let (front, problems) = front_matter::read(source);
    // Where one ends that is not closed, is a guess from what follows.
    if problems.iter().any(|problem| problem.rule == "unclosed-front-matter") {
        return None;
    }
    let bom = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let start = front.map_or(bom, |front| front.span.end as usize);
    let body = source[start..].trim_start_matches(['\n', '\r']);
    let heading = body.split(['\n', '\r']).next().filter(|line| line.starts_with("# "))?;
    // What such a word means may be defined further down.
    if heading.contains(['[', '<']) {
        return None;
    }
    let end = source.len() - body.len() + heading.len();
    let document = parse_shared(&Arc::from(&source[..end])).document;
    let is_title =
        document.sections.len() == 2 && document.title.as_ref()?.span == document.sections[1].title;
    is_title.then_some(document)
}

/// Whether the words stand in a text that, all of them as headings, show a dialect.
fn may_show_a_dialect(source: &str) -> bool {
    let holds = |words: &&str| {
        let (words, text) = (words.as_bytes(), source.as_bytes());
        let first = words[0];
        memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text)
            .any(|at| text.get(at..at + words.len()).is_some_and(|found| found.eq_ignore_ascii_case(words)))
    };
    HEADING_SIGNS.iter().any(|(_, headings)| headings.iter().all(holds))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::parse;

    const PATHS: [&str; 6] = [
        "plan/milestone-3-payments.md",
        "plan/README.md",
        "docs/notes.md",
        "ROADMAP.md",
        ".planning/phases/08-pay/08-01-PLAN.md",
        "backlog/tasks/task-7 - pay.md",
    ];

    #[track_caller]
    fn agrees(source: &str, path: &str) -> bool {
        let whole = identity(&parse(source).document, path);
        identity_of_head(source, path).map(|head| assert_eq!(head, whole, "{path}: {source:?}")).is_some()
    }

    #[test]
    fn a_title_at_the_top_decides() {
        assert!(agrees("# Milestone 3: Payments\n\n# Milestone 4\n", PATHS[0]));
        assert!(agrees("---\nstatus: done\nid: 7\n---\n\n# M3 – Payments\n", "plan/a.md"));
        assert!(agrees("---\ntype: hub\n---\n# All\n", "plan/a.md"));
        assert!(agrees("\u{feff}# Phase 2: Pay\r\n", "plan/a.md"));
        assert!(agrees("# Anything\n", PATHS[4]));
    }

    #[test]
    fn what_the_rest_decides_is_left_to_it() {
        for source in [
            "# Payments\n",
            "Words.\n\n# Milestone 3: Payments\n",
            "# Milestone 3: [Payments]\n\n[payments]: a.md\n",
            "---\nid: 3\n# Milestone 3: Payments\n",
            "<!--\n# Milestone 3\n-->\n",
            "# Milestone 3: Pay\n\n## Purpose / Big Picture\n\n## surprises & discoveries\n\n## Decision Log\n",
        ] {
            assert!(!agrees(source, "plan/a.md"), "{source}");
        }
        assert!(!agrees("# Milestone 3: Payments\n", "plan/README.md"));
    }

    proptest! {
        #[test]
        fn the_head_says_what_the_whole_says(
            front in prop_oneof![
                3 => Just(String::new()),
                1 => "---\n((type|id|status|title): (milestone|hub|7|\"a: b\"|done)\n){0,3}(---\n)?",
            ],
            lines in proptest::collection::vec(prop_oneof![
                "#{1,3} (Milestone|Phase|M|Initiative:|Goal)? ?[0-9]{0,2}(: [a-z*`\\[<&# ]{0,8})?",
                "(- \\[[ x]\\] )?[a-z*_`<>\\[\\]: ]{0,12}",
                "===|---|```|<!--|-->|    # x|> # Milestone 1: Pay|\\[a\\]: b",
                "## (Purpose / Big Picture|Surprises & Discoveries|Decision Log|Objectives|Status)",
            ], 0..8),
            end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
            path in proptest::sample::select(&PATHS[..]),
        ) {
            agrees(&format!("{front}{}", lines.join(end)), path);
        }
    }
}
