//! Bodies of triggers, procedures, functions and events.

use super::split::{is_word, quoted, starts_word};

/// How deep a place is in the body of a program, told word by word from the beginning of its statement.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// The first words.
    head: Vec<String>,
    depth: usize,
    /// Whether the word before is `END`.
    is_ended: bool,
    /// Whether a statement of the body begins here.
    begins: bool,
}

/// Words that are kept of the head of a statement.
const HEAD: usize = 12;

impl Body {
    /// Whether a semicolon here ends a statement of the body, and not the whole.
    pub(super) fn is_open(&self) -> bool {
        self.depth > 0
    }

    /// Goes past a word in small letters; `after` is the text behind it.
    pub(super) fn word(&mut self, word: &str, after: &str) {
        if self.head.len() < HEAD {
            self.head.push(word.to_owned());
        }
        let (was_ended, begins) = (self.is_ended, self.begins);
        self.is_ended = word == "end";
        self.begins = word == "begin";
        if !makes_program(self.head.iter().map(String::as_str)) {
            return;
        }
        let after = after.trim_start();
        match word {
            "end" => self.depth = self.depth.saturating_sub(1),
            _ if was_ended => {}
            "begin" | "case" | "loop" | "while" => self.depth += 1,
            "if" => self.depth += usize::from(is_condition(after, begins)),
            "repeat" => self.depth += usize::from(begins || !after.starts_with('(')),
            _ => {}
        }
    }

    /// Goes past a sign, or what begins with it.
    pub(super) fn sign(&mut self, sign: char) {
        self.is_ended = false;
        self.begins = sign == ';';
    }
}

/// Whether words, in small letters, are the head of a statement that makes a program with a body: signs among them are passed
/// over.
pub(super) fn makes_program<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let mut words = words.filter(|word| word.starts_with(is_word));
    if words.next() != Some("create") {
        return false;
    }
    let mut of_definer = 0;
    for word in words {
        match word {
            "trigger" | "procedure" | "function" | "event" => return true,
            "or" | "replace" | "temp" | "temporary" | "aggregate" => {}
            "definer" => of_definer = 2,
            // A user and a host.
            _ if of_definer > 0 && !matches!(word, "view" | "sql" | "table") => of_definer -= 1,
            _ => return false,
        }
    }
    false
}

/// Whether `IF` with this behind it is a statement: not the function, and not `IF EXISTS` of a statement.
fn is_condition(after: &str, begins: bool) -> bool {
    let then_follows = |text: &str| starts_word(text[bracketed(text)..].trim_start(), "then");
    if after.starts_with('(') {
        return begins || then_follows(after);
    }
    let past =
        |text: &str, word: &str| starts_word(text, word).then(|| text[word.len()..].trim_start().len());
    let exists = past(after, "not").map_or(after, |left| &after[after.len() - left..]);
    past(exists, "exists").is_none_or(|left| exists[exists.len() - left..].starts_with('('))
}

/// The length of the part in brackets with which a text begins; all of it where they stay open.
fn bracketed(text: &str) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(sign) = text[at..].chars().next() {
        match sign {
            '\'' | '"' | '`' => {
                at += quoted(&text[at..], sign, sign != '`');
                continue;
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        at += sign.len_utf8();
        if depth == 0 {
            break;
        }
    }
    at
}
