//! What people write that a milestone is worth.

/// Words that make a number larger.
const MANY: [&str; 6] = ["thousand", "million", "billion", "mio", "mrd", "tsd"];

/// What a text says that something is worth, which is its first number: `40`, `€ 2,000 a week`, `1,5`. None where it is not
/// as many as its digits say: `40k`, `-5`, `2 million`.
pub(crate) fn worth(text: &str) -> Option<f64> {
    let mut start = text.find(|c: char| c.is_ascii_digit())?;
    // `Q3: 40` names a quarter.
    while text[..start].ends_with(char::is_alphabetic) {
        let name = text[start..].find(|c: char| !c.is_alphanumeric())?;
        start += name + text[start + name..].find(|c: char| c.is_ascii_digit())?;
    }
    let digits = &text[start..];
    let end =
        digits.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '\'')).unwrap_or(digits.len());
    let behind = digits[end..].trim_start();
    let word: String = behind.chars().take_while(|c| c.is_alphabetic()).collect();
    let is_scaled = digits[end..].starts_with(char::is_alphabetic)
        || MANY.iter().any(|many| word.to_lowercase().starts_with(many));
    if text[..start].ends_with(['-', '−', '–', '+']) || is_scaled {
        return None;
    }
    plain_number(digits[..end].trim_end_matches(['.', ',', '\'']))
}

/// A number with commas and apostrophes between groups of three digits, or with one comma before its decimals.
fn plain_number(written: &str) -> Option<f64> {
    let (whole, decimals) = match (written.rfind('.'), written.rfind(',')) {
        (Some(point), Some(comma)) => written.split_at(point.max(comma)),
        (Some(point), None) => written.split_at(point),
        (None, Some(comma)) => {
            let is_group = written.len() - comma == 4 && !written.starts_with('0');
            if is_group { (written, "") } else { written.split_at(comma) }
        }
        (None, None) => (written, ""),
    };
    let mut groups = whole.split([',', '.', '\'']);
    let first = groups.next()?;
    let is_whole = first.len() <= 3 || whole.len() == first.len();
    if !is_whole || groups.any(|group| group.len() != 3) {
        return None;
    }
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let text = format!("{digits}.{}", decimals.trim_start_matches(['.', ',']));
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read() {
        for (text, right) in [
            ("40", Some(40.0)),
            ("€ 2,000 a week", Some(2000.0)),
            ("about 1.5.", Some(1.5)),
            ("high", None),
            ("1,5", Some(1.5)),
            ("1,234,567", Some(1_234_567.0)),
            ("1.234,56", Some(1234.56)),
            ("1'000", Some(1000.0)),
            ("0,500", Some(0.5)),
            ("12,34,5", None),
            ("€2M", None),
            ("2 million", None),
            ("40k", None),
            ("-5", None),
            ("Q3: 40", Some(40.0)),
            ("Q3", None),
        ] {
            assert_eq!(worth(text), right, "{text}");
        }
    }
}
