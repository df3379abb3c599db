//! Ids and numbers of documents, as front matter and file names write them.

use super::headings::{TitleKind, parse_title};

/// The number or the id that a text is: `2` for `M02` and `Milestone 2`, `5.1` for `5.1`, `TASK-8` for `task-8`,
/// `T01_S02` as it stands. `None` for anything longer.
pub fn parse_document_id(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['"', '\'']);
    if let Some(number) = plain_number(text) {
        return Some(number);
    }
    if let Some((prefix, rest)) = text.split_once('-')
        && prefix.len() > 1
        && prefix.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !KINDS.iter().any(|kind| prefix.eq_ignore_ascii_case(kind))
        && let Some(number) = plain_number(rest)
    {
        return Some(format!("{}-{number}", prefix.to_ascii_uppercase()));
    }
    let (first, second) = text.split_once('_').unwrap_or((text, ""));
    if is_short(first) && is_short(second) {
        return Some(text.to_ascii_uppercase());
    }
    let reading = parse_title(text);
    let named = !reading.name.is_empty();
    match (reading.kind, reading.number) {
        (TitleKind::Sprint, Some(number)) if !named => Some(format!("S{number}")),
        (_, number) if !named => number,
        _ => None,
    }
}

/// Number or id, and the name, of a file without its extension: `milestone-3-payments`, `M03-payments`, `03-payments`,
/// `phase_2`, `task-8 - Payments`, `TASK-8-payments`.
pub fn parse_file_stem(stem: &str) -> (Option<String>, String) {
    if let Some((id, name)) = stem.split_once(" - ")
        && let Some(number) = parse_document_id(id)
    {
        return (Some(number), named(name));
    }
    let spaced = stem.replace('_', "-");
    let mut words = spaced.splitn(2, '-');
    let (first, rest) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    if let Some(number) = plain_number(first) {
        return (Some(number), named(rest));
    }
    let (digits, name) = rest.split_once('-').unwrap_or((rest, ""));
    if let Some(number) = plain_number(digits) {
        if KINDS.iter().any(|word| first.eq_ignore_ascii_case(word)) {
            return (Some(number), named(name));
        }
        if TASKS.iter().any(|word| first.eq_ignore_ascii_case(word)) {
            return (Some(format!("{}-{number}", first.to_ascii_uppercase())), named(name));
        }
    }
    for prefix in ["milestone", "phase", "m", "M", "P"] {
        if let Some(number) = first.strip_prefix(prefix).and_then(plain_number) {
            return (Some(number), named(rest));
        }
    }
    (None, named(&spaced))
}

/// Words before the number of a milestone's file.
const KINDS: [&str; 5] = ["milestone", "phase", "epic", "sprint", "m"];

/// Words before the number of a task's file: they stay a part of its id.
const TASKS: [&str; 6] = ["task", "story", "issue", "ticket", "bug", "feature"];

/// `T01`, `S2`
fn is_short(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text[1..].bytes().all(|byte| byte.is_ascii_digit())
}

/// A number of digits and dots, without leading zeros.
fn plain_number(text: &str) -> Option<String> {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit())
        && text.len() <= 8
        && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    is_number.then(|| {
        let parts = text.split('.').map(|part| {
            let bare = part.trim_start_matches('0');
            if bare.is_empty() { "0" } else { bare }
        });
        parts.collect::<Vec<_>>().join(".")
    })
}

fn named(words: &str) -> String {
    words.replace(['-', '_'], " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids() {
        for (text, id) in [
            ("2", Some("2")),
            ("08", Some("8")),
            ("M01", Some("1")),
            ("m-6", Some("6")),
            ("M1.2", Some("1.2")),
            ("Phase 3", Some("3")),
            ("task-8", Some("TASK-8")),
            ("TASK-012", Some("TASK-12")),
            ("BACK-100.9", Some("BACK-100.9")),
            ("S01", Some("S1")),
            ("T01_S02", Some("T01_S02")),
            ("v2.0", None),
            ("Payments", None),
            ("Milestone 2: Payments", None),
            ("payments-and-more", None),
            ("", None),
        ] {
            assert_eq!(parse_document_id(text).as_deref(), id, "{text}");
        }
    }

    #[test]
    fn file_names() {
        for (stem, number, name) in [
            ("milestone-3-payments", Some("3"), "payments"),
            ("M03-payments", Some("3"), "payments"),
            ("03-card_payments", Some("3"), "card payments"),
            ("phase_2", Some("2"), ""),
            ("m-6 - new-milestones-ui", Some("6"), "new milestones ui"),
            ("back-425 - Add-view", Some("BACK-425"), "Add view"),
            ("task-12 - X", Some("TASK-12"), "X"),
            ("TASK-12-x", Some("TASK-12"), "x"),
            ("week-3-notes", None, "week 3 notes"),
            ("readme", None, "readme"),
        ] {
            assert_eq!(parse_file_stem(stem), (number.map(str::to_owned), name.to_owned()), "{stem}");
        }
    }
}
