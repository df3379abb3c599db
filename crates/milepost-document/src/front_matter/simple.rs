//! The plain shapes that nearly all front matters have, read without a YAML reader.

use super::{
    events::Mapping,
    model::{Entry, ListStyle, ScalarStyle, Value},
};
use crate::Span;

/// Longer blocks are rare, and have limits of their own.
const MAX_BYTES: u32 = 4096;

/// Reads `key: value` lines, indented lists of `- value` lines or of flat mappings below a key, and comments on lines of
/// their own: exactly as [`events::read`](super::events::read) would. `None` when anything else occurs; then only that
/// can tell.
pub(super) fn read(source: &str, content: Span) -> Option<Mapping> {
    let text = content.text(source);
    if content.len() > MAX_BYTES || !text.bytes().all(|byte| byte == b'\n' || byte >= b' ' && byte != 0x7f) {
        return None;
    }
    // Line ends and marks that only some readers know.
    if !text.is_ascii() && text.contains(['\u{85}', '\u{2028}', '\u{2029}', '\u{feff}']) {
        return None;
    }
    let mut entries: Vec<Entry> = Vec::with_capacity(8);
    let mut indent = None;
    let mut start = content.start as usize;
    while start < content.end as usize {
        let rest = &source[start..content.end as usize];
        let line = &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
        if line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            let entry = entry(line, start)?;
            if entries.iter().any(|earlier| earlier.key == entry.key) {
                return None;
            }
            entries.push(entry);
            indent = None;
        } else if !line.is_empty() && !line.starts_with('#') {
            let blanks = line.len() - line.trim_start_matches(' ').len();
            let indent = *indent.get_or_insert(blanks);
            let entry = entries.last_mut()?;
            if blanks == indent && blanks > 0 {
                add_item(entry, &line[blanks..], start + blanks)?;
            } else if blanks == indent + 2 && entry.value == Value::Other && is_pair(&line[blanks..]) {
                entry.value_span.end = (start + line.len()) as u32;
            } else {
                return None;
            }
        }
        start += line.len() + 1;
    }
    Some(Mapping { entries, read_only: None })
}

/// The entry of a line that stands at `start`.
fn entry(line: &str, start: usize) -> Option<Entry> {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let colon = line.bytes().position(|byte| !word(&byte))?;
    let rest = line[colon..].strip_prefix(':')?;
    let at = start + colon + 1;
    let (value, value_span) = if rest.is_empty() {
        (Value::Null, Span::from(at..at))
    } else {
        let text = rest.trim_start_matches(' ');
        if text.len() == rest.len() {
            return None;
        }
        let span = Span::from(start + line.len() - text.len()..start + line.len());
        let value = match text {
            "[]" => Value::List(Vec::new(), ListStyle::Flow),
            "null" | "Null" | "NULL" => Value::Null,
            _ => scalar(text).map(|(text, style)| Value::Scalar { text: text.to_owned(), style })?,
        };
        (value, span)
    };
    let key_span = Span::from(start..start + colon);
    Some(Entry { key: line[..colon].to_owned(), key_span, value, value_span, line_span: key_span })
}

/// Adds the item of a line `- value` that stands at `start` to the list that the entry has or begins.
fn add_item(entry: &mut Entry, line: &str, start: usize) -> Option<()> {
    let text = line.strip_prefix("- ")?.trim_start_matches(' ');
    let end = start + line.len();
    let Some((value, _)) = scalar(text) else {
        // A list of mappings is kept as bytes.
        let begins = entry.value == Value::Null && entry.value_span.is_empty();
        if !(begins || entry.value == Value::Other) || line.len() != text.len() + 2 || !is_pair(text) {
            return None;
        }
        entry.value = Value::Other;
        entry.value_span = Span::from(if begins { start } else { entry.value_span.start as usize }..end);
        return Some(());
    };
    let item = (value.to_owned(), Span::from(end - text.len()..end));
    match &mut entry.value {
        Value::List(items, ListStyle::Block) => {
            items.push(item);
            entry.value_span.end = end as u32;
        }
        Value::Null if entry.value_span.is_empty() => {
            entry.value = Value::List(vec![item], ListStyle::Block);
            entry.value_span = Span::from(start..end);
        }
        _ => return None,
    }
    Some(())
}

/// Whether a line is a word with a single value.
fn is_pair(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(key, value)| {
        key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && scalar(value.trim_start_matches(' ')).is_some()
    })
}

