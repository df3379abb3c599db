//! Words, strings and semicolons of an annotation.

use super::parser::AnnotationError;
use crate::Span;

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A run of characters without white space, quotes and semicolons.
    Word(String),
    /// The content of a quoted string, unescaped.
    Text(String),
    /// `;`
    Semicolon,
}

/// A token and its place in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

/// Splits an annotation's body. A relation sign at the start of a word is a word of its own: `>=90%` is `>=` `90%`.
pub(super) fn lex(body: &str, offset: u32) -> Result<Vec<Token>, AnnotationError> {
    let span = |start: usize, end: usize| Span::new(offset + start as u32, offset + end as u32);
    let mut tokens = Vec::new();
    let mut chars = body.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        if c == ';' {
            tokens.push(Token { kind: TokenKind::Semicolon, span: span(start, start + 1) });
            continue;
        }
        if c == '"' {
            let mut text = String::new();
            let end = loop {
                match chars.next() {
                    Some((at, '"')) => break at + 1,
                    Some((_, '\\')) if chars.peek().is_some_and(|(_, c)| matches!(c, '"' | '\\')) => {
                        text.extend(chars.next().map(|(_, c)| c));
                    }
                    Some((_, c)) => text.push(c),
                    None => {
                        return Err(AnnotationError {
                            span: span(start, body.len()),
                            message: "a string that is not closed".to_owned(),
                            hint: Some("add the closing `\"`".to_owned()),
                        });
                    }
                }
            };
            tokens.push(Token { kind: TokenKind::Text(text), span: span(start, end) });
            continue;
        }
        let mut end = start + c.len_utf8();
        let relation = matches!(c, '<' | '>' | '=');
        while let Some((at, next)) = chars.peek().copied() {
            let stops =
                if relation { next != '=' } else { next.is_whitespace() || matches!(next, ';' | '"') };
            if stops {
                break;
            }
            chars.next();
            end = at + next.len_utf8();
        }
        tokens.push(Token { kind: TokenKind::Word(body[start..end].to_owned()), span: span(start, end) });
    }
    Ok(tokens)
}
