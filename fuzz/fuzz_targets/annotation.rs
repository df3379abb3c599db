//! Any annotation reads or is refused with a place of its own.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_document::annotation::{parse_annotation, parse_comment};

fuzz_target!(|text: &str| {
    let inside = |start: u32, end: u32| start >= 7 && end as usize <= text.len() + 7;
    match parse_annotation(text, 7) {
        Ok(forms) => {
            assert!(!forms.is_empty() && forms.iter().all(|form| inside(form.span.start, form.span.end)))
        }
        Err(error) => assert!(inside(error.span.start, error.span.end) && !error.message.is_empty()),
    }
    let _ = parse_comment(text, 0);
});
