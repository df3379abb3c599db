//! Any duration is refused, or reads back as the same minutes when it is written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_time::Written;

fuzz_target!(|text: &str| {
    if let Ok(written) = text.parse::<Written>() {
        let again = written.minutes.to_string().parse::<Written>();
        assert_eq!(again.map(|again| (again.minutes, again.rounded)), Ok((written.minutes, false)));
    }
});
