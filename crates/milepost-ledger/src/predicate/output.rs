//! What a command wrote, kept small inside a record.

use serde::{Deserialize, Serialize};

use crate::Digest;

/// At most this many bytes of one stream stand inside a record, half from its head and half from its tail. The whole
/// stream is a blob, which never enters the shared folder.
pub const INLINE_LIMIT: usize = 256 * 1024;

/// One captured stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputCapture {
    /// Digest of all its bytes: the name of its blob.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its beginning as text; all of it unless `truncated`.
    pub head: String,
    /// Its end as text; empty unless `truncated`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tail: String,
    /// Whether something between head and tail is left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
}

impl OutputCapture {
    /// A capture that keeps up to [`INLINE_LIMIT`] bytes inline.
    pub fn of(bytes: &[u8]) -> Self {
        Self::with_limit(bytes, INLINE_LIMIT)
    }

    /// A capture that keeps up to `limit` bytes inline (never more than [`INLINE_LIMIT`]), cut between characters.
    /// Bytes that are not UTF-8 read as U+FFFD in the text; the digest is over the bytes.
    pub fn with_limit(bytes: &[u8], limit: usize) -> Self {
        let limit = limit.min(INLINE_LIMIT);
        let digest = Digest::of(bytes);
        let len = bytes.len() as u64;
        if bytes.len() <= limit {
            let head = String::from_utf8_lossy(bytes).into_owned();
            return Self { digest, bytes: len, head, tail: String::new(), truncated: false };
        }
        let (mut head_end, mut tail_start) = (limit / 2, bytes.len() - limit / 2);
        while head_end > 0 && is_continuation(bytes[head_end]) {
            head_end -= 1;
        }
        while tail_start < bytes.len() && is_continuation(bytes[tail_start]) {
            tail_start += 1;
        }
        Self {
            digest,
            bytes: len,
            head: String::from_utf8_lossy(&bytes[..head_end]).into_owned(),
            tail: String::from_utf8_lossy(&bytes[tail_start..]).into_owned(),
            truncated: true,
        }
    }

    /// Whether the inline text is less than the bytes, so that a blob has to hold them.
    pub fn needs_blob(&self) -> bool {
        self.truncated || self.head.contains(char::REPLACEMENT_CHARACTER)
    }
}

fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pitfall_27_a_huge_log_stays_out_of_the_record() {
        let log = "0123456789\n".repeat(1_000_000);
        let capture = OutputCapture::of(log.as_bytes());
        assert_eq!(capture.bytes, 11_000_000);
        assert!(capture.truncated);
        assert!(capture.head.len() + capture.tail.len() <= INLINE_LIMIT);
        assert!(log.starts_with(&capture.head) && log.ends_with(&capture.tail));
        assert!(capture.head.len() > 100_000 && capture.tail.len() > 100_000);
        assert_eq!(capture.digest, Digest::of(log.as_bytes()));
    }

    #[test]
    fn a_small_output_is_whole() {
        let capture = OutputCapture::of(b"ok\n");
        assert_eq!((capture.head.as_str(), capture.tail.as_str(), capture.truncated), ("ok\n", "", false));
    }

    proptest! {
        #[test]
        fn cuts_stand_between_characters(text in "\\PC{0,40}", limit in 0_usize..60) {
            let capture = OutputCapture::with_limit(text.as_bytes(), limit);
            prop_assert!(text.starts_with(&capture.head) && text.ends_with(&capture.tail));
            prop_assert!(capture.head.len() + capture.tail.len() <= limit);
            prop_assert_eq!(capture.truncated, text.len() > limit);
        }

        #[test]
        fn any_bytes(bytes: Vec<u8>, limit in 0_usize..60) {
            let capture = OutputCapture::with_limit(&bytes, limit);
            prop_assert_eq!(capture.bytes, bytes.len() as u64);
        }
    }
}
