//! Whether a text only holds the place of what has to be written.

use std::sync::LazyLock;

use regex::Regex;

/// Whether words are a stand-in: those of the template behind the label of an entry, a text in brackets, or the statement
/// that there is nothing.
pub(super) fn is_blank(text: &str) -> bool {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:decision|lesson|question)\s+#?\d{1,6}\b[*_]*\s*[:–—-]?[*_]*\s*")
            .expect("a regular expression")
    });
    let text = text.trim();
    let rest = LABEL.find(text).map_or(text, |label| &text[label.end()..]);
    let plain = rest
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '.' | '…' | '-' | '–' | '—'));
    let within = |open: char, close: char| {
        plain
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(|inner| !inner.contains([open, close]) && !inner.contains("://"))
    };
    let words = [
        "",
        "description",
        "description and rationale",
        "description and status",
        "none",
        "none yet",
        "none so far",
        "n/a",
        "tbd",
        "todo",
    ];
    words.iter().any(|word| plain.eq_ignore_ascii_case(word))
        || within('[', ']')
        || within('{', '}')
        || within('<', '>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_are_told_from_words() {
        for blank in [
            "**Decision 1**: Description and rationale",
            "**Lesson 2:** Description",
            "[Document any decisions]",
            "{lesson}",
            "None yet.",
            "…",
            "**Question 3**:",
        ] {
            assert!(is_blank(blank), "{blank}");
        }
        for written in [
            "**Decision 1**: Description of parts",
            "[SQLite](a.md)",
            "None of them",
            "[a] or [b]",
            "<https://a.b>",
            "3",
        ] {
            assert!(!is_blank(written), "{written}");
        }
    }
}
