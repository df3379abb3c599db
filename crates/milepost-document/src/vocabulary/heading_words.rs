//! The words of a heading, in the form in which they are compared.

use super::plain::{Plain, plain_char, push_lower};

/// Lower case, no numbering, no comment in parentheses, `&` and hyphens opened, single blanks.
pub(super) fn heading_words(text: &str) -> String {
    let mut words = Words { out: String::with_capacity(text.len() + 8), word: 0, kept: 0 };
    // What a bracket opens is a comment, unless nothing stands before the first one.
    let (mut started, mut whole) = (false, false);
    for c in text.chars() {
        match plain_char(c) {
            Plain::Nothing => {}
            Plain::Blank => words.end_word(),
            Plain::Char('(' | '[') if started && !whole => break,
            Plain::Char(c) => {
                whole |= !started && matches!(c, '(' | '[');
                started = true;
                words.push(c);
            }
        }
    }
    let mut words = words.finish();
    let bare = without_article(without_numbering(&words)).len();
    words.drain(..words.len() - bare);
    words
}

/// Words with single blanks between them.
struct Words {
    out: String,
    /// Where the word being written begins.
    word: usize,
    /// What is left when the signs at the end go.
    kept: usize,
}

impl Words {
    fn push(&mut self, c: char) {
        match c {
            ':' | '.' | '!' | '?' => return self.out.push(c),
            '-' | '/' | '_' => self.end_word(),
            '&' => {
                self.end_word();
                self.out.push_str("and");
                self.end_word();
            }
            c => push_lower(&mut self.out, c),
        }
        self.kept = self.out.len();
    }

    fn end_word(&mut self) {
        match &self.out[self.word..] {
            "" => {}
            "–" | ":" => self.out.truncate(self.word),
            _ => self.out.push(' '),
        }
        self.word = self.out.len();
        self.kept = self.kept.min(self.word);
    }

    fn finish(mut self) -> String {
        self.out.truncate(self.kept);
        self.word = self.out.trim_end_matches(' ').rfind(' ').map_or(0, |at| at + 1);
        self.end_word();
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out
    }
}

/// The words behind `3.` or `2.1)`.
fn without_numbering(words: &str) -> &str {
    let numbering = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit())
            && word.trim_end_matches([')', '.', ':']).split('.').all(|part| part.parse::<u16>().is_ok())
    };
    words.split_once(' ').filter(|(first, _)| numbering(first)).map_or(words, |(_, rest)| rest)
}

/// The words behind a first one that says nothing.
fn without_article(words: &str) -> &str {
    let Some((first, rest)) = words.split_once(' ') else { return words };
    match first {
        "the" | "our" | "key" | "project" | "milestone" | "phase" | "initiative" | "sprint" | "epic" => {}
        _ => return words,
    }
    match words {
        "key test cases" | "key scenarios" | "milestone status" | "milestone list" | "initiative status" => {
            words
        }
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::plain::plain_text;
    use super::*;

    /// The same, one rule after the other.
    fn step_by_step(text: &str) -> String {
        let plain = plain_text(text);
        let head = plain.split(['(', '[']).next().filter(|head| !head.trim().is_empty()).unwrap_or(&plain);
        let head = head.trim_end_matches([':', '.', ' ', '!', '?']).replace('&', " and ");
        let words: Vec<_> =
            head.split([' ', '-', '/', '_']).filter(|word| !matches!(*word, "" | "–" | ":")).collect();
        without_article(without_numbering(&words.join(" "))).to_owned()
    }

    #[test]
    fn headings_are_opened() {
        for (heading, words) in [
            ("Overview", "overview"),
            ("🎯 **Scope & Deliverables**:", "scope and deliverables"),
            ("2.1) Exit-Criteria (must hold)", "exit criteria"),
            ("(Optional) Extras [later]", "(optional) extras [later]"),
            ("Phase 2 – Goals!", "2 goals"),
            ("Key Test Cases", "key test cases"),
            ("Q&A", "q and a"),
            ("a –: .", "a"),
            ("v1.2.", "v1.2"),
            ("###", "###"),
            (" - : – ", ""),
        ] {
            assert_eq!(heading_words(heading), words, "{heading}");
            assert_eq!(step_by_step(heading), words, "{heading}");
        }
    }

    proptest! {
        #[test]
        fn one_pass_is_as_good_as_many(text in "([a-cKA0-9.: !?()&/_\\[\\]–—🎯İß*`-]|the |key |\t){0,24}") {
            prop_assert_eq!(heading_words(&text), step_by_step(&text), "{:?}", text);
        }
    }
}
