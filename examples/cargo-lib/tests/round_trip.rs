//! What is written can be read again.

use std::time::Duration;

#[test]
fn what_is_written_is_read_as_the_same() {
    for seconds in (0..200_000).step_by(7).chain([u64::MAX]) {
        let duration = Duration::from_secs(seconds);
        assert_eq!(timespan::parse(&timespan::format(duration)), Ok(duration), "{seconds} seconds");
    }
}

#[test]
fn an_error_says_what_would_be_right() {
    let error = timespan::parse("1y").unwrap_err();
    assert_eq!(error.to_string(), "`y` is no unit; units are d, h, m and s");
}
