//! Titles of milestone documents: `# Milestone 3: Payments`, `# M03 – Payments`, `# ⏳ Phase 5.2: Payments`.

use serde::{Deserialize, Serialize};

use super::plain::is_pictograph;

/// What a title says that the document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TitleKind {
    /// A milestone.
    Milestone,
    /// A phase.
    Phase,
    /// An epic.
    Epic,
    /// A sprint.
    Sprint,
    /// An initiative.
    Initiative,
    /// A title without one of these words.
    Other,
}

/// A document's title, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleReading {
    /// What it names itself.
    pub kind: TitleKind,
    /// The number without leading zeros: `7` for `M7`, `M07` and `M-007`; `5.1` stays, and so does the letter prefix
    /// of a longer id such as `EP-39`.
    pub number: Option<String>,
    /// The name behind the number, without decoration; empty when the title has none.
    pub name: String,
    /// A picture before the words.
    pub status_emoji: Option<char>,
}

/// Reads a title. Never fails: what is not understood is the name.
pub fn parse_title(text: &str) -> TitleReading {
    let trimmed = text.trim();
    let status_emoji = trimmed.chars().next().filter(|c| is_pictograph(*c));
    let words = trimmed
        .trim_start_matches(|c: char| is_pictograph(c) || c.is_whitespace())
        .replace(['*', '`'], "")
        .replace('\u{2011}', "-");
    let mut rest = words.trim();
    let mut kind = TitleKind::Other;
    if let Some(tag) = rest.strip_prefix('[')
        && let Some((word, after)) = tag.split_once(']')
        && let Some(found) = title_kind(word)
    {
        kind = found;
        rest = after.trim_start();
    }
    let first_end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(first_end);
    if let Some(found) = title_kind(word) {
        let tail = after.trim_start_matches([' ', '-', '#', '_']);
        if let Some((number, name)) = numbered(tail) {
            return TitleReading { kind: found, number: Some(number), name, status_emoji };
        }
        let separated = after.trim_start();
        if let Some(name) =
            separated.strip_prefix([':', '–', '—', '：']).or_else(|| separated.strip_prefix("- "))
        {
            return TitleReading { kind: found, number: None, name: clean(name), status_emoji };
        }
        if separated.starts_with(['[', '{', '<']) {
            let name = separated.split_once(": ").map_or(separated, |(_, name)| name);
            return TitleReading { kind: found, number: None, name: clean(name), status_emoji };
        }
    }
    let short = match word {
        "M" | "m" | "MS" => Some(TitleKind::Milestone),
        "P" => Some(TitleKind::Phase),
        "E" | "EP" => Some(TitleKind::Epic),
        "S" => Some(TitleKind::Sprint),
        _ => None,
    };
    if let Some(found) = short {
        let tail = after.trim_start_matches('-');
        if tail.starts_with(|c: char| c.is_ascii_digit())
            && let Some((number, name)) = numbered(tail)
        {
            let kind = if kind == TitleKind::Other { found } else { kind };
            return TitleReading { kind, number: Some(number), name, status_emoji };
        }
    }
    let is_prefix = !word.is_empty() && word.chars().all(|c| c.is_ascii_uppercase());
    // `UI-M-03.16`: a milestone of a line of its own; its whole id is a part of its name.
    if is_prefix && after.strip_prefix("-M-").and_then(numbered).is_some() {
        return TitleReading { kind: TitleKind::Milestone, number: None, name: clean(rest), status_emoji };
    }
    if is_prefix
        && after.starts_with('-')
        && let Some((number, name)) = numbered(&after[1..])
    {
        return TitleReading { kind, number: Some(format!("{word}-{number}")), name, status_emoji };
    }
    TitleReading { kind, number: None, name: clean(rest), status_emoji }
}

