//! Any shell text is judged without a panic, and every finding lies inside of it, on whole characters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_document::fence::{masked_commands, shell_words, skipped_commands, statements, unsafe_statements};

fuzz_target!(|text: &str| {
    let found = unsafe_statements(text).into_iter().map(|statement| statement.span);
    let masked = masked_commands(text).into_iter();
    let skipped = skipped_commands(text).into_iter().map(|(span, _)| span);
    let parts = statements(text).into_iter().map(|statement| statement.span);
    for span in found.chain(masked).chain(skipped).chain(parts) {
        assert!(text.get(span.range()).is_some(), "{span:?}");
    }
    let _ = shell_words(text);
});
