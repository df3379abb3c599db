//! Quotes of YAML scalars.

use std::fmt::Write as _;

use super::model::ScalarStyle;

/// The text as a scalar: in the given style where that can hold it, in double quotes otherwise. Plain text is quoted
/// only when YAML would read something else. `in_flow` says that it stands between brackets.
pub fn spell(text: &str, style: ScalarStyle, in_flow: bool) -> String {
    let control = text.chars().any(char::is_control);
    match style {
        ScalarStyle::SingleQuoted if !control => format!("'{}'", text.replace('\'', "''")),
        ScalarStyle::Plain if !needs_quotes(text, in_flow) => text.to_owned(),
        _ => double(text),
    }
}

/// The text inside quotes that span the whole of `raw`.
pub(super) fn unquote(raw: &str) -> Option<(String, ScalarStyle)> {
    if let Some(inner) = raw.strip_prefix('\'').and_then(|r| r.strip_suffix('\'')) {
        let open = inner.replace("''", "");
        return (!open.contains('\'') && raw.len() >= 2)
            .then(|| (inner.replace("''", "'"), ScalarStyle::SingleQuoted));
    }
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return None,
            '\\' => match chars.next()? {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'r' => text.push('\r'),
                c @ ('"' | '\\' | '/') => text.push(c),
                'u' => {
                    let digits: String = chars.by_ref().take(4).collect();
                    text.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
                }
                _ => return None,
            },
            c => text.push(c),
        }
    }
    Some((text, ScalarStyle::DoubleQuoted))
}

fn double(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || matches!(c as u32, 0x2028 | 0x2029 | 0xfeff) => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn needs_quotes(text: &str, in_flow: bool) -> bool {
    let first = text.chars().next();
    let second = text.chars().nth(1);
    let indicator = first.is_none_or(|c| {
        matches!(
            c,
            ',' | '['
                | ']'
                | '{'
                | '}'
                | '#'
                | '&'
                | '*'
                | '!'
                | '|'
                | '>'
                | '\''
                | '"'
                | '%'
                | '@'
                | '`'
                | '='
        )
    }) || matches!(first, Some('-' | '?' | ':'))
        && second.is_none_or(|c| c.is_whitespace() || in_flow || matches!(c, '-' | '.'));
    let word = matches!(
        text.to_ascii_lowercase().as_str(),
        "~" | "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | "..." | "---" | "<<"
    );
    indicator
        || word
        || text.trim() != text
        || text.contains(": ")
        || text.ends_with(':')
        || text.contains(" #")
        || text.starts_with("...")
        || in_flow && text.contains([',', '[', ']', '{', '}', ':'])
        || text.chars().any(|c| {
            c.is_control()
                || matches!(c as u32, 0x85 | 0x2028 | 0x2029 | 0xfeff)
                || c.is_whitespace() && c != ' '
        })
}
