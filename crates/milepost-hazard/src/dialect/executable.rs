//! Comments of MariaDB that it runs.

use std::borrow::Cow;

use milepost_database::Engine;

use super::split::{comment, quoted};

/// A text of MariaDB with spaces in place of the signs of its executable comments, `/*!50003 … */` and `/*M! … */`: what stands
/// between them is text, whatever the version. Places stay.
pub(super) fn unwrapped(text: &str) -> Cow<'_, str> {
    if !text.contains("/*!") && !text.contains("/*M!") {
        return Cow::Borrowed(text);
    }
    let mut all = String::with_capacity(text.len());
    let (mut at, mut is_open) = (0, false);
    while let Some(sign) = text[at..].chars().next() {
        let rest = &text[at..];
        let mark = ["/*!", "/*M!"].into_iter().find(|mark| rest.starts_with(mark)).map(|mark| {
            let digits = rest[mark.len()..].bytes().take(6).take_while(u8::is_ascii_digit).count();
            mark.len() + digits
        });
        let (length, is_sign) = match sign {
            _ if mark.is_some() => {
                is_open = true;
                (mark.unwrap_or_default(), true)
            }
            '*' if is_open && rest.starts_with("*/") => {
                is_open = false;
                (2, true)
            }
            '\'' | '"' | '`' => (quoted(rest, sign, sign != '`'), false),
            _ => (comment(Engine::Mariadb, rest).max(sign.len_utf8()), false),
        };
        if is_sign {
            all.extend(std::iter::repeat_n(' ', length));
        } else {
            all.push_str(&rest[..length]);
        }
        at += length;
    }
    Cow::Owned(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_run_is_text_and_other_comments_stay() {
        let text = "/*!50003 DROP TABLE ü */; /* '; */ SELECT '/*! */'; /*M!100500 a */ -- /*! b\n";
        let plain = unwrapped(text);
        assert_eq!(plain.len(), text.len());
        assert_eq!(plain.find("DROP"), text.find("DROP"));
        assert!(plain.starts_with("         DROP TABLE ü   ; /* '; */ SELECT '/*! */';"), "{plain}");
        assert!(plain.ends_with(" a    -- /*! b\n"), "{plain}");
    }
}
