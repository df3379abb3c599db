//! Text without its decoration.

/// The text in lower case without pictographs and emphasis marks, white space collapsed, dashes made plain.
///
/// `**✅ In-Progress**` becomes `in-progress`. Used to compare words; never to write text.
pub fn plain_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        // Nearly all.
        if c.is_ascii_alphanumeric() && !blank {
            out.push(c.to_ascii_lowercase());
            continue;
        }
        match plain_char(c) {
            Plain::Nothing => {}
            Plain::Blank => blank = !out.is_empty(),
            Plain::Char(c) => {
                if std::mem::take(&mut blank) {
                    out.push(' ');
                }
                push_lower(&mut out, c);
            }
        }
    }
    out
}

/// The text in lower case, written to the buffer, when it is nothing but words of ASCII letters and digits with single
/// blanks between them and has room there: then that is its plain text. Most headings and labels are so.
pub(super) fn bare_words<'b>(text: &str, buffer: &'b mut [u8; 64]) -> Option<&'b [u8]> {
    let text = text.as_bytes();
    let words = buffer.get_mut(..text.len())?;
    let mut bare = text.first()? != &b' ' && text.last()? != &b' ';
    // Without an early end, so that the loops have no branches.
    for (word, byte) in words.iter_mut().zip(text) {
        *word = byte.to_ascii_lowercase();
        bare &= byte.is_ascii_alphanumeric() || *byte == b' ';
    }
    for (byte, next) in text.iter().zip(&text[1..]) {
        bare &= *byte != b' ' || *next != b' ';
    }
    bare.then_some(words)
}

/// What a character is when words are compared.
pub(crate) enum Plain {
    /// Emphasis.
    Nothing,
    /// White space or a picture.
    Blank,
    /// A character of a word, dashes and quotes made plain; not yet in lower case.
    Char(char),
}

#[inline]
pub(crate) fn plain_char(c: char) -> Plain {
    match c {
        '*' | '`' => Plain::Nothing,
        // Most text by far.
        '!'..='~' => Plain::Char(c),
        ' ' => Plain::Blank,
        '\u{2010}' | '\u{2011}' => Plain::Char('-'),
        '\u{2013}' | '\u{2014}' | '\u{2212}' => Plain::Char('–'),
        '\u{2019}' | '\u{2018}' => Plain::Char('\''),
        '\u{ff1a}' => Plain::Char(':'),
        c if c.is_whitespace() || is_pictograph(c) => Plain::Blank,
        c => Plain::Char(c),
    }
}

/// Appends a character in lower case.
#[inline]
pub(super) fn push_lower(out: &mut String, c: char) {
    if c.is_ascii() { out.push(c.to_ascii_lowercase()) } else { out.extend(c.to_lowercase()) }
}

/// Whether the character is a picture rather than a letter: emoji, arrows, marks, joiners, the replacement character.
pub fn is_pictograph(c: char) -> bool {
    matches!(
        c as u32,
        0x200d | 0x20e3 | 0x2190..=0x21ff | 0x2300..=0x23ff | 0x25a0..=0x27bf | 0x2900..=0x297f
            | 0x2b00..=0x2bff | 0xfe0e | 0xfe0f | 0xfffd | 0x1f000..=0x1faff | 0xe0020..=0xe007f
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bare_words_are_the_plain_text(text in "[a-cX0-9]([a-cX0-9 ]{0,6}|[ -~ü]{0,6}|[a-c ]{55,70})") {
            let (mut buffer, plain) = ([0; 64], plain_text(&text));
            match bare_words(&text, &mut buffer) {
                Some(words) => prop_assert_eq!(words, plain.as_bytes()),
                None => prop_assert!(text.len() > 64 || text.contains(|c: char| !c.is_ascii_alphanumeric())),
            }
        }
    }

    #[test]
    fn decoration_goes_and_words_stay() {
        for (text, plain) in [
            ("**✅ Completed**", "completed"),
            ("⏸️ On  Hold", "on hold"),
            ("`In Progress`", "in progress"),
            ("2025‑10‑20", "2025-10-20"),
            ("a — b", "a – b"),
            ("ÜBER", "über"),
            ("\u{fffd} Done", "done"),
            ("", ""),
        ] {
            assert_eq!(plain_text(text), plain);
        }
    }
}
