//! Where statements begin and end.

use milepost_database::Engine;
use milepost_document::Span;

use super::body::Body;

/// Statements without the comments before them, and comments. Semicolons in quotes, comments and bodies of triggers and
/// functions end nothing; `DELIMITER` of MariaDB's client is followed.
pub(super) fn split(engine: Engine, text: &str) -> (Vec<Span>, Vec<Span>) {
    let (mut statements, mut comments) = (Vec::new(), Vec::new());
    let mut delimiter = ";".to_owned();
    let mut start = None;
    let mut end = 0;
    let mut at = 0;
    let mut body = Body::default();
    let maria = engine == Engine::Mariadb;
    while at < text.len() {
        let rest = &text[at..];
        let sign = rest.chars().next().expect("there is more");
        if maria && start.is_none() && starts_word(rest, "delimiter") {
            let line = rest.find('\n').unwrap_or(rest.len());
            let new = rest[9..line].trim();
            if !new.is_empty() {
                new.clone_into(&mut delimiter);
            }
            at += line;
            continue;
        }
        if rest.starts_with(delimiter.as_str()) && (!body.is_open() || delimiter != ";") {
            statements.extend(start.take().map(|from| Span::new(from, end)));
            body = Body::default();
            at += delimiter.len();
            continue;
        }
        let length = comment(engine, rest);
        if length > 0 {
            comments.push(Span::new(at as u32, (at + length) as u32));
            at += length;
            continue;
        }
        if sign.is_whitespace() {
            at += sign.len_utf8();
            continue;
        }
        start.get_or_insert(at as u32);
        let length = match sign {
            '\'' | '"' | '`' => quoted(rest, sign, maria && sign != '`'),
            '[' if !maria => rest.find(']').map_or(rest.len(), |end| end + 1),
            _ if is_word(sign) => {
                let length = rest.find(|sign| !is_word(sign)).unwrap_or(rest.len());
                body.word(&rest[..length].to_ascii_lowercase(), &rest[length..]);
                length
            }
            _ => sign.len_utf8(),
        };
        if !is_word(sign) {
            body.sign(sign);
        }
        at += length;
        end = at as u32;
    }
    statements.extend(start.map(|from| Span::new(from, end)));
    (statements, comments)
}

/// The length of the comment at the beginning of a text; 0 for none.
pub(crate) fn comment(engine: Engine, text: &str) -> usize {
    let line = || text.find('\n').unwrap_or(text.len());
    if text.starts_with("/*") {
        return text.find("*/").map_or(text.len(), |at| at + 2);
    }
    let dashes = text.strip_prefix("--");
    let spaced =
        dashes.is_some_and(|rest| rest.is_empty() || rest.starts_with(|sign: char| sign.is_whitespace()));
    match engine {
        Engine::Mariadb if spaced || text.starts_with('#') => line(),
        Engine::Mariadb => 0,
        _ if dashes.is_some() => line(),
        _ => 0,
    }
}

/// The length of the quoted text at the beginning of a text.
pub(crate) fn quoted(text: &str, quote: char, escapes: bool) -> usize {
    let mut signs = text.char_indices().skip(1).peekable();
    while let Some((at, sign)) = signs.next() {
        if escapes && sign == '\\' {
            signs.next();
        } else if sign == quote {
            if signs.peek().is_some_and(|(_, next)| *next == quote) {
                signs.next();
            } else {
                return at + sign.len_utf8();
            }
        }
    }
    text.len()
}

/// Whether words are made of it.
pub(crate) fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// Whether a text begins with a word, in small or capital letters.
pub(super) fn starts_word(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        && !text[word.len()..].starts_with(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(engine: Engine, text: &str) -> Vec<&str> {
        split(engine, text).0.into_iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn semicolons_inside_end_nothing() {
        let text = "-- a;\nselect ';', \";\" /* ; */ ;\ncreate trigger t after insert on a begin update b set c = case when 1 then 2 end; delete from d; end;\nselect [;]";
        assert_eq!(
            texts(Engine::Sqlite, text),
            [
                "select ';', \";\"",
                "create trigger t after insert on a begin update b set c = case when 1 then 2 end; delete from d; end",
                "select [;]",
            ]
        );
    }

    #[test]
    fn the_delimiter_of_the_client_is_followed() {
        let text = "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; IF a THEN SELECT 2; END IF; END//\nDELIMITER ;\nDROP TABLE a;\nSELECT 'it\\'s;' # x;\n";
        assert_eq!(
            texts(Engine::Mariadb, text),
            [
                "CREATE PROCEDURE p() BEGIN SELECT 1; IF a THEN SELECT 2; END IF; END",
                "DROP TABLE a",
                "SELECT 'it\\'s;'",
            ]
        );
        let bare = "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN IF NEW.x THEN SET NEW.y = 1; END IF; END; DROP TABLE b";
        assert_eq!(texts(Engine::Mariadb, bare).len(), 2, "{:?}", texts(Engine::Mariadb, bare));
    }

    #[test]
    fn conditions_of_a_body_are_known_from_functions() {
        for body in [
            "IF (NEW.x > 1) THEN SET NEW.y = 1; END IF;",
            "if (a) and (b) then select 1; end if;",
            "IF NOT EXISTS (SELECT 1 FROM b) Then INSERT INTO b VALUES (1); END IF;",
            "IF EXISTS (SELECT ')') THEN DELETE FROM b; END IF;",
            "SET NEW.y = IF(a, b, c); SELECT 'then';",
            "IF NOT a THEN SET @b = IF(1, 2, 3); END IF;",
            "BEGIN SELECT 1; END; IF a THEN SELECT 2; ELSEIF b THEN SELECT 3; END IF;",
            "WHILE (a > 1) DO SET a = a - 1; END WHILE;",
            "DROP TABLE IF EXISTS b; SELECT REPEAT('a', 3);",
            "SELECT CASE WHEN 1 THEN 2 END; CASE a WHEN 1 THEN SELECT 1; END CASE;",
        ] {
            let text =
                format!("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN {body} END; DROP TABLE b");
            let found = texts(Engine::Mariadb, &text);
            assert_eq!(found.last(), Some(&"DROP TABLE b"), "{found:?}");
            assert_eq!(found.len(), 2, "{found:?}");
        }
        let bare = "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW IF (NEW.x) THEN SET NEW.y = 1; END IF; DROP TABLE b";
        assert_eq!(texts(Engine::Mariadb, bare).len(), 2, "{:?}", texts(Engine::Mariadb, bare));
    }

    #[test]
    fn only_the_kind_of_the_object_makes_a_body() {
        for text in [
            "CREATE TABLE event (begin DATE, trigger_ INT); DROP TABLE b",
            "CREATE OR REPLACE TABLE event (`case` INT, begin INT); DROP TABLE b",
            "CREATE DEFINER=me@localhost VIEW event AS SELECT begin FROM c; DROP TABLE b",
        ] {
            assert_eq!(texts(Engine::Mariadb, text).len(), 2, "{:?}", texts(Engine::Mariadb, text));
        }
    }
}
