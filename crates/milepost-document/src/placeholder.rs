//! Words that stand where a value still has to be written.

use serde::{Deserialize, Serialize};

use crate::Span;
use crate::vocabulary::{is_pictograph, plain_text};

/// What kind of stand-in it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceholderKind {
    /// `[domain]`
    Bracket,
    /// `<name>`
    Angle,
    /// A word of the closed list, such as `YYYY-MM-DD`.
    Value,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceholderContext {
    /// A line of a code fence or the command of a code span.
    Command,
    /// A title, an item, a label's value or a table cell.
    Prose,
}

/// A stand-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Placeholder {
    /// Its bytes.
    pub span: Span,
    /// Its text.
    pub text: String,
    /// Its kind.
    pub kind: PlaceholderKind,
}

/// Finds the stand-ins of a line. `is_tracked` tells whether a path, or a path with wildcards, names a file of the
/// repository: such a word is not a stand-in.
pub fn find_placeholders(
    text: &str,
    context: PlaceholderContext,
    is_tracked: impl Fn(&str) -> bool,
) -> Vec<Placeholder> {
    let signs = Signs::of(text);
    let mut found = if signs.has(Signs::OPEN) { bracketed(text, context, &is_tracked) } else { Vec::new() };
    values(text, context, signs, &mut found);
    found.sort_by_key(|placeholder| (placeholder.span.start, std::cmp::Reverse(placeholder.span.end)));
    let mut end = 0;
    found.retain(|placeholder| {
        let free = placeholder.span.start >= end;
        end = end.max(placeholder.span.end);
        free
    });
    found
}

/// Which signs with which stand-ins begin a line holds: most hold none, and looking for the whole words costs ten times
/// as much.
#[derive(Clone, Copy)]
struct Signs(u8);

impl Signs {
    /// `[` or `<`
    const OPEN: u8 = 1;
    /// `Y`, as in `YYYY`
    const YEAR: u8 = 2;
    /// `/`
    const SLASH: u8 = 4;
    /// `X`
    const UNIT: u8 = 8;
    /// `.`, or the first byte of `…`
    const DOT: u8 = 16;
    /// `:` or `-`, or the first byte of `：` and of `–`: a value may follow
    const MARK: u8 = 32;
    const OF: [u8; 256] = {
        let mut of = [0; 256];
        of[b'[' as usize] = Self::OPEN;
        of[b'<' as usize] = Self::OPEN;
        of[b'Y' as usize] = Self::YEAR;
        of[b'/' as usize] = Self::SLASH;
        of[b'X' as usize] = Self::UNIT;
        of[b'.' as usize] = Self::DOT;
        of[b':' as usize] = Self::MARK;
        of[b'-' as usize] = Self::MARK;
        of[0xe2] = Self::DOT | Self::MARK;
        of[0xef] = Self::MARK;
        of
    };

    fn of(text: &str) -> Self {
        Self(text.bytes().fold(0, |found, byte| found | Self::OF[usize::from(byte)]))
    }

    fn has(self, sign: u8) -> bool {
        self.0 & sign != 0
    }
}

fn bracketed(text: &str, context: PlaceholderContext, is_tracked: &dyn Fn(&str) -> bool) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(skip) = text[at..].find(['[', '<']) {
        let start = at + skip;
        at = start + 1;
        let (close, kind) = if text[start..].starts_with('[') {
            (']', PlaceholderKind::Bracket)
        } else {
            ('>', PlaceholderKind::Angle)
        };
        let Some(length) = text[at..].find(close) else { continue };
        let end = at + length + 1;
        let inner = &text[at..end - 1];
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let free = before.is_none_or(|c| {
            c.is_whitespace()
                || matches!(c, ':' | '=' | '"' | '\'' | '(' | '@')
                || kind == PlaceholderKind::Angle && c == '/'
        }) && after.is_none_or(|c| {
            c.is_whitespace() || matches!(c, ':' | '"' | '\'' | ')' | ';' | ',' | '.' | '@' | '`')
        });
        let named = match context {
            PlaceholderContext::Command => words(inner) && free,
            PlaceholderContext::Prose => {
                words(inner) && free && !is_checkbox(&text[..start], inner) && stands_in(inner)
            }
        };
        if !named {
            continue;
        }
        let word_start = text[..start].rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let word_end = text[end..].find(char::is_whitespace).map_or(text.len(), |at| end + at);
        let word = text[word_start..word_end].trim_matches(['"', '\'']);
        if is_tracked(word) || is_tracked(&text[start..end]) {
            continue;
        }
        found.push(Placeholder { span: Span::from(start..end), text: text[start..end].to_owned(), kind });
        at = end;
    }
    found
}

