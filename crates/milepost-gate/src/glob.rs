/// Whether `text` matches `pattern`, in which `*` stands for any run of characters (also `/` and none) and `?` for any
/// one character; all else is literal and case counts.
///
/// Test ids hold brackets, braces and slashes as ordinary text (`test_each[1]`), which is why file globs do not serve.
/// The time is at most the product of both lengths.
pub fn matches_glob(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p + 1, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match retry {
                Some((after_star, from)) => {
                    p = after_star;
                    t = from + 1;
                    retry = Some((after_star, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::matches_glob;
    use proptest::prelude::*;

    #[test]
    fn stars_cross_slashes_and_brackets_are_literal() {
        assert!(matches_glob("cart/*", "cart/a/b"));
        assert!(matches_glob("*test_each[?]", "pytest/test_each[1]"));
        assert!(matches_glob("*", ""));
        assert!(matches_glob("a*b*c", "a-b-b-c"));
        assert!(!matches_glob("a*b*c", "a-b-b"));
        assert!(!matches_glob("", "a"));
        assert!(!matches_glob("Cart", "cart"));
    }

    proptest! {
        #[test]
        fn a_text_matches_itself_and_any_cut(text in "[a-c/]{0,12}", at in 0usize..13) {
            prop_assert!(matches_glob(&text, &text));
            let at = at.min(text.len());
            let starred = format!("{}*{}", &text[..at], &text[at..]);
            prop_assert!(matches_glob(&starred, &text));
            let with_extra = format!("{}zz{}", &text[..at], &text[at..]);
            prop_assert!(matches_glob(&starred, &with_extra));
            prop_assert!(!matches_glob(&text, &with_extra));
        }
    }
}
