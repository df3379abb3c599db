//! What is too deep to be read: the readers of SQL call themselves for each level.

use std::borrow::Cow;

use milepost_database::Engine;
use milepost_document::Span;

use crate::{
    Statement,
    dialect::{comment, is_word, quoted},
};

/// Texts that are longer, in bytes, are not read.
const LONGEST: usize = 4 << 20;
/// Brackets, cases and prefixes inside of each other.
const DEEPEST: usize = 200;
/// Words between two commas: a chain such as `a + a + …` is a tree as deep as it is long.
const LONGEST_CHAIN: usize = 10_000;
/// The stack for trees of this depth, in bytes.
const STACK: usize = 256 << 20;

/// What a script is: statements and comments.
type Read = (Vec<Statement>, Vec<Span>);

/// Reads a text where there is room for its depth; a statement that is too deep or too long is one that cannot be read.
pub(crate) fn within(engine: Engine, text: &str, read: impl FnOnce(&str) -> Read + Send) -> Read {
    let whole = |why: &str| {
        let span = Span::new(0, text.len().min(u32::MAX as usize) as u32);
        (vec![Statement::unread(span, why)], Vec::new())
    };
    if text.len() > LONGEST {
        return whole("the text is longer than 4 MiB");
    }
    let Readable { text: plain, unread } = readable(engine, text);
    let found = run(|| read(&plain));
    let Some((mut statements, comments)) = found else {
        return whole("the reader of SQL gave up: this is a bug, please report it with the statement");
    };
    statements.extend(unread.into_iter().map(|(span, why)| Statement::unread(span, why)));
    statements.sort_by_key(|one| one.span.start);
    (statements, comments)
}

/// Runs on a stack of [`STACK`] bytes; none when it panicked.
pub(crate) fn run<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()?.join().ok()
    })
}

/// A text as far as it is read.
pub(crate) struct Readable<'t> {
    /// The text with spaces in place of what is not read, and of the rows of `COPY`.
    pub(crate) text: Cow<'t, str>,
    /// What is not read, and why.
    unread: Vec<(Span, &'static str)>,
}

/// What of a text is read: nothing of one that is too long, and no statement that is too deep.
pub(crate) fn readable(engine: Engine, text: &str) -> Readable<'_> {
    if text.len() > LONGEST {
        return Readable { text: Cow::Borrowed(""), unread: Vec::new() };
    }
    let (mut unread, mut blanks) = (Vec::new(), Vec::new());
    let (mut at, mut start, mut end, mut levels) = (0, None, 0, Levels::default());
    let mut why = None;
    while let Some(sign) = text[at..].chars().next() {
        let rest = &text[at..];
        let comment = skipped(engine, rest);
        if comment > 0 {
            at += comment;
            continue;
        }
        let length = match sign {
            _ if is_word(sign) => {
                let length = rest.find(|sign| !is_word(sign)).unwrap_or(rest.len());
                levels.word(&rest[..length]);
                // `E'…'` of PostgreSQL knows backslashes.
                let escapes = engine == Engine::Postgresql && rest[..length].eq_ignore_ascii_case("e");
                let behind = &rest[length..];
                if escapes && behind.starts_with('\'') { length + quoted(behind, '\'', true) } else { length }
            }
            '\'' | '"' | '`' => {
                levels.chain += 1;
                quoted(rest, sign, engine == Engine::Mariadb && sign != '`')
            }
            '$' if engine == Engine::Postgresql => {
                levels.chain += 1;
                dollar_quoted(rest).unwrap_or(1)
            }
            _ => {
                levels.sign(sign);
                sign.len_utf8()
            }
        };
        if sign == ';' {
            let data = start.map_or(0, |from| copied(engine, &text[from..at], &text[at..]));
            if data > 0 {
                blanks.push((at + 1, at + data));
            }
            at += data.max(1);
            unread.extend(start.take().zip(why.take()).map(|(from, why)| (Span::new(from as u32, end), why)));
            continue;
        }
        at += length;
        if !sign.is_whitespace() {
            start.get_or_insert(at - length);
            end = at as u32;
        }
        why = why.or(levels.too_much());
    }
    unread.extend(start.zip(why).map(|(from, why)| (Span::new(from as u32, end), why)));
    blanks.extend(unread.iter().map(|(span, _)| (span.start as usize, span.end as usize)));
    let text = if blanks.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(blanked(text, blanks)) };
    Readable { text, unread }
}

/// Levels of a statement up to a place.
#[derive(Default)]
struct Levels {
    depth: usize,
    chain: usize,
    prefixes: usize,
    cases: usize,
}

impl Levels {
    fn word(&mut self, word: &str) {
        self.chain += 1;
        let is = |all: &[&str]| all.iter().any(|own| word.eq_ignore_ascii_case(own));
        if is(&["not", "all", "any", "explain"]) {
            self.prefixes += 1;
        } else if is(&["case", "begin", "if", "select", "with", "loop"]) {
            self.cases += 1;
        } else if is(&["end"]) {
            self.cases = self.cases.saturating_sub(1);
        } else {
            self.prefixes = 0;
        }
    }