/// Letters first, then letters, digits, `-`, `_` and single blanks inside.
fn words(inner: &str) -> bool {
    inner.starts_with(char::is_alphabetic)
        && inner.len() <= 60
        && !inner.ends_with(' ')
        && !inner.contains("  ")
        && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
}

fn is_checkbox(before: &str, inner: &str) -> bool {
    matches!(inner, "x" | "X")
        && before
            .trim_end()
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '-' | '*' | '+' | '.' | ')' | '>' | ' '))
}

/// Bracketed words that templates use; others in prose are references or remarks.
fn stands_in(inner: &str) -> bool {
    let lower = inner.to_lowercase();
    matches!(
        lower.as_str(),
        "x" | "n"
            | "y"
            | "name"
            | "date"
            | "title"
            | "description"
            | "owner"
            | "version"
            | "number"
            | "status"
            | "tbd"
            | "todo"
            | "domain"
            | "milestone"
            | "phase"
            | "initiative"
            | "reason"
            | "path"
            | "file"
            | "feature"
            | "component"
    ) || lower.ends_with(" name")
        || lower.ends_with("-name")
        || lower.starts_with("your ")
}

fn values(text: &str, context: PlaceholderContext, signs: Signs, found: &mut Vec<Placeholder>) {
    let mut push = |start: usize, length: usize| {
        let text = &text[start..start + length];
        found.push(Placeholder {
            span: Span::from(start..start + length),
            text: text.to_owned(),
            kind: PlaceholderKind::Value,
        });
    };
    let dates: &[&str] =
        if signs.has(Signs::YEAR) { &["YYYY-MM-DD", "YYYY/MM/DD", "DD/MM/YYYY"] } else { &[] };
    for sign in dates {
        for (at, _) in text.match_indices(sign) {
            push(at, sign.len());
        }
    }
    let slashes = memchr::memchr_iter(b'/', if signs.has(Signs::SLASH) { text.as_bytes() } else { b"" });
    let paths = slashes.filter(|at| text[..*at].ends_with("path") && text[*at..].starts_with("/to/"));
    for at in paths.map(|at| at - "path".len()) {
        let free = text[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '-' | '_'));
        if free {
            let end = text[at..]
                .find(|c: char| c.is_whitespace() || matches!(c, '`' | '"' | '\'' | ')' | ']' | ',' | ';'))
                .map_or(text.len(), |end| at + end);
            push(at, end - at);
        }
    }
    let units: &[&str] =
        if signs.has(Signs::UNIT) { &["X hours", "X days", "X weeks", "X h", "X%"] } else { &[] };
    for unit in units {
        for (at, _) in text.match_indices(unit) {
            let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '-');
            if edge(text[..at].chars().next_back()) && edge(text[at + unit.len()..].chars().next()) {
                push(at, unit.len());
            }
        }
    }
    let dot = |at: usize| matches!(text.as_bytes()[at..], [b'.', b'.', b'.', ..] | [0xe2, 0x80, 0xa6, ..]);
    let has_dots = || memchr::memchr2_iter(b'.', 0xe2, text.as_bytes()).any(dot);
    let dots: &[&str] = if signs.has(Signs::DOT) && has_dots() { &["...", "…"] } else { &[] };
    for sign in dots {
        for (at, _) in text.match_indices(sign) {
            let before = text[..at].chars().next_back().is_none_or(char::is_whitespace);
            let after = text[at + sign.len()..]
                .chars()
                .next()
                .is_none_or(|c| c.is_whitespace() || matches!(c, ';' | ')' | ','));
            if before && after {
                push(at, sign.len());
            }
        }
    }
    phrase(text, context, signs, &mut push);
}

