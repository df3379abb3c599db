use super::unit::Unit;

/// A place in a text that is read from left to right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    /// The byte that is read next.
    pub(super) at: usize,
}

/// A number as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    pub(super) is_signed: bool,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Takes `word` when it comes next.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let is_next = self.rest().starts_with(word);
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    /// The characters from here to the first that does not belong.
    pub(super) fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// A number, with a sign or without, with points for decimals and commas or underscores between thousands.
    pub(super) fn number(&mut self) -> Option<Number> {
        let before = self.at;
        let is_negative = self.take("-") || self.take("−");
        let is_signed = is_negative || self.take("+");
        let written = self.take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '_'));
        // A sentence may end behind a number.
        let kept = written.trim_end_matches(['.', ',', '_']);
        self.at -= written.len() - kept.len();
        let value = read(kept).filter(|value| value.is_finite());
        if value.is_none() {
            self.at = before;
        }
        let value = value?;
        Some(Number { value: if is_negative { -value } else { value }, is_signed })
    }

    /// The unit that comes next, behind spaces or not; a number without one is a count. `Err` gives the place of a word
    /// that is no unit.
    pub(super) fn unit(&mut self) -> Result<Unit, (usize, usize)> {
        let before = self.at;
        self.skip_space();
        let start = self.at;
        let word = match self.rest().chars().next() {
            Some('%') => self.take_while(|c| c == '%'),
            _ => self.take_while(|c| c.is_alphabetic() || c == '/'),
        };
        if word.is_empty() {
            self.at = before;
            return Ok(Unit::COUNT);
        }
        Unit::from_spelling(word).ok_or((start, self.at))
    }
}

fn read(written: &str) -> Option<f64> {
    let (whole, decimals) = written.split_once('.').unwrap_or((written, "0"));
    let mut groups = whole.split([',', '_']);
    let first = groups.next()?;
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let is_grouped = groups.all(|group| group.len() == 3 && is_number(group));
    let are_thousands = is_grouped && (whole.len() == first.len() || first.len() <= 3);
    if !is_number(first) || !are_thousands || !is_number(decimals) {
        return None;
    }
    format!("{}.{decimals}", whole.replace([',', '_'], "")).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_strictly() {
        let of = |text: &str| Cursor::new(text, 0).number().map(|number| (number.value, number.is_signed));
        assert_eq!(of("10"), Some((10.0, false)));
        assert_eq!(of("+1,234.5"), Some((1234.5, true)));
        assert_eq!(of("−5%"), Some((-5.0, true)));
        assert_eq!(of("200."), Some((200.0, false)));
        for wrong in ["", "+", "1,5", "1.2.3", ",5", "12345,678", ".5", "1__000"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }
}
