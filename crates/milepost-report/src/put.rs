//! Appending formatted text to a string, which cannot fail.

/// Appends formatted text to a `String`.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {{
        use std::fmt::Write as _;
        // Writing to a string fails only where a `Display` does, and ours do not.
        let _ = write!($out, $($text)*);
    }};
}

pub(crate) use put;
