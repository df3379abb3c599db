//! A seed as records keep it.

use std::fmt::Write as _;

/// In hexadecimal.
pub(super) fn to_text(seed: [u8; 32]) -> String {
    seed.iter().fold(String::with_capacity(64), |mut text, byte| {
        // A text takes whatever is written into it.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The seed that was written down; what is no seed counts as zeros.
pub(super) fn from_text(text: &str) -> [u8; 32] {
    let mut seed = [0; 32];
    for (at, byte) in seed.iter_mut().enumerate() {
        *byte = text.get(2 * at..2 * at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0);
    }
    seed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let seed = std::array::from_fn(|at| (at * 37 % 256) as u8);
        assert_eq!(from_text(&to_text(seed)), seed);
        assert_eq!(from_text("é"), [0; 32]);
    }
}