/// Whole values that templates leave behind.
fn phrase(text: &str, context: PlaceholderContext, signs: Signs, push: &mut impl FnMut(usize, usize)) {
    let marked = text
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '*' | '+' | '>' | '|' | '#'));
    if context == PlaceholderContext::Command {
        let line = text.trim();
        if !line.starts_with(['#', '-', '/', 'N']) {
            return;
        }
        let comment = plain_text(marked.trim_start_matches(['-', '/', ' ']));
        let start = text.len() - text.trim_start().len();
        let stands = line.starts_with(['#', '-', '/'])
            && matches!(
                comment.as_str(),
                "commands or code example"
                    | "example migration"
                    | "environment variables or config updates"
                    | "commands here"
                    | "your commands here"
            )
            || line == "NEW_SETTING=value";
        if stands {
            push(start, line.len());
        }
        return;
    }
    // Behind the first `: `, `： `, ` - ` or ` – `.
    let bytes = if signs.has(Signs::MARK) { text.as_bytes() } else { b"" };
    let value_at = memchr::memchr_iter(b' ', bytes).find_map(|at| match (&bytes[..at], &bytes[at + 1..]) {
        ([.., b':'] | [.., 0xef, 0xbc, 0x9a], _) => Some(at + 1),
        (_, [b'-', b' ', ..]) => Some(at + " - ".len()),
        (_, [0xe2, 0x80, 0x93, b' ', ..]) => Some(at + " – ".len()),
        _ => None,
    });
    let body = text.len() - marked.len();
    for start in [Some(body), value_at].into_iter().flatten() {
        let raw = text[start..].trim_end();
        let raw = raw.trim_start_matches(['[', ']', 'x', ' ']);
        let start = text[..text.trim_end().len()].len() - raw.len();
        if !may_be_generic(raw) {
            continue;
        }
        let value = plain_text(raw);
        let head = value.split(" (").next().unwrap_or(&value).trim_end_matches(['.', ':']);
        let generic = matches!(
            head,
            "description"
                | "description of changes"
                | "description and rationale"
                | "description and status"
                | "brief description"
                | "purpose"
                | "list of affected systems/components"
                | "list of components that need updates"
                | "blocker description and resolution plan"
                | "tbd"
                | "to be determined"
                | "to be defined"
                | "brief description of what this milestone achieves and why it's important"
        ) || numbered(head)
            || choice(&value);
        if generic && !raw.is_empty() {
            push(start, raw.len());
            return;
        }
    }
}

/// Whether a value begins as one that templates leave behind: most do not, and need not be compared with all of them.
fn may_be_generic(raw: &str) -> bool {
    const FIRST: [&str; 19] = [
        "blocker",
        "brief",
        "decision",
        "deliverable",
        "description",
        "item",
        "lesson",
        "list",
        "low",
        "manual",
        "objective",
        "prerequisite",
        "purpose",
        "question",
        "scenario",
        "tbd",
        "test",
        "to",
        "todo",
    ];
    let Some(at) = raw.find(|c: char| c.is_alphanumeric() && !is_pictograph(c)) else { return false };
    let word = &raw.as_bytes()[at..];
    if !matches!(
        word[0].to_ascii_lowercase(),
        b'b' | b'd' | b'i' | b'l' | b'm' | b'o' | b'p' | b'q' | b's' | b't'
    ) {
        return false;
    }
    let length = word.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    // Emphasis within a word is no part of it.
    matches!(word.get(length), Some(b'*' | b'`'))
        || FIRST.iter().any(|first| first.as_bytes().eq_ignore_ascii_case(&word[..length]))
}

/// `Deliverable 1`: an item that is only its own name.
fn numbered(head: &str) -> bool {
    let Some((word, number)) = head.rsplit_once(' ') else { return false };
    number.parse::<u16>().is_ok()
        && matches!(
            word,
            "deliverable"
                | "objective"
                | "item"
                | "prerequisite"
                | "test case"
                | "scenario"
                | "manual test"
                | "decision"
                | "lesson"
                | "question"
        )
}

