//! The words of a heading, in the form in which they are compared.

use super::plain::{Plain, bare_words, plain_char};

/// Reads the words of a heading: lower case, no numbering, no comment in parentheses, `&` and hyphens opened, single
/// blanks; the bytes of a text.
pub(super) fn with_heading_words<T>(heading: &str, read: impl FnOnce(&[u8]) -> T) -> T {
    let opened_words;
    let mut buffer = [0; 64];
    let words = if let Some(words) = bare_words(heading, &mut buffer) {
        words
    } else {
        opened_words = opened(heading);
        &opened_words
    };
    read(without_article(without_numbering(words)))
}

fn opened(text: &str) -> Vec<u8> {
    let mut words = Words { out: Vec::with_capacity(text.len() + 8), word: 0, kept: 0 };
    // What a bracket opens is a comment, unless nothing stands before the first one.
    let (mut started, mut whole) = (false, false);
    for c in text.chars() {
        // Nearly all.
        if c.is_ascii_alphanumeric() {
            started = true;
            words.letter(c as u8);
            continue;
        }
        match plain_char(c) {
            Plain::Nothing => {}
            Plain::Blank => words.end_word(),
            Plain::Char('(' | '[') if started && !whole => break,
            Plain::Char(c) => {
                whole |= !started && matches!(c, '(' | '[');
                started = true;
                words.sign(c);
            }
        }
    }
    words.finish()
}

/// Words with single blanks between them.
struct Words {
    out: Vec<u8>,
    /// Where the word being written begins.
    word: usize,
    /// What is left when the signs at the end go.
    kept: usize,
}

impl Words {
    fn letter(&mut self, letter: u8) {
        self.out.push(letter.to_ascii_lowercase());
        self.kept = self.out.len();
    }

    fn sign(&mut self, c: char) {
        match c {
            ':' | '.' | '!' | '?' => return self.out.push(c as u8),
            '-' | '/' | '_' => self.end_word(),
            '&' => {
                self.end_word();
                self.out.extend(b"and");
                self.end_word();
            }
            c => c.to_lowercase().for_each(|c| self.out.extend(c.encode_utf8(&mut [0; 4]).as_bytes())),
        }
        self.kept = self.out.len();
    }

    fn end_word(&mut self) {
        match &self.out[self.word..] {
            b"" => {}
            word if says_nothing(word) => self.out.truncate(self.word),
            _ => self.out.push(b' '),
        }
        self.word = self.out.len();
        self.kept = self.kept.min(self.word);
    }

    fn finish(mut self) -> Vec<u8> {
        self.out.truncate(self.kept);
        while self.out.pop_if(|byte| *byte == b' ').is_some() {}
        let last = memchr::memrchr(b' ', &self.out).map_or(0, |at| at + 1);
        if says_nothing(&self.out[last..]) {
            self.out.truncate(last.saturating_sub(1));
        }
        self.out
    }
}

fn says_nothing(word: &[u8]) -> bool {
    word == b":" || word == "–".as_bytes()
}

/// The words behind `3.` or `2.1)`.
fn without_numbering(words: &[u8]) -> &[u8] {
    if !words.first().is_some_and(u8::is_ascii_digit) {
        return words;
    }
    let numbering = |word: &str| {
        word.trim_end_matches([')', '.', ':']).split('.').all(|part| part.parse::<u16>().is_ok())
    };
    match memchr::memchr(b' ', words) {
        Some(blank) if std::str::from_utf8(&words[..blank]).is_ok_and(numbering) => &words[blank + 1..],
        _ => words,
    }
}

/// The words behind a first one that says nothing.
fn without_article(words: &[u8]) -> &[u8] {
    let Some(blank) = memchr::memchr(b' ', words) else { return words };
    match &words[..blank] {
        b"the" | b"our" | b"key" | b"project" | b"milestone" | b"phase" | b"initiative" | b"sprint"
        | b"epic" => {}
        _ => return words,
    }
    match words {
        b"key test cases" | b"key scenarios" | b"milestone status" | b"milestone list"
        | b"initiative status" => words,
        _ => &words[blank + 1..],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::plain::plain_text;
    use super::*;

    fn heading_words(text: &str) -> String {
        with_heading_words(text, |words| String::from_utf8(words.to_vec()).unwrap())
    }

    /// The same, one rule after the other.
    fn step_by_step(text: &str) -> String {
        let plain = plain_text(text);
        let head = plain.split(['(', '[']).next().filter(|head| !head.trim().is_empty()).unwrap_or(&plain);
        let head = head.trim_end_matches([':', '.', ' ', '!', '?']).replace('&', " and ");
        let words: Vec<_> =
            head.split([' ', '-', '/', '_']).filter(|word| !matches!(*word, "" | "–" | ":")).collect();
        let words = words.join(" ").into_bytes();
        String::from_utf8(without_article(without_numbering(&words)).to_vec()).unwrap()
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