/// A value that ends with its line: in quotes without others or escapes between them, or bare without a sign that
/// could mean something.
fn scalar(text: &str) -> Option<(&str, ScalarStyle)> {
    let (&first, &last) = (text.as_bytes().first()?, text.as_bytes().last()?);
    match first {
        b'\'' | b'"' => {
            let inner = text.get(1..text.len() - 1).filter(|_| text.len() > 1 && last == first)?;
            let style = if first == b'"' { ScalarStyle::DoubleQuoted } else { ScalarStyle::SingleQuoted };
            (!inner.contains([char::from(first), '\\'])).then_some((inner, style))
        }
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'/' | b'(' => {
            let comment =
                memchr::memchr_iter(b'#', text.as_bytes()).any(|at| text.as_bytes()[at - 1] == b' ');
            let colon = memchr::memchr_iter(b':', text.as_bytes())
                .any(|at| matches!(text.as_bytes().get(at + 1), None | Some(b' ')));
            (!comment && !colon && last != b' ').then_some((text, ScalarStyle::Plain))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::events, *};

    /// Whether the block is read here; then the same must come of reading it as YAML.
    #[track_caller]
    fn is_simple(content: &str) -> bool {
        // What stands before must only move the places.
        let source = format!("---\n{content}---\n");
        let span = Span::from(4..4 + content.len());
        let Some(simple) = read(&source, span) else { return false };
        let yaml = events::read(&source, span);
        let yaml = yaml.unwrap_or_else(|refused| panic!("{}: {content:?}", refused.message));
        assert_eq!(simple.entries, yaml.entries, "{content:?}");
        assert_eq!(yaml.read_only, None, "{content:?}");
        true
    }

    #[test]
    fn plain_shapes_are_simple() {
        for content in [
            "",
            "status: planned\n",
            "status: planned",
            "# note\nid: TASK-1\ntitle: 'a: b # c'\nlabels: []\n\ntags:\n  - a\n  - \"b\"\nempty:\nlast: null\n",
            "tags:\n  - 'a'\n# note\n\n  - 'b'\n",
            "title: Größe — 🟢\nacs:\n  - id: AC-1\n    title: 'é'\n# note\n\n  - id: AC-2\n    status: met\nlast: x\n",
            "a: 2025-01-01 10:00\nb: https://example.org/#x\nc: ''\nd: (x)\ne: yes\n",
        ] {
            assert!(is_simple(content), "{content:?}");
        }
    }

    #[test]
    fn whatever_else_is_left_to_the_yaml_reader() {
        for content in [
            "a: b: c\n",
            "a: x # y\n",
            "a: 'it''s'\n",
            "a: \"\\n\"\n",
            "a: [x]\n",
            "a: |\n  x\n",
            "a: >-\n  x\n",
            "a: &x y\n",
            "a: *x\n",
            "a: @x\n",
            "a: x\n  y\n",
            "a: x\n  - y\n",
            "a:\n  b: c\n",
            "a:\n  - b: c\n    - d\n",
            "a:\n  - b: c\n   d: e\n",
            "a:\n  - b: c\n  - d\n",
            "a:\n  - b\n  - c: d\n",
            "a: x\u{2028}y\n",
            "a:\n  - - c\n",
            "a:\n  - b\n - c\n",
            "a:\n  -\n",
            "a:\n- b\n",
            "a: x \n",
            "a: x\t\n",
            "a: x\r\n",
            "a: 1\na: 2\n",
            "a:x\n",
            "a b: x\n",
            "- x\n",
            "a: ~\n",
        ] {
            assert!(!is_simple(content), "{content:?}");
        }
    }

    fn value() -> impl Strategy<Value = String> {
        const VALUES: &str =
            "x|- x|'x: #'|'it''s'|\"x\"|\\[\\]|null|1\\.0|x#y|x:y|x: y|x #y|''|\\(x\\)|~|\"\\\\n\"";
        ("( | {3})", VALUES).prop_map(|(blanks, value)| blanks + &value)
    }

    fn key() -> impl Strategy<Value = String> {
        ("(a|b|c|d|null|_x-1):", prop_oneof![Just(String::new()), value()])
            .prop_map(|(key, value)| key + &value)
    }

    fn item() -> impl Strategy<Value = String> {
        "(| {2}| {4})- {1,2}('x'|\"x\"|x|null|x y—🟢|''|~|x: y|x: 'y'|x:|x: \"y\"|x: - y)"
    }

    fn neither() -> impl Strategy<Value = String> {
        "(|# x|  # x|  x| {4}(x: y|x: 'ü'|z: \"y\"|- x))"
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn simple_blocks_read_as_yaml(
            lines in prop::collection::vec(prop_oneof![3 => key(), 3 => item(), 1 => neither()], 0..8),
            ends in "[ \n]{0,2}",
        ) {
            is_simple(&(lines.join("\n") + &ends));
        }

        #[test]
        fn lists_read_as_yaml(
            lines in prop::collection::vec(prop_oneof![4 => item(), 1 => neither()], 0..6),
            last in key(),
        ) {
            is_simple(&format!("key:\n{}\n{last}\n", lines.join("\n")));
        }
    }
}
