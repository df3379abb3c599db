//! Statements in a text of SQL, as far as their first words.

/// First words of statements that end a transaction, or begin another.
const ENDING: &[&str] =
    &["ABORT", "ATTACH", "BEGIN", "COMMIT", "DETACH", "END", "PREPARE", "ROLLBACK", "START", "VACUUM"];

/// The first statement of a text that would end the transaction in which it runs, or leave the database. Quotes, comments and
/// bodies between dollar signs are passed over. What begins with such a word and is harmless counts too: a way back that is
/// refused can be written in another way. With `first_only` the text is one statement, whatever is inside of it.
pub(crate) fn ending_statement(sql: &str, first_only: bool) -> Option<String> {
    let mut rest = sql;
    let mut at_start = true;
    while let Some(sign) = rest.chars().next() {
        let skipped = skip(rest);
        if skipped > 0 {
            if !rest.starts_with("--") && !rest.starts_with("/*") {
                at_start = false;
            }
            rest = &rest[skipped..];
            continue;
        }
        if sign == ';' {
            at_start = true;
        } else if at_start && !sign.is_whitespace() {
            at_start = false;
            let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let word = rest[..end].to_ascii_uppercase();
            if ENDING.contains(&word.as_str()) {
                let end = rest.find([';', '\n']).unwrap_or(rest.len());
                return Some(rest[..end].trim().chars().take(60).collect());
            }
            if first_only {
                return None;
            }
        }
        rest = &rest[sign.len_utf8()..];
    }
    None
}

/// The length of what is passed over here: a comment, something quoted, a body between dollar signs; 0 for none.
fn skip(text: &str) -> usize {
    let until =
        |from: usize, end: &str| text[from..].find(end).map_or(text.len(), |at| from + at + end.len());
    match text.as_bytes() {
        [b'-', b'-', ..] => until(2, "\n"),
        [b'/', b'*', ..] => nested_comment(text),
        [b'\'', ..] => quoted(text, '\'', false),
        [b'E' | b'e', b'\'', ..] => 1 + quoted(&text[1..], '\'', true),
        [b'"', ..] => quoted(text, '"', false),
        [b'`', ..] => quoted(text, '`', false),
        [b'$', ..] => {
            let tag = text[1..].find('$').map(|at| &text[..at + 2]);
            let is_tag = |tag: &str| {
                let inner = &tag[1..tag.len() - 1];
                !inner.starts_with(|c: char| c.is_ascii_digit())
                    && inner.chars().all(|c| c.is_alphanumeric() || c == '_')
            };
            tag.filter(|tag| is_tag(tag)).map_or(0, |tag| until(tag.len(), tag))
        }
        _ => 0,
    }
}

fn quoted(text: &str, quote: char, escapes: bool) -> usize {
    let mut escaped = false;
    for (at, sign) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if escapes && sign == '\\' {
            escaped = true;
        } else if sign == quote {
            return at + 1;
        }
    }
    text.len()
}

/// Comments of PostgreSQL stand inside of each other.
fn nested_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_transaction_is_found_wherever_it_stands() {
        for sql in [
            "COMMIT",
            "drop table a; commit;",
            "-- first\n/* second /* third */ */ begin;",
            "select 'it''s'; ROLLBACK",
            "select $x$ ; commit $x$; end",
            "select E'\\'; '; abort",
        ] {
            assert!(ending_statement(sql, false).is_some(), "{sql}");
        }
    }

    #[test]
    fn words_inside_of_others_end_nothing() {
        for sql in [
            "ALTER TABLE a DROP COLUMN b;",
            "select '; commit;'; select \"; end\"",
            "do $$ begin commit; end $$;",
            "-- commit;\ndrop table begin_of_it",
            "/* ; commit; */ drop view v",
            "drop table a where x = $1; drop table commit_log",
            "",
        ] {
            assert_eq!(ending_statement(sql, false), None, "{sql}");
        }
    }
}
