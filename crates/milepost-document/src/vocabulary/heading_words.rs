//! The words of a heading, in the form in which they are compared.

use super::plain::{Plain, plain_char, push_lower};

/// Lower case, no numbering, no comment in parentheses, `&` and hyphens opened, single blanks.
///
/// One pass: what follows an opening bracket is a comment, unless nothing stands before it; signs at the end go.
pub(super) fn heading_words(text: &str) -> String {
    let mut words = Words { out: String::with_capacity(text.len() + 8), word: 0, kept: 0 };
    let (mut blank, mut started) = (false, false);
    for c in text.chars() {
        let c = match plain_char(c) {
            Plain::Nothing => continue,
            Plain::Blank => {
                blank = true;
                continue;
            }
            Plain::Char('(' | '[') if started => break,
            Plain::Char(c) => c,
        };
        started = true;
        if std::mem::take(&mut blank) {
            words.part();
        }
        words.push(c);
    }
    words.finish()
}
