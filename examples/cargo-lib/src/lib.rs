//! Durations as people write them: `1h30m`, `2d`, `45s`.
//!
//! ```
//! let pause = timespan::parse("1h30m")?;
//! assert_eq!(pause.as_secs(), 5400);
//! assert_eq!(timespan::format(pause), "1h30m");
//! # Ok::<(), timespan::ParseError>(())
//! ```

mod format;
mod parse;
mod unit;

pub use format::format;
pub use parse::{ParseError, parse};
pub use unit::Unit;
