//! Milestone numbers, compared as people mean them.

/// Whether two written numbers are the same: `7`, `07` and `007` are, and so are `5.1` and `05.1`; `5` and `5.0` are not.
pub fn same_number(a: &str, b: &str) -> bool {
    let mut a = a.split('.');
    let mut b = b.split('.');
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if plain(a).eq_ignore_ascii_case(plain(b)) => {}
            _ => return false,
        }
    }
}

fn plain(part: &str) -> &str {
    let bare = part.trim_start_matches('0');
    if bare.starts_with(|c: char| c.is_ascii_digit()) || bare.is_empty() == part.is_empty() {
        bare
    } else {
        "0"
    }
}

/// The number in the form in which it is compared: leading zeros dropped.
pub(crate) fn number_key(number: &str) -> String {
    number.split('.').map(|part| plain(part).to_ascii_lowercase()).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_in_front_do_not_count() {
        for (a, b) in [("7", "007"), ("5.1", "05.01"), ("0", "00"), ("X", "x"), ("3b", "03B")] {
            assert!(same_number(a, b), "{a} {b}");
            assert_eq!(number_key(a), number_key(b));
        }
        for (a, b) in [("5", "5.0"), ("1", "10"), ("0", "1"), ("", "0")] {
            assert!(!same_number(a, b), "{a} {b}");
            assert_ne!(number_key(a), number_key(b));
        }
    }
}
