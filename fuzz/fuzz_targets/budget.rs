//! Any budget reads back as it was written, or is refused at a place of its own.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_gate::budget::{Purpose, budget_in, parse_budget};

fuzz_target!(|text: &str| {
    match parse_budget(text) {
        Ok(budget) => assert_eq!(parse_budget(&budget.to_string()), Ok(budget)),
        Err(error) => assert!(text.get(error.span).is_some()),
    }
    for purpose in [Purpose::Promise, Purpose::Trigger] {
        if let Some(worded) = budget_in(text, purpose) {
            assert!(text.get(worded.span).is_some_and(|part| !part.is_empty()));
        }
    }
});
