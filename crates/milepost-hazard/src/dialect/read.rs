//! From a text to statements.

use milepost_database::Engine;
use milepost_document::Span;
use sqlparser::{
    dialect::{Dialect, MySqlDialect, SQLiteDialect},
    parser::Parser,
};

use super::{body::makes_program, executable::unwrapped, split::split, statement};
use crate::{Act, Statement, head};

/// Levels that the reader of one statement goes down.
const LEVELS: usize = 100;

/// First words of statements of which these words say all that the rules ask, and which the reader may not know.
const BY_HEAD: &[&str] = &[
    "analyze",
    "attach",
    "begin",
    "call",
    "detach",
    "end",
    "explain",
    "flush",
    "grant",
    "optimize",
    "pragma",
    "reindex",
    "release",
    "revoke",
    "rollback",
    "savepoint",
    "set",
    "show",
    "use",
    "vacuum",
];

/// The statements of a text, and its comments.
pub(crate) fn read(engine: Engine, text: &str) -> (Vec<Statement>, Vec<Span>) {
    let text = if engine == Engine::Mariadb { &*unwrapped(text) } else { text };
    let (spans, comments) = split(engine, text);
    (spans.into_iter().map(|span| one(engine, span, &text[span.range()])).collect(), comments)
}

fn one(engine: Engine, span: Span, text: &str) -> Statement {
    let words = words(text);
    if let Some(acts) = special(engine, &words, text) {
        return Statement::of(span, acts);
    }
    let dialect: &dyn Dialect = match engine {
        Engine::Mariadb => &MySqlDialect {},
        _ => &SQLiteDialect {},
    };
    // `STRICT, WITHOUT ROWID` and the like mean nothing to the rules, and are not read by the parser in every order.
    let mut readable = text.to_owned();
    if engine == Engine::Sqlite
        && words.starts_with("create ")
        && let Some(end) = readable.rfind(')')
        && readable[end + 1..].split([',', ' ', '\n', '\t', '\r']).all(|word| {
            word.is_empty() || ["strict", "without", "rowid"].iter().any(|own| word.eq_ignore_ascii_case(own))
        })
    {
        readable.truncate(end + 1);
    }
    let parser = Parser::new(dialect).with_recursion_limit(LEVELS).try_with_sql(&readable);
    match parser.and_then(|mut parser| parser.parse_statements()) {
        Ok(parsed) => {
            let acts: Vec<Act> = parsed.iter().flat_map(|one| statement::acts(engine, one, &words)).collect();
            Statement::of(span, acts)
        }
        Err(error) => match words.split(' ').next() {
            Some(first) if BY_HEAD.contains(&first) => Statement::of(span, head::acts(&words)),
            _ => {
                Statement::unread(span, error.to_string().trim_start_matches("sql parser error: ").to_owned())
            }
        },
    }
}

/// Statements that are known by their words alone.
fn special(engine: Engine, words: &str, text: &str) -> Option<Vec<Act>> {
    let all: Vec<&str> = words.split(' ').collect();
    let at = |index: usize| all.get(index).copied().unwrap_or_default();
    Some(match at(0) {
        "pragma" => {
            let name = at(1).rsplit('.').next().unwrap_or_default().to_owned();
            let value = all.last().copied().unwrap_or_default().trim_matches([')', '\'', '"']);
            let value =
                if value.is_empty() { all.iter().rev().nth(1).copied().unwrap_or_default() } else { value };
            vec![Act::Setting {
                name: format!("pragma {name}"),
                off: matches!(value, "0" | "off" | "false" | "no"),
            }]
        }
        "reindex" => vec![Act::Reindex { name: at(1).to_owned(), concurrently: false }],
        "vacuum" => vec![Act::Untransactional { what: "VACUUM".to_owned() }],
        "optimize" => vec![Act::Rewrite {
            table: all.last().map(|word| (*word).to_owned())?,
            by: "OPTIMIZE TABLE".to_owned(),
        }],
        "lock" if engine == Engine::Mariadb => vec![Act::Lock { table: at(2).trim_matches('`').to_owned() }],
        "begin" | "start" if at(0) == "begin" || at(1) == "transaction" => vec![Act::Begin],
        "commit" | "end" => vec![Act::End],
        "rollback" if !all.contains(&"to") => vec![Act::End],
        "create" if makes_program(all.iter().copied()) => vec![head::act(words)],
        "alter" if words.contains("convert to character set") || words.contains("convert to charset") => {
            vec![Act::Rewrite {
                table: at(2).trim_matches('`').to_owned(),
                by: "CONVERT TO CHARACTER SET".to_owned(),
            }]
        }
        "alter" if engine == Engine::Mariadb && at(1) == "table" && at(3) == "engine" => {
            vec![Act::Rewrite {
                table: at(2).trim_matches('`').to_owned(),
                by: text.split_whitespace().skip(3).collect::<Vec<_>>().join(" "),
            }]
        }
        // Only what the client of MariaDB writes around the rows of a table.
        "alter" if engine == Engine::Mariadb && at(1) == "table" && at(4) == "keys" => {
            let table = at(2).trim_matches('`').to_owned();
            vec![Act::Other { what: format!("{} KEYS", at(3).to_uppercase()), table: Some(table) }]
        }
        "alter" if engine == Engine::Mariadb && at(1) == "table" && at(3) == "force" => {
            vec![Act::Rewrite { table: at(2).trim_matches('`').to_owned(), by: "FORCE".to_owned() }]
        }
        "delimiter" => vec![Act::Read],
        _ => return None,
    })
}

