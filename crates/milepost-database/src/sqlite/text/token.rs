//! Words, names, literals and signs of a statement.

use super::keywords::is_keyword;

/// A token in the one form that all its spellings have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sqlite) struct Token {
    /// Keywords are in upper case. Names are as they were typed, without quotes where none are needed: the case of a name
    /// is what programs get to see as the name of a column.
    pub(in crate::sqlite) text: String,
}

impl Token {
    /// Whether it is this keyword or sign.
    pub(in crate::sqlite) fn is(&self, text: &str) -> bool {
        self.text == text
    }
}

/// The tokens of a statement, without comments. Any text gives some: what is not known is a sign by itself.
pub(in crate::sqlite) fn tokens(sql: &str) -> Vec<Token> {
    let mut rest = sql;
    let mut found = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (length, text) = match first {
            c if c.is_whitespace() => (c.len_utf8(), None),
            '-' if rest.starts_with("--") => (rest.find('\n').unwrap_or(rest.len()), None),
            '/' if rest.starts_with("/*") => (rest[2..].find("*/").map_or(rest.len(), |end| end + 4), None),
            '\'' => quoted(rest, '\''),
            '"' | '`' => name(rest, quoted(rest, first).0, first),
            '[' => {
                let end = rest.find(']').map_or(rest.len(), |end| end + 1);
                (end, Some(plain(rest[1..end].trim_end_matches(']'))))
            }
            'x' | 'X' if rest[1..].starts_with('\'') => {
                let (length, text) = quoted(&rest[1..], '\'');
                (length + 1, text.map(|text| format!("X{}", text.to_uppercase())))
            }
            c if is_word(c) => word(rest),
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => word(rest),
            _ => sign(rest, first),
        };
        found.extend(text.map(|text| Token { text }));
        rest = &rest[length..];
    }
    found
}

/// Tokens as text, with spaces where people put them: two lists give the same text only when they are the same.
pub(in crate::sqlite) fn canonical(tokens: &[Token]) -> String {
    let mut text = String::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| tokens[at].text.as_str());
        let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let number = is_number(&token.text);
        let tight = matches!(token.text.as_str(), "," | ")" | ";")
            || token.text == "." && !before.is_some_and(is_number)
            || matches!(before, None | Some("("))
            || before == Some(".") && !number
            || token.is("(") && before.is_some_and(|word| word.starts_with(is_word) && !is_keyword(word));
        if !tight {
            text.push(' ');
        }
        text.push_str(&token.text);
    }
    text
}

/// The name that a token stands for.
pub(super) fn unquoted(text: &str) -> String {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)) {
            return inner.replace(&format!("{quote}{quote}"), &quote.to_string());
        }
    }
    text.to_owned()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$') || !c.is_ascii()
}

fn word(rest: &str) -> (usize, Option<String>) {
    let number = rest.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let mut length = 0;
    for c in rest.chars() {
        let exponent = number
            && matches!(c, '+' | '-')
            && rest[..length].ends_with(['e', 'E'])
            && !rest.starts_with("0x")
            && !rest.starts_with("0X");
        if !(is_word(c) || number && c == '.' || exponent) {
            break;
        }
        length += c.len_utf8();
    }
    let upper = rest[..length].to_uppercase();
    let text = if is_keyword(&upper) || number { upper } else { rest[..length].to_owned() };
    (length, Some(text))
}

/// A quoted text with its quotes.
fn quoted(rest: &str, quote: char) -> (usize, Option<String>) {
    let mut length = 1;
    while let Some(end) = rest[length..].find(quote) {
        length += end + 1;
        if !rest[length..].starts_with(quote) {
            return (length, Some(rest[..length].to_owned()));
        }
        length += 1;
    }
    (rest.len(), Some(rest.to_owned()))
}

/// A quoted name, without its quotes where it means the same without them.
fn name(rest: &str, length: usize, quote: char) -> (usize, Option<String>) {
    let inner = rest[1..length].strip_suffix(quote).unwrap_or(&rest[1..length]);
    let inner = inner.replace(&format!("{quote}{quote}"), &quote.to_string());
    (length, Some(plain(&inner)))
}

fn plain(name: &str) -> String {
    let starts = name.starts_with(|c: char| is_word(c) && !c.is_ascii_digit() && c != '$');
    if starts && name.chars().all(is_word) && !is_keyword(&name.to_uppercase()) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn sign(rest: &str, first: char) -> (usize, Option<String>) {
    const LONG: [&str; 10] = ["->>", "->", "||", "<=", ">=", "<>", "!=", "==", "<<", ">>"];
    let length =
        LONG.iter().find(|sign| rest.starts_with(**sign)).map_or(first.len_utf8(), |sign| sign.len());
    let text = match &rest[..length] {
        "==" => "=",
        "!=" => "<>",
        same => same,
    };
    (length, Some(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn same(one: &str, other: &str) {
        assert_eq!(canonical(&tokens(one)), canonical(&tokens(other)));
    }

    fn differ(one: &str, other: &str) {
        assert_ne!(canonical(&tokens(one)), canonical(&tokens(other)));
    }

    #[test]
    fn what_means_the_same_looks_the_same() {
        same("select  a\n from [t] -- all", "SELECT \"a\" FROM `t`");
        same("a/* x */==b", "a = b");
        same("1E5 x'ab'", "1e5 X'AB'");
        same("length( a )", "length(a)");
    }

    #[test]
    fn what_means_something_else_looks_different() {
        differ("'a'", "'A'");
        differ("a", "A");
        differ("\"order\"", "order");
        differ("\"a b\"", "a b");
        differ("\"1\"", "1");
        differ("a->b", "a->>b");
        differ("'it''s'", "'its'");
        differ("- 1", "+ 1");
        differ("a b", "ab");
        differ("a . 0", "a .0");
        differ("0 . a", "0.a");
        differ("\"current_timestamp\"", "current_timestamp");
    }

    #[test]
    fn names_lose_their_quotes() {
        assert_eq!(unquoted("\"a\"\"b\""), "a\"b");
        assert_eq!(unquoted("plain"), "plain");
    }

    proptest! {
        #[test]
        fn any_text_gives_tokens_and_its_canonical_form_is_its_own(sql in "[a-zA-Z0-9_ '\"`\\[\\]().,*/<>=|xXeE+ü-]{0,60}") {
            let once = canonical(&tokens(&sql));
            prop_assert_eq!(canonical(&tokens(&once)), once);
        }
    }
}
