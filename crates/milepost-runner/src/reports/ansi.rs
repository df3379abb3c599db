use std::borrow::Cow;

/// The text as a reader sees it: without escape sequences (colours, cursor movement, links, titles) and without the
/// control characters other than line feed, carriage return and tab.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_control) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => match chars.next_if(|&next| next != '\n') {
                Some('[') => skip_control_sequence(&mut chars),
                Some(']' | 'P' | 'X' | '^' | '_') => skip_string(&mut chars),
                Some(' '..='/') => {
                    chars.next_if(|&c| c != '\n');
                }
                _ => {}
            },
            '\u{9b}' => skip_control_sequence(&mut chars),
            _ if is_control(c) => {}
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// Parameters and intermediates up to the final byte; a line feed ends a broken sequence and is kept.
fn skip_control_sequence(chars: &mut Chars<'_>) {
    while chars.next_if(|c| matches!(c, ' '..='?')).is_some() {}
    chars.next_if(|c| matches!(c, '@'..='~'));
}

/// Up to the bell or `ESC \`; a line feed ends a broken string and is kept.
fn skip_string(chars: &mut Chars<'_>) {
    while let Some(c) = chars.next_if(|&c| c != '\n') {
        if c == '\u{7}' || c == '\u{9c}' {
            return;
        }
        if c == '\u{1b}' {
            chars.next_if_eq(&'\\');
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;
    use proptest::prelude::*;

    #[test]
    fn colours_links_and_titles_go_and_text_stays() {
        assert_eq!(plain("\u{1b}[32;1m 1 passed\u{1b}[0m\n"), " 1 passed\n");
        assert_eq!(plain("\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{7} end"), "link end");
        assert_eq!(plain("a\u{1b}[\nb\u{1b}"), "a\nb");
        assert_eq!(plain("\u{1b}[2K\u{1b}[1Gdone\u{1b}(B"), "done");
        assert!(matches!(plain("no escape\tat all\r\n"), std::borrow::Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn lines_are_kept_and_twice_is_once(text in "(\u{1b}|\\[|\\]|[0-9;m]|[a-z]|\n|\u{7}){0,40}") {
            let once = plain(&text).into_owned();
            prop_assert_eq!(plain(&once).into_owned(), once.clone());
            prop_assert_eq!(once.matches('\n').count(), text.matches('\n').count());
        }
    }
}