/// The words and signs of a statement in small letters without comments, one space between them.
fn words(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    let mut rest = text;
    let mut push = |word: &str| {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(&word.to_lowercase());
    };
    while let Some(sign) = rest.chars().next() {
        let length = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if sign.is_whitespace() {
            sign.len_utf8()
        } else if matches!(sign, '\'' | '"' | '`') {
            let end = rest[1..].find(sign).map_or(rest.len(), |end| end + 2);
            push(&rest[..end]);
            end
        } else {
            let is_word = |sign: char| sign.is_alphanumeric() || sign == '_';
            let end = if is_word(sign) {
                rest.find(|sign| !is_word(sign)).unwrap_or(rest.len())
            } else {
                sign.len_utf8()
            };
            push(&rest[..end]);
            end
        };
        rest = &rest[length..];
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acts(engine: Engine, text: &str) -> Vec<Act> {
        let (statements, _) = read(engine, text);
        assert!(statements.iter().all(|one| one.error.is_none()), "{statements:?}");
        statements.into_iter().flat_map(|one| one.steps).map(|step| step.act).collect()
    }

    #[test]
    fn what_the_reader_does_not_know_is_known_by_its_words() {
        let found = acts(
            Engine::Sqlite,
            "PRAGMA foreign_keys=OFF;\nREINDEX a;\nCREATE TABLE a (b INT NOT NULL) STRICT, WITHOUT ROWID;\nVACUUM;",
        );
        assert_eq!(found[0], Act::Setting { name: "pragma foreign_keys".to_owned(), off: true });
        assert!(matches!(&found[1], Act::Reindex { .. }));
        assert!(matches!(&found[2], Act::CreateTable { columns, .. } if columns[0].not_null));
        let found = acts(
            Engine::Mariadb,
            "ALTER TABLE a CONVERT TO CHARACTER SET utf8mb4;\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.b = 1;\nALTER TABLE a MODIFY COLUMN b BIGINT NOT NULL;",
        );
        assert!(matches!(&found[0], Act::Rewrite { table, .. } if table == "a"));
        assert!(matches!(&found[1], Act::Create { name, .. } if name == "t"));
        assert!(
            matches!(&found[2], Act::ChangeType { column, to, .. } if column == "b" && to == "bigint"),
            "{found:?}"
        );
    }

    #[test]
    fn statements_in_executable_comments_are_run() {
        let found = acts(
            Engine::Mariadb,
            "/*!40101 SET NAMES utf8 */;\n/*!50003 DROP TABLE a */;\n/*M! TRUNCATE TABLE b */;\n/* DROP TABLE c */",
        );
        assert!(matches!(&found[1], Act::DropTable { table, .. } if table == "a"), "{found:?}");
        assert!(matches!(&found[2], Act::Truncate { table, .. } if table == "b"), "{found:?}");
        assert_eq!(found.len(), 3, "{found:?}");
    }

    #[test]
    fn rows_that_a_query_changes_are_no_reading() {
        let with = "WITH old AS (SELECT 1 AS id)";
        let found = acts(
            Engine::Sqlite,
            &format!(
                "{with} DELETE FROM a;\n{with} UPDATE a SET b = 1;\n{with} INSERT INTO a SELECT id FROM old;\n{with} SELECT 1;"
            ),
        );
        assert!(matches!(&found[0], Act::Delete { table, filtered: false } if table == "a"), "{found:?}");
        assert!(matches!(&found[1], Act::Update { table, .. } if table == "a"), "{found:?}");
        assert!(matches!(&found[2], Act::Insert { table, .. } if table == "a"), "{found:?}");
        assert_eq!(found[3], Act::Read);
    }

    #[test]
    fn what_nobody_knows_is_said() {
        let (statements, _) = read(Engine::Sqlite, "FROB TABLE a;\nDROP TABLE b");
        assert!(statements[0].error.is_some() && statements[1].error.is_none());
    }
}