/// A number at the start and the name behind it.
fn numbered(text: &str) -> Option<(String, String)> {
    let text = text.trim_start();
    let prefix = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let digits_at = if prefix <= 1 { prefix } else { return None };
    let digits = &text[digits_at..];
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    let number = digits[..end].trim_end_matches('.');
    if number.is_empty() {
        return None;
    }
    let mut rest = &digits[number.len()..];
    let mut letter = String::new();
    if let Some(c) = rest.chars().next().filter(char::is_ascii_alphabetic) {
        if rest[1..].chars().next().is_none_or(|c| !c.is_alphanumeric()) {
            letter.push(c.to_ascii_lowercase());
            rest = &rest[1..];
        } else {
            return None;
        }
    }
    let parts: Vec<_> = number
        .split('.')
        .map(|part| match part.trim_start_matches('0') {
            "" => "0",
            part => part,
        })
        .collect();
    Some((parts.join(".") + &letter, clean(rest)))
}

fn clean(name: &str) -> String {
    name.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '：' | '.' | '|' | ')')
    })
    .trim_end_matches(|c: char| c.is_whitespace() || is_pictograph(c))
    .trim_start_matches(|c: char| c.is_whitespace() || is_pictograph(c))
    .to_owned()
}

/// What a word before a number says that the thing is; `None` for other words.
pub fn title_kind(word: &str) -> Option<TitleKind> {
    Some(match word.to_lowercase().as_str() {
        "milestone" | "hito" | "meilenstein" | "jalon" => TitleKind::Milestone,
        "phase" | "fase" => TitleKind::Phase,
        "epic" => TitleKind::Epic,
        "sprint" => TitleKind::Sprint,
        "initiative" | "iniciativa" => TitleKind::Initiative,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn titles() {
        use TitleKind as K;
        for (title, kind, number, name) in [
            ("Milestone 3: Payments", K::Milestone, Some("3"), "Payments"),
            ("Milestone 03 – Payments", K::Milestone, Some("3"), "Payments"),
            ("M3 – Payments", K::Milestone, Some("3"), "Payments"),
            ("M03 Payments", K::Milestone, Some("3"), "Payments"),
            ("M-007: Payments", K::Milestone, Some("7"), "Payments"),
            ("M02 — Config & transport foundation", K::Milestone, Some("2"), "Config & transport foundation"),
            ("Phase 5.2: Payments", K::Phase, Some("5.2"), "Payments"),
            ("Phase 5b - Payments", K::Phase, Some("5b"), "Payments"),
            ("[EPIC] EP-039: Payments", K::Epic, Some("39"), "Payments"),
            ("⏳ Milestone 1: Start", K::Milestone, Some("1"), "Start"),
            ("Sprint S06", K::Sprint, Some("6"), ""),
            ("FT-M-05.06: Canvas", K::Milestone, None, "FT-M-05.06: Canvas"),
            ("TASK-12: Do", K::Other, Some("TASK-12"), "Do"),
            ("Milestone [X]: [Milestone Name]", K::Milestone, None, "[Milestone Name]"),
            ("Initiative — Companion Closure", K::Initiative, None, "Companion Closure"),
            ("Milestones", K::Other, None, "Milestones"),
            ("**Milestone 2**: Bold", K::Milestone, Some("2"), "Bold"),
            ("Milestone 1: Done ✅", K::Milestone, Some("1"), "Done"),
            ("MP3 player", K::Other, None, "MP3 player"),
            ("Milestone 0: Zero", K::Milestone, Some("0"), "Zero"),
            ("", K::Other, None, ""),
        ] {
            let reading = parse_title(title);
            assert_eq!(
                (reading.kind, reading.number.as_deref(), reading.name.as_str()),
                (kind, number, name),
                "{title}"
            );
        }
        assert_eq!(parse_title("⏳ Milestone 1: Start").status_emoji, Some('⏳'));
    }

    proptest! {
        #[test]
        fn any_title_reads(text in ".{0,40}") {
            let _ = parse_title(&text);
        }
    }
}