/// `Low / Medium / High`: a choice that nobody made.
fn choice(value: &str) -> bool {
    value.contains('/') && value.split('/').map(str::trim).eq(["low", "medium", "high"])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str, context: PlaceholderContext) -> Vec<String> {
        find_placeholders(text, context, |path| path == "docs/[id]" || path == "[tracked]")
            .into_iter()
            .map(|p| p.text)
            .collect()
    }

    #[test]
    fn commands() {
        for (line, expected) in [
            ("pnpm run test:unit:[domain]", vec!["[domain]"]),
            ("git checkout [previous-commit]", vec!["[previous-commit]"]),
            ("npx prisma migrate resolve --rolled-back [migration-name]", vec!["[migration-name]"]),
            ("deploy --to=<host> <file name>", vec!["<host>", "<file name>"]),
            ("ALTER TABLE users ADD COLUMN ...;", vec!["..."]),
            ("# Commands or code example", vec!["# Commands or code example"]),
            ("   # Commands or code example", vec!["# Commands or code example"]),
            ("cat path/to/file1.ts", vec!["path/to/file1.ts"]),
            ("[ -f x ]", vec![]),
            ("[[ -f x ]]", vec![]),
            ("echo ${a[0]} ${a[name]}", vec![]),
            ("cat app/[id]/page.tsx", vec![]),
            ("ls [a-z]*", vec![]),
            ("go test ./...", vec![]),
            ("cat [tracked]", vec![]),
            ("sort <in >out", vec![]),
            ("git log a...b", vec![]),
        ] {
            assert_eq!(texts(line, PlaceholderContext::Command), expected, "{line}");
        }
    }

    #[test]
    fn prose() {
        for (line, expected) in [
            ("Milestone [X]: [Milestone Name]", vec!["[X]", "[Milestone Name]"]),
            ("X hours", vec!["X hours"]),
            ("Task 1: Description (Estimated: X hours)", vec!["Description (Estimated: X hours)"]),
            ("last-updated: YYYY-MM-DD", vec!["YYYY-MM-DD"]),
            ("🟢 Low / 🟡 Medium / 🔴 High", vec!["🟢 Low / 🟡 Medium / 🔴 High"]),
            ("- [ ] Deliverable 1", vec!["Deliverable 1"]),
            ("- [x] Ship the cart", vec![]),
            ("See [Milestone Name](m.md)", vec![]),
            ("A note [RFC 2119] and more...", vec![]),
            ("Description of the payment flow", vec![]),
            ("MAX hours", vec![]),
            ("🟢 Low", vec![]),
        ] {
            assert_eq!(texts(line, PlaceholderContext::Prose), expected, "{line}");
        }
    }

    #[test]
    fn the_template() {
        let source = include_str!("../fixtures/milestone-template.decoded.md");
        let mut in_fence = false;
        let mut list = String::new();
        for (index, line) in source.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                in_fence = !in_fence;
                continue;
            }
            let context = if in_fence { PlaceholderContext::Command } else { PlaceholderContext::Prose };
            for placeholder in find_placeholders(line, context, |_| false) {
                list.extend([&(index + 1).to_string(), ": ", &placeholder.text, "\n"]);
            }
        }
        insta::assert_snapshot!(list);
    }

    proptest! {
        #[test]
        fn what_is_passed_over_is_no_value(
            raw in "[-*` 🟢\\[]{0,3}(Low|deliverable|Desc|ription|tbd|to be|item|x|list of|test|[a-z*`İK]{0,2}){0,2}[ *`]?(case|be|determined|defined|components|1|/|medium){0,2}",
        ) {
            let value = plain_text(&raw);
            let head = value.split(" (").next().unwrap_or(&value).trim_end_matches(['.', ':']);
            if numbered(head) || choice(&value) || matches!(head, "tbd" | "to be determined" | "to be defined") {
                prop_assert!(may_be_generic(&raw), "{}", raw);
            }
        }

        #[test]
        fn any_text_is_searched(text in "([a-zX \\[\\]<>:./ü🟢-]|\\.\\.\\.|path/to/|X hours){0,40}", command in any::<bool>()) {
            let context = if command { PlaceholderContext::Command } else { PlaceholderContext::Prose };
            let mut end = 0;
            for placeholder in find_placeholders(&text, context, |_| false) {
                prop_assert!(placeholder.span.start >= end);
                prop_assert_eq!(placeholder.span.text(&text), &placeholder.text);
                end = placeholder.span.end;
            }
        }
    }
}
