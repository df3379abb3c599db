//! Reading front matter that is not YAML, line by line: `assignee: @user`, `title: Console: skip`.

use super::block::{Lines, key_end};
use super::model::{Entry, ListStyle, ScalarStyle, Value};
use super::quote::unquote;
use crate::Span;

/// Every `key: value` line at the margin; indented lines and `- item` lines below belong to the key above.
pub(super) fn read(source: &str, content: Span) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let lines = Lines { source: &source[..content.end as usize], at: content.start as usize };
    for (start, line) in lines {
        if let Some(colon) = key_end(line) {
            let (value, value_span) = value(&line[colon + 1..], start + colon + 1);
            let key_span = Span::from(start..start + colon);
            entries.push(Entry {
                key: line[..colon].to_owned(),
                key_span,
                value,
                value_span,
                line_span: key_span,
            });
            continue;
        }
        let text = line.trim();
        let Some(entry) = entries.last_mut() else { continue };
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let end = (start + line.trim_end().len()) as u32;
        let item = text.strip_prefix("- ").map(str::trim_start);
        match (&mut entry.value, item) {
            (Value::Null, Some(item)) => {
                entry.value = list_item(source, start, line, item)
                    .map_or(Value::Other, |item| Value::List(vec![item], ListStyle::Block));
                entry.value_span = Span::new((start + line.len() - line.trim_start().len()) as u32, end);
            }
            (Value::List(items, ListStyle::Block), Some(item)) => {
                match list_item(source, start, line, item) {
                    Some(item) => items.push(item),
                    None => entry.value = Value::Other,
                }
            }
            _ => entry.value = Value::Other,
        }
        entry.value_span.end = entry.value_span.end.max(end);
    }
    entries
}

fn list_item(source: &str, start: usize, line: &str, item: &str) -> Option<(String, Span)> {
    let at = start + line.rfind(item)?;
    match value(item, at) {
        (Value::Scalar { text, .. }, span) if span.text(source).len() <= item.len() => Some((text, span)),
        _ => None,
    }
}

/// The value in the rest of a line that stands at `at`.
fn value(rest: &str, at: usize) -> (Value, Span) {
    let lead = rest.len() - rest.trim_start().len();
    let text = uncommented(rest.trim());
    let start = at + lead;
    if text.is_empty() {
        return (Value::Null, Span::from(at..at));
    }
    let span = Span::from(start..start + text.len());
    let value = match text.as_bytes()[0] {
        b'"' | b'\'' => match unquote(text) {
            Some((text, style)) => Value::Scalar { text, style },
            None => Value::Scalar { text: text.to_owned(), style: ScalarStyle::Plain },
        },
        b'[' => flow(text, start).unwrap_or(Value::Other),
        b'{' | b'|' | b'>' | b'&' | b'*' | b'!' => Value::Other,
        _ if matches!(text, "~" | "null") => Value::Null,
        _ => Value::Scalar { text: text.to_owned(), style: ScalarStyle::Plain },
    };
    (value, span)
}

/// Text before ` #`, outside of quotes.
fn uncommented(text: &str) -> &str {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let from = quote.and_then(|quote| text[1..].find(quote).map(|at| at + 2)).unwrap_or(0);
    let end = text.get(from..).and_then(|rest| rest.find(" #")).map_or(text.len(), |at| from + at);
    if text.starts_with('#') { "" } else { text[..end].trim_end() }
}

fn flow(text: &str, start: usize) -> Option<Value> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    if inner.contains(['[', ']', '{', '}']) {
        return None;
    }
    let mut items = Vec::new();
    let mut at = start + 1;
    for part in parts(inner) {
        match value(part, at) {
            (Value::Null, _) => {}
            (Value::Scalar { text, .. }, span) => items.push((text, span)),
            _ => return None,
        }
        at += part.len() + 1;
    }
    Some(Value::List(items, ListStyle::Flow))
}

/// What stands between commas outside of quotes.
fn parts(inner: &str) -> Vec<&str> {
    let mut quote = None;
    let is_end = |c: char| {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => return quote.is_none() && c == ',',
        }
        false
    };
    inner.split(is_end).collect()
}