    fn sign(&mut self, sign: char) {
        match sign {
            '(' | '[' | '{' => self.depth += 1,
            ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
            ',' => (self.chain, self.prefixes) = (0, 0),
            ';' => *self = Self::default(),
            '-' | '+' | '~' | '@' | '!' | '#' | '|' | '&' | '*' | '/' | '<' | '>' | '=' | '%' | '^' | '?' => {
                self.prefixes += 1;
                self.chain += 1;
            }
            _ if sign.is_whitespace() => {}
            _ => self.chain += 1,
        }
    }

    fn too_much(&self) -> Option<&'static str> {
        if self.depth > DEEPEST || self.cases > DEEPEST * 10 || self.prefixes > DEEPEST * 20 {
            return Some("brackets or prefixes stand inside of each other more than 200 times");
        }
        (self.chain > LONGEST_CHAIN * 10).then_some("a statement is too long to be read")
    }
}

/// The length of the comment at the beginning of a text; 0 for none. PostgreSQL has comments in comments; what MariaDB runs is
/// none.
fn skipped(engine: Engine, text: &str) -> usize {
    if engine == Engine::Mariadb && (text.starts_with("/*!") || text.starts_with("/*M!")) {
        return 0;
    }
    if engine != Engine::Postgresql || !text.starts_with("/*") {
        return comment(engine, text);
    }
    let (mut at, mut depth) = (0, 0_usize);
    let bytes = text.as_bytes();
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The length of `$tag$ … $tag$` at the beginning of a text.
fn dollar_quoted(text: &str) -> Option<usize> {
    let end = 1 + text[1..].find(|sign: char| !is_word(sign))?;
    if !text[end..].starts_with('$') || text[1..].starts_with(|sign: char| sign.is_ascii_digit()) {
        return None;
    }
    let tag = &text[..=end];
    Some(text[tag.len()..].find(tag).map_or(text.len(), |end| tag.len() * 2 + end))
}

/// The length of the rows behind `COPY … FROM STDIN`, from its semicolon to the line `\\.`; 0 for other statements, and where
/// that line is missing.
fn copied(engine: Engine, statement: &str, rest: &str) -> usize {
    let lower = statement.to_ascii_lowercase();
    let mut words = lower.split_whitespace();
    if engine != Engine::Postgresql || words.next() != Some("copy") || !words.any(|word| word == "stdin") {
        return 0;
    }
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        at += line.len();
        if line.trim_end() == "\\." {
            return at;
        }
    }
    0
}

/// A text with spaces in place of some parts: bytes and lines stay where they are.
fn blanked(text: &str, mut parts: Vec<(usize, usize)>) -> String {
    parts.sort_unstable();
    let (mut all, mut at) = (String::with_capacity(text.len()), 0);
    for (from, to) in parts {
        let from = from.max(at);
        let to = to.max(from);
        all.push_str(&text[at..from]);
        all.extend(
            text[from..to]
                .bytes()
                .map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }),
        );
        at = to;
    }
    all.push_str(&text[at..]);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Act, Script};

    #[test]
    fn what_is_quoted_or_a_comment_is_not_deep() {
        let deep = "(".repeat(500);
        for text in [
            format!("SELECT '{deep}'; DROP TABLE a"),
            format!("-- {deep}\nDROP TABLE a"),
            format!("/* /* {deep} */ {deep} */ DROP TABLE a"),
            format!("SELECT $x$ {deep} $x$; DROP TABLE a"),
            format!("SELECT E'\\'{deep}'; DROP TABLE a"),
        ] {
            let script = Script::read(Engine::Postgresql, "x", text);
            assert!(script.statements.iter().all(|one| one.error.is_none()), "{script:?}");
            assert!(matches!(script.steps().last().unwrap().1.act, Act::DropTable { .. }), "{script:?}");
        }
    }

    #[test]
    fn a_statement_that_is_too_deep_spoils_no_other() {
        let deep = format!("DROP TABLE a;\nSELECT {}1{};\nDROP TABLE b;", "(".repeat(500), ")".repeat(500));
        for engine in [Engine::Postgresql, Engine::Sqlite, Engine::Mariadb] {
            let script = Script::read(engine, "x", deep.clone());
            let errors: Vec<bool> = script.statements.iter().map(|one| one.error.is_some()).collect();
            assert_eq!(errors, [false, true, false], "{engine}");
            assert!(script.text_of(script.statements[1].span).starts_with("SELECT ((("), "{engine}");
        }
    }

    #[test]
    fn rows_of_copy_are_no_statements() {
        let text = "COPY a (b) FROM stdin;\n1\tit's; (\n\\.\nDROP TABLE a;";
        let script = Script::read(Engine::Postgresql, "x", text);
        assert_eq!(script.statements.len(), 2, "{script:?}");
        assert!(script.statements.iter().all(|one| one.error.is_none()), "{script:?}");
        assert_eq!(script.text_of(script.statements[1].span), "DROP TABLE a");
    }
}
